"""Openings that staff have entered: some forty open ones around the town, and older ones with
what came of them."""

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.core import clock
from portal.demo.referrals import Seekers, seekers_of
from portal.demo.town import Citizen, Colleague, Town
from portal.demo.trades import BY_TITLE, TRADES
from portal.demo.vacancy_list import VACANCIES, Vacancy
from portal.demo.writing import copy
from portal.openings.models import Opening, Referral, ReferralEvent
from portal.openings.service import names_of
from portal.taxonomy import queries as taxonomy

# So many of the list are open now; older ones are told of with what came of them.
OLD_A_MONTH = 4
MONTHS = 12
ASKED = (2, 5)
SAID = (("yes", 40), ("applied", 18), ("no", 28), (None, 14))
WHY_NOT = ("too_far", "hours", "hours", "other_work", "cannot", "has_job")
LATER = (("hired", 22), ("not_hired", 38), ("interview", 14), (None, 26))


@dataclass
class Rows:
    """What is going to be written, with ids that follow those that are there."""

    openings: list[dict[str, Any]]
    referrals: list[dict[str, Any]]
    events: list[tuple[datetime, int, str, int | None]]
    next_opening: int
    next_referral: int


def load(session: Session, town: Town) -> None:
    """The openings now open, a year of older ones, and all that came of them."""
    rng = town.chance("vacancies")
    rows = Rows([], [], [], _next(session, Opening), _next(session, Referral))
    seekers = seekers_of(town)
    people = [*town.with_role("caseworker"), *town.with_role("business_consultant")]
    concepts = _concepts(session)
    for number in range(MONTHS * town.scaled(OLD_A_MONTH, 2)):
        at = _working_day(town, 20 + rng.random() * 30 * (MONTHS - 1))
        vacancy = VACANCIES[number % len(VACANCIES)]
        entered = _opening(rows, rng, vacancy, rng.choice(people), at, concepts)
        _end(rows, rng, town, entered, at)
        _refer(rows, rng, town, entered, vacancy, at + timedelta(hours=3), seekers, people)
    for vacancy in VACANCIES:
        at = _working_day(town, 1 + rng.random() * 17)
        entered = _opening(rows, rng, vacancy, rng.choice(people), at, concepts)
        entered["apply_by"] = town.today + timedelta(days=rng.randint(4, 40))
        if rng.random() < 0.4:
            _refer(rows, rng, town, entered, vacancy, at + timedelta(hours=2), seekers, people)
    copy(session, Opening, rows.openings)
    copy(session, Referral, rows.referrals)
    copy(
        session,
        ReferralEvent,
        [
            {"referral_id": number, "kind": kind, "at": at, "staff_id": staff_id}
            for at, number, kind, staff_id in sorted(rows.events, key=lambda event: event[:3])
        ],
    )


def _next(session: Session, model: Any) -> int:
    return (session.query(model.id).order_by(model.id.desc()).limit(1).scalar() or 0) + 1


def _concepts(session: Session) -> dict[str, Any]:
    """The concept of each title that is one's name."""
    titles = [vacancy.occupation for vacancy in VACANCIES]
    uris = taxonomy.by_name(session, titles, "occupation")
    found = taxonomy.by_uri(session, uris.values())
    return {title: found[uri] for title, uri in uris.items()}


def _working_day(town: Town, days_ago: float) -> datetime:
    day = town.today - timedelta(days=int(days_ago))
    while not town.calendar.is_open(day):
        day -= timedelta(days=1)
    return clock.at_local(day, time(9, int(days_ago * 60) % 60))


def _opening(
    rows: Rows,
    rng: random.Random,
    vacancy: Vacancy,
    by: Colleague,
    at: datetime,
    concepts: dict[str, Any],
) -> dict[str, Any]:
    concept = concepts.get(vacancy.occupation)
    opening = {
        "id": rows.next_opening + len(rows.openings),
        "source": "staff",
        "title": vacancy.title,
        "employer": vacancy.employer,
        "place": vacancy.place,
        "postcode": vacancy.postcode,
        "positions": rng.choice((1, 1, 1, 2, 3)),
        "hours_per_week": vacancy.hours,
        "tasks": vacancy.tasks,
        "requirements": vacancy.requirements.replace("; ", "\n"),
        "starts_on": clock.local_date(at) + timedelta(days=rng.randint(20, 60)),
        "apply_by": clock.local_date(at) + timedelta(days=rng.randint(14, 28)),
        "link": f"https://job.example.invalid/opslag/{1000 + len(rows.openings)}",
        "area": concept.area if concept else None,
        "occupation_uris": [concept.uri] if concept else [],
        "names": names_of([concept]) if concept else "",
        "entered_by_id": by.id,
        "created_at": at,
        "closed_at": None,
        "closed_because": None,
    }
    rows.openings.append(opening)
    return opening


def _end(rows: Rows, rng: random.Random, town: Town, opening: dict[str, Any], at: datetime) -> None:
    """Most are closed when they are filled; some only pass their last day."""
    closed = at + timedelta(days=rng.randint(12, 26))
    if rng.random() < 0.7 and closed < town.now:
        opening["closed_at"] = closed
        opening["closed_because"] = rng.choice(("filled", "filled", "filled", "withdrawn", "other"))


def _refer(
    rows: Rows,
    rng: random.Random,
    town: Town,
    opening: dict[str, Any],
    vacancy: Vacancy,
    at: datetime,
    seekers: Seekers,
    people: list[Colleague],
) -> None:
    trade = BY_TITLE.get(vacancy.trade, TRADES[0])
    for one in seekers.some(at, trade, rng.randint(*ASKED), rng):
        asked_by = next((p for p in people if p.id == one.caseworker_id), people[-1])
        _referral(rows, rng, town, opening, vacancy, one, asked_by, at)


def _referral(
    rows: Rows,
    rng: random.Random,
    town: Town,
    opening: dict[str, Any],
    vacancy: Vacancy,
    one: Citizen,
    asked_by: Colleague,
    at: datetime,
) -> None:
    answer_by = clock.at_local(clock.local_date(at) + timedelta(days=4), time(23, 59))
    said = rng.choices([word for word, _ in SAID], [weight for _, weight in SAID])[0]
    answered_at = at + (answer_by - at) * rng.uniform(0.05, 0.9)
    if answered_at > town.now:
        said = None
    number = rows.next_referral + len(rows.referrals)
    fits = one.trade.title == vacancy.trade
    rows.referrals.append(
        {
            "id": number,
            "opening_id": opening["id"],
            "citizen_id": one.id,
            "asked_by_id": asked_by.id,
            "reason": f"Du har erfaring som {one.trade.title.lower()}, og jobbet ligger tæt på dig."
            if fits
            else "Du har skrevet, at du gerne vil prøve noget nyt, og de lærer dig op.",
            "asked_at": at,
            "answer_by": answer_by,
            "answer": said,
            "why_not": rng.choice(WHY_NOT) if said == "no" and rng.random() < 0.7 else None,
            "answered_at": answered_at if said else None,
        }
    )
    rows.events.append((at, number, "asked", asked_by.id))
    if said:
        rows.events.append((answered_at, number, said, None))
    elif answer_by < town.now:
        rows.events.append((answer_by, number, "no_answer", None))
    if said in ("yes", "applied"):
        _what_came(rows, rng, town, number, asked_by, answered_at)


def _what_came(
    rows: Rows,
    rng: random.Random,
    town: Town,
    number: int,
    by: Colleague,
    at: datetime,
) -> None:
    """After a yes: for some an interview, for some a job, of some nobody has heard yet."""
    later = rng.choices([word for word, _ in LATER], [weight for _, weight in LATER])[0]
    heard = at + timedelta(days=rng.randint(5, 12))
    if later and heard < town.now:
        if later != "interview" and rng.random() < 0.6:
            rows.events.append((heard - timedelta(days=3), number, "interview", by.id))
        rows.events.append((heard, number, later, by.id))
