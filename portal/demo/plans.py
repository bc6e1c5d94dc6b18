"""Min Plan and the job log."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.core import clock
from portal.demo.cvs import EMPLOYERS
from portal.demo.town import Citizen, Town
from portal.demo.trades import TRADES
from portal.demo.writing import copy
from portal.joblog.models import JobLogEntry, JobLogGoal
from portal.plan.models import Plan, PlanContact, PlanTask, PlanUse

PLAN_SHARE = 0.75
GOALS = (
    "Jeg vil have et job som {trade}, gerne tæt på hjemmet.",
    "Jeg vil i gang igen, først på deltid og så på fuld tid.",
    "Jeg vil finde ud af, om jeg skal fortsætte som {trade} eller prøve noget nyt.",
    "Jeg vil være klar til en uddannelse, der fører til et job.",
)
CONTACTS = (
    ("mentor", "Birthe Skov", "45 97 31 11"),
    ("job_broker", "Omar Said", "45 97 31 12"),
    ("consultant", "Sofie Lund", "45 97 31 13"),
    ("coordinator", "Erik Dam", "45 97 31 14"),
)
BARRIERS = (
    "",
    "",
    "Jeg har ikke kørekort, og der er langt med bussen.",
    "Jeg bliver hurtigt træt og skal have pauser.",
    "Jeg vil gerne blive bedre til dansk, før jeg skal tale i telefon.",
    "Jeg skal hente børn senest klokken fire.",
)
STRENGTHS = (
    "Jeg møder til tiden, og jeg er god til at tale med folk.",
    "Jeg kan mit fag som {trade} og lærer gerne fra mig.",
    "Jeg giver ikke op, når noget er svært.",
)
TASKS = (
    ("Ring til to arbejdspladser, du kunne tænke dig at arbejde på", "citizen"),
    ("Vis dit CV til en ven, og spørg, hvad der mangler", "citizen"),
    ("Find tre jobopslag som {trade}, og tag dem med til samtalen", "citizen"),
    ("Skriv ned, hvad du er god til, i fem sætninger", "citizen"),
    ("Besøg en arbejdsplads i Lyngby, og spørg, hvem de mangler", "citizen"),
    ("Skriv to nye retninger, du kunne søge i", "citizen"),
    ("Finde en virksomhed, du kan prøve kræfter i", "caseworker"),
    ("Undersøge, om du kan få et kursus inden for dit fag", "caseworker"),
    ("Øve en jobsamtale sammen med dig", "mentor"),
)
HEALTH_TASKS = (
    ("Gå en tur på 30 minutter hver dag i en uge", "citizen"),
    ("Tal med din læge om, hvor mange timer du kan klare", "citizen"),
    ("Ring til din arbejdsplads, og hør, hvad der kan ændres", "citizen"),
    ("Tale med din læge og din arbejdsplads om en plan", "caseworker"),
)
HEALTH_GROUPS = ("sickness_benefit", "job_clarification", "resource_course")
LOG_GROUPS = ("unemployment_benefit", "job_ready")
LOG_WEEKS = 26
LOG_STATUSES = (("applied", 60), ("rejected", 27), ("interview", 11), ("offer", 2))
NOTES = ("", "", "", "Ringede først og talte med chefen.", "Uopfordret.", "Sendte også CV.")


def load(session: Session, town: Town) -> None:
    """Plans with small tasks for most, and half a year of job logs where one is asked for."""
    plans: list[dict[str, Any]] = []
    tasks: list[dict[str, Any]] = []
    contacts: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    goals: list[dict[str, Any]] = []
    for one in town.citizens:
        rng = town.chance(f"plan of {one.id}")
        if one.persona or rng.random() < PLAN_SHARE:
            plans.append(_plan(town, one, rng))
            tasks += _tasks(town, one, rng)
            contacts += _contacts(one, rng)
        if one.group in LOG_GROUPS:
            entries += _log(town, one, rng)
            if rng.random() < 0.1:
                goals.append(_goal(town, one, rng))
    copy(session, Plan, plans)
    copy(session, PlanContact, contacts)
    copy(session, PlanTask, tasks)
    copy(session, JobLogEntry, entries)
    copy(session, JobLogGoal, goals)
    copy(session, PlanUse, _use(town))


def _use(town: Town) -> list[dict[str, Any]]:
    """A year of more and more use; the running month is not over."""
    rng, month, found = town.chance("use of plans"), town.today.replace(day=1), []
    for back in range(14):
        grown = (14 - back) / 14 * (town.today.day / 31 if back == 0 else 1)
        for what, most in (("opened", 4200), ("task_done", 1650), ("agreed", 310)):
            times = round(most * grown * rng.uniform(0.92, 1.05))
            found.append({"month": month, "what": what, "times": times})
        month = (month - timedelta(days=1)).replace(day=1)
    return found


def _goal(town: Town, one: Citizen, rng: random.Random) -> dict[str, Any]:
    """A goal of their own that they have said yes to."""
    return {
        "citizen_id": one.id,
        "per_week": rng.choice((1, 1, 3, 4)),
        "valid_from": one.course_started_on,
        "answer": "accepted",
        "answered_at": town.now - timedelta(days=rng.randint(1, 20)),
    }


def _fill(text: str, one: Citizen) -> str:
    return text.format(trade=one.trade.title.lower())


def _moment(town: Town, day: date, rng: random.Random) -> datetime:
    """Some time in the day, but never in the future."""
    wall = time(rng.randint(8, 20), rng.randrange(60))
    return min(clock.at_local(day, wall), town.now - timedelta(minutes=rng.randint(5, 90)))


def _plan(town: Town, one: Citizen, rng: random.Random) -> dict[str, Any]:
    since = max(one.course_started_on, town.today - timedelta(days=120))
    day = since + timedelta(days=rng.randint(0, max(0, (town.today - since).days)))
    return {
        "citizen_id": one.id,
        "goal": _fill(rng.choice(GOALS), one),
        "strengths": _fill(rng.choice(STRENGTHS), one),
        "barriers": rng.choice(BARRIERS),
        "direction_a": one.trade.title,
        "direction_b": rng.choice(TRADES).title if one.persona or rng.random() < 0.5 else "",
        "direction_c": rng.choice(TRADES).title if one.persona or rng.random() < 0.3 else "",
        "updated_at": _moment(town, day, rng),
    }


def _contacts(one: Citizen, rng: random.Random) -> list[dict[str, Any]]:
    """Whom the citizen also meets in the course."""
    met = rng.sample(CONTACTS, 2 if one.persona else rng.choice((0, 0, 1, 2)))
    return [
        {"citizen_id": one.id, "role": role, "name": name, "phone": phone}
        for role, name, phone in met
    ]


def _tasks(town: Town, one: Citizen, rng: random.Random) -> list[dict[str, Any]]:
    """Tasks of the last talks: the older ones mostly done, the new ones to be done soon."""
    found = []
    known = TASKS + HEALTH_TASKS if one.group in HEALTH_GROUPS else TASKS
    wanted = rng.sample(known, rng.randint(4 if one.persona else 2, 6))
    for number, (title, owner) in enumerate(wanted):
        ahead = number < 3
        due = town.today + timedelta(days=rng.randint(1, 21) if ahead else -rng.randint(1, 60))
        made = max(min(due, town.today) - timedelta(days=rng.randint(3, 20)), one.course_started_on)
        done_on = made + timedelta(days=rng.randint(0, 12))
        is_done = rng.random() < (0.1 if ahead else 0.85) and done_on < town.today
        made_at = _moment(town, made, rng)
        found.append(
            {
                "citizen_id": one.id,
                "title": _fill(title, one),
                "owner": owner,
                "due_on": due,
                "done_at": max(_moment(town, done_on, rng), made_at) if is_done else None,
                "created_at": made_at,
                "created_by_staff_id": one.caseworker_id,
            }
        )
    return found


def _log(town: Town, one: Citizen, rng: random.Random) -> list[dict[str, Any]]:
    """About two applications a week, fewer in some weeks; the wider search of some shows."""
    monday = town.today - timedelta(days=town.today.weekday())
    found = []
    for week in range(LOG_WEEKS):
        first = monday - timedelta(weeks=week)
        for _ in range(rng.choices((0, 1, 2, 3), (12, 25, 50, 13))[0]):
            day = first + timedelta(days=rng.randrange(5))
            if not one.course_started_on <= day <= town.today:
                continue
            trade = one.trade if rng.random() < 0.7 else rng.choice(TRADES)
            weights = [w for _, w in LOG_STATUSES]
            status = rng.choices([s for s, _ in LOG_STATUSES], weights)[0]
            found.append(
                {
                    "citizen_id": one.id,
                    "title": trade.title,
                    "employer": rng.choice(EMPLOYERS),
                    "applied_on": day,
                    "status": "applied" if week < 2 else status,
                    "note": rng.choice(NOTES),
                    "created_at": _moment(town, day, rng),
                }
            )
    return found
