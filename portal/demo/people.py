"""Teams, staff and citizens."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

from sqlalchemy.orm import Session

from portal.accounts import models
from portal.core.crypto import cpr_hmac, encrypt_cpr
from portal.demo import names, personas, places
from portal.demo.town import Citizen, Colleague, Town
from portal.demo.trades import BY_TITLE, TRADES, UNSKILLED
from portal.demo.writing import copy

BUSINESS_TEAM = "Virksomhedsservice"
OFFICE_TEAM = "Ledelse og analyse"
HEALTH_TEAM = "Sundhed og omsorg"


@dataclass(frozen=True)
class TeamPlan:
    """A team, the groups of citizens it serves, and how many caseworkers it has."""

    name: str
    groups: tuple[str, ...]
    caseworkers: int


TEAMS = (
    TeamPlan("A-dagpenge og jobparate", ("unemployment_benefit", "job_ready"), 12),
    TeamPlan("Sygedagpenge", ("sickness_benefit", "job_clarification"), 10),
    TeamPlan(
        "Ressourcer og fleks",
        ("activity_ready", "resource_course", "flex_job_allowance", "rehabilitation"),
        7,
    ),
    TeamPlan(
        "Ungeenheden",
        ("obviously_education_ready", "education_ready", "education_activity_ready"),
        5,
    ),
    TeamPlan("Integration", ("integration_benefit",), 2),
)
CONSULTANTS = 7
TITLES = {
    "caseworker": "Sagsbehandler",
    "business_consultant": "Virksomhedskonsulent",
    "team_lead": "Teamleder",
    "analyst": "Analytiker",
    "administrator": "Systemadministrator",
    "department": "Sundhedskonsulent",
}


@dataclass(frozen=True)
class GroupPlan:
    """A target group: how many people, how old, and how long their courses last on average."""

    number: int
    youngest: int
    oldest: int
    mean_days: int
    longest_days: int


# 2,100 people in all: 580 on a-dagpenge, 115 job-ready, 100 refugees, 570 at the edge of the
# labour market, 480 on sickness benefit (BP 2019, benchmark 2013); the rest are young people.
GROUPS = {
    "unemployment_benefit": GroupPlan(580, 22, 65, 200, 760),
    "job_ready": GroupPlan(115, 30, 64, 330, 1400),
    "integration_benefit": GroupPlan(100, 19, 60, 500, 1500),
    "activity_ready": GroupPlan(200, 30, 64, 1100, 3000),
    "resource_course": GroupPlan(130, 25, 62, 700, 1825),
    "job_clarification": GroupPlan(110, 24, 64, 400, 730),
    "flex_job_allowance": GroupPlan(100, 35, 65, 900, 2500),
    "rehabilitation": GroupPlan(30, 25, 55, 400, 1200),
    "sickness_benefit": GroupPlan(480, 20, 66, 160, 660),
    "obviously_education_ready": GroupPlan(45, 18, 29, 150, 500),
    "education_ready": GroupPlan(120, 18, 29, 250, 900),
    "education_activity_ready": GroupPlan(90, 18, 29, 450, 1500),
}
AT_RISK = 0.18


def load_staff(session: Session, town: Town) -> None:
    """Six teams and the office; 52 people, 7 of them business consultants. And two from outside."""
    teams = [(t.name, "citizens") for t in TEAMS]
    teams += [(BUSINESS_TEAM, "businesses")]
    teams += [(OFFICE_TEAM, "citizens"), (HEALTH_TEAM, "citizens")]
    copy(
        session,
        models.Team,
        [{"id": i, "name": name, "serves": serves} for i, (name, serves) in enumerate(teams, 1)],
    )
    team_ids = {name: i for i, (name, _) in enumerate(teams, 1)}
    rng = town.chance("staff")
    wanted = list(_positions())
    rows: list[dict[str, object]] = []
    free = list(personas.STAFF)
    for number, (role, team) in enumerate(wanted, 1):
        known = next((p for p in free if (p.role, p.team) == (role, team)), None)
        if known:
            free.remove(known)
        name = known.name if known else names.person(rng)
        email = f"{names.mail_name(name)}.{number}@jobcenter.example.invalid"
        rows.append(
            {
                "id": number,
                "name": name,
                "title": known.title if known else TITLES[role],
                "email": email,
                "phone": places.phone(rng),
                "role": role,
                "team_id": team_ids[team],
            }
        )
        subject = known.subject if known else None
        town.staff.append(Colleague(number, name, role, team, email, subject))
    copy(session, models.Staff, rows)


def _positions() -> Iterator[tuple[str, str]]:
    for team in TEAMS:
        yield "team_lead", team.name
        for _ in range(team.caseworkers):
            yield "caseworker", team.name
    yield "team_lead", BUSINESS_TEAM
    for _ in range(CONSULTANTS):
        yield "business_consultant", BUSINESS_TEAM
    for role in ("analyst", "analyst", "administrator"):
        yield role, OFFICE_TEAM
    for _ in range(2):
        yield "department", HEALTH_TEAM


def load_citizens(session: Session, town: Town) -> None:
    """Everybody with a contact course, each with a caseworker of the right team."""
    rng = town.chance("citizens")
    numbers = CprNumbers(rng)
    waiting = _caseworkers(town)
    rows: list[dict[str, object]] = []
    for group, plan in GROUPS.items():
        roles = [role for role in personas.CITIZENS if role.group == group]
        for position in range(town.scaled(plan.number, len(roles))):
            role = roles[position] if position < len(roles) else None
            caseworker_id = _caseworker_of(town, role) or next(waiting[group])
            one = _citizen(town, rng, numbers, len(rows) + 1, group, plan, role, caseworker_id)
            town.citizens.append(one)
            rows.append(_citizen_row(town, rng, one))
    copy(session, models.Citizen, rows)


def _caseworkers(town: Town) -> dict[str, Iterator[int]]:
    """For each group the caseworkers of its team, one after another."""
    by_team: dict[str, list[int]] = defaultdict(list)
    for one in town.with_role("caseworker"):
        by_team[one.team].append(one.id)
    return {group: cycle(by_team[team.name]) for team in TEAMS for group in team.groups}


def _caseworker_of(town: Town, role: personas.CitizenRole | None) -> int | None:
    subject = personas.CASEWORKER_OF.get(role.subject) if role else None
    return town.colleague(subject).id if subject else None


def _citizen(
    town: Town,
    rng: random.Random,
    numbers: "CprNumbers",
    id_: int,
    group: str,
    plan: GroupPlan,
    role: personas.CitizenRole | None,
    caseworker_id: int,
) -> Citizen:
    newcomer = role.newcomer if role else group == "integration_benefit" or rng.random() < 0.09
    age = role.age if role else rng.randint(plan.youngest, plan.oldest)
    born_on = born(town.today, age, rng)
    days = role.course_days if role else _course_days(plan, rng)
    skilled = age >= 25 and not group.startswith("education")
    trade = (
        BY_TITLE[role.trade]
        if role
        else rng.choice(TRADES)
        if skilled and rng.random() < 0.7
        else BY_TITLE[rng.choice(UNSKILLED)]
    )
    at_risk = role.at_risk if role else group == "unemployment_benefit" and rng.random() < AT_RISK
    english = newcomer and rng.random() < 0.6
    return Citizen(
        id=id_,
        name=role.name if role else names.person(rng, newcomer),
        cpr=numbers.new(born_on),
        born_on=born_on,
        group=group,
        at_risk=at_risk,
        language=role.language if role else "en" if english else "da",
        newcomer=newcomer,
        course_started_on=town.today - timedelta(days=days),
        caseworker_id=caseworker_id,
        trade=trade,
        persona=role.subject if role else None,
    )


def born(today: date, age: int, rng: random.Random) -> date:
    """A day of birth with which one is `age` years old today."""
    birthday = date(today.year - age, today.month, min(today.day, 28))
    return birthday - timedelta(days=rng.randint(0, 360))


def _course_days(plan: GroupPlan, rng: random.Random) -> int:
    days = int(rng.expovariate(1 / plan.mean_days))
    return days if days <= plan.longest_days else rng.randint(0, plan.longest_days)


def _citizen_row(town: Town, rng: random.Random, one: Citizen) -> dict[str, object]:
    where = places.place(rng)
    has_mail = one.persona is not None or rng.random() < 0.92
    return {
        "id": one.id,
        "cpr_hmac": cpr_hmac(town.settings, one.cpr),
        "cpr_encrypted": encrypt_cpr(town.settings, one.cpr),
        "name": one.name,
        "born_on": one.born_on,
        "email": f"{names.mail_name(one.name)}.{one.id}@example.invalid" if has_mail else None,
        "phone": places.phone(rng),
        "address": where.address,
        "postcode": where.postcode,
        "city": where.city,
        "language": one.language,
        "target_group": one.group,
        "at_risk": one.at_risk,
        "course_started_on": one.course_started_on,
        "caseworker_id": one.caseworker_id,
    }


class CprNumbers:
    """Numbers of the replacement kind: the day of birth plus 60, so nobody has them."""

    def __init__(self, rng: random.Random, taken: Iterable[str] = ()) -> None:
        self._rng = rng
        self._given = set(taken)

    def new(self, born_on: date) -> str:
        """A number not given before, whose seventh digit tells the right century."""
        date_part = f"{born_on.day + 60:02d}{born_on:%m%y}"
        centuries = "0123" if born_on.year < 2000 else "4567"
        while True:
            number = f"{date_part}{self._rng.choice(centuries)}{self._rng.randint(0, 999):03d}"
            if number not in self._given:
                self._given.add(number)
                return number
