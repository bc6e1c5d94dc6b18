"""Two years of talks, those to come, and what citizens still have to book."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.booking import rules
from portal.booking.models import Obligation, Talk
from portal.core import clock
from portal.demo import personas
from portal.demo.town import Citizen, Town
from portal.demo.workdays import Diary
from portal.demo.writing import copy, span

DAY = timedelta(days=1)
# What comes of a planned talk.
OUTCOMES = (("held", 88), ("citizen_absent", 5), ("cancelled", 6), ("centre_absent", 1))
CHANNELS = (("in_person", 68), ("phone", 24), ("video", 8))
# Where the next talk is agreed individually, it is agreed for about then.
AGREED_DAYS = (50, 95)
SEARCHED_DAYS = 40
# The share of talks that a colleague holds, and of cancelled ones that we cancelled.
STANDS_IN, CANCELLED_BY_US = 0.025, 0.12
LATEST_BOOKED = timedelta(days=70)
TALKS_TODAY = 5


@dataclass
class Rows:
    """What is going to be written."""

    talks: list[dict[str, Any]] = field(default_factory=list)
    obligations: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Course:
    """One citizen's course so far."""

    last_held: date | None
    waiting: bool
    """A talk lies behind or ahead today whose outcome nobody has recorded yet."""


def load(session: Session, town: Town, diary: Diary) -> None:
    """Talks and obligations of every citizen."""
    rows = Rows()
    today = _seen_today(town)
    # Personas first, then the day of their caseworker: their times must be there.
    for one in sorted(town.citizens, key=lambda c: (c.persona is None, c.id not in today, c.id)):
        rng = town.chance(f"talks of {one.id}")
        course = _past(town, diary, one, rng, rows, one.id in today)
        if not course.waiting:
            _future(town, diary, one, rng, rows, course)
    copy(session, Obligation, rows.obligations)
    copy(session, Talk, rows.talks)


def _seen_today(town: Town) -> set[int]:
    """Citizens the persona among the caseworkers meets today, if it is a working day."""
    own = town.citizen("anna-dagpenge").caseworker_id
    long_ago = town.today - timedelta(days=40)
    known = [
        one.id
        for one in town.citizens
        if one.caseworker_id == own and not one.persona and one.course_started_on < long_ago
    ]
    return set(known[:TALKS_TODAY])


def _past(
    town: Town, diary: Diary, one: Citizen, rng: random.Random, rows: Rows, today: bool
) -> Course:
    """The talks until now. One today may still lie ahead; then that is where the course is."""
    held: date | None = None
    tried: date | None = None
    quiet = town.today - timedelta(days=18)  # personas and today's people met not too long ago
    while True:
        wanted = _wanted(town, one, rng, held, tried)
        if wanted > (quiet if one.persona or today else town.today):
            if not today:
                return Course(held, waiting=False)
            wanted, today = town.today, False
        if wanted < town.since:
            held = tried = wanted  # before the history begins
            continue
        who = _who_meets(town, one, len(rows.talks))
        time_ = diary.book(who, wanted, town.today, _terms(town, one).minutes, rng)
        if time_ is None:
            return Course(held, waiting=False)
        status = "held" if one.persona else _outcome(town, rng, time_)
        duty = _obligation(town, one, rows, held, None) if status == "booked" else None
        _add(town, one, rng, rows, time_, status, held is None, duty)
        _note_who(town, one, rows.talks[-1], who)
        if status == "booked":
            return Course(held, waiting=True)
        tried = clock.local_date(time_[0])
        held = tried if status == "held" else held


def _who_meets(town: Town, one: Citizen, number: int) -> int:
    """The own caseworker, or for a few talks a colleague of the team who stands in."""
    mates = town.mates(one.caseworker_id)
    chance = town.chance(f"who meets in {number}")
    if one.persona or not mates or chance.random() >= STANDS_IN:
        return one.caseworker_id
    return chance.choice(mates)


def _note_who(town: Town, one: Citizen, talk: dict[str, Any], who: int) -> None:
    """Who held it, and who cancelled it."""
    talk["caseworker_id"] = who
    talk["instead_of_id"] = one.caseworker_id if who != one.caseworker_id else None
    if talk["status"] == "cancelled":
        ours = town.chance(f"who cancels {talk['id']}").random() < CANCELLED_BY_US
        talk["cancelled_by"] = "centre" if ours else "citizen"


def _terms(town: Town, one: Citizen) -> rules.Terms:
    return town.terms[one.group, one.at_risk]


def _must_book(one: Citizen) -> bool:
    return any(r.subject == one.persona and r.next_step == "must_book" for r in personas.CITIZENS)


def _wanted(
    town: Town, one: Citizen, rng: random.Random, held: date | None, tried: date | None
) -> date:
    """The day on which the next talk would be, somewhat before it must be."""
    begun = held or one.course_started_on
    due = rules.next_hold_by(_terms(town, one), one.course_started_on, held)
    days = (due - begun).days if due else rng.randint(*AGREED_DAYS)
    wanted = begun + timedelta(days=max(2, int(days * rng.uniform(0.55, 0.95))))
    return max(wanted, tried + timedelta(days=7)) if tried else wanted


def _outcome(town: Town, rng: random.Random, time_: tuple[datetime, datetime]) -> str:
    """What came of a talk; some of the last days' have not been recorded yet."""
    age = town.now - time_[0]
    if age < timedelta(hours=3) or (age < timedelta(days=4) and rng.random() < 0.1):
        return "booked"
    return _one_of(rng, OUTCOMES)


def _one_of(rng: random.Random, weighted: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([word for word, _ in weighted], [weight for _, weight in weighted])[0]


def _add(
    town: Town,
    one: Citizen,
    rng: random.Random,
    rows: Rows,
    time_: tuple[datetime, datetime],
    status: str,
    first: bool,
    duty: dict[str, Any] | None,
) -> None:
    kind, channel = _kind(one, rng, first)
    purpose = "first_talk" if first else _purpose(town, one, rng)
    if duty:
        kind, purpose = duty["kind"], duty["purpose_code"]
        duty["status"] = "booked"
    made_at = _made_at(one, rng, time_[0], town.now)
    cancelled_at = made_at + (time_[0] - made_at) * rng.uniform(0.2, 0.95)
    rows.talks.append(
        {
            "id": len(rows.talks) + 1,
            "citizen_id": one.id,
            "caseworker_id": one.caseworker_id,
            "instead_of_id": None,
            "obligation_id": duty["id"] if duty else None,
            "kind": kind,
            "channel": channel,
            "purpose_code": purpose,
            "during": span(*time_),
            "status": status,
            "booked_by": "staff" if first or rng.random() < 0.25 else "citizen",
            "created_at": made_at,
            "cancelled_at": cancelled_at if status == "cancelled" else None,
            "cancelled_by": None,
            "version": 1 if status == "booked" else 2,
        }
    )


def _kind(one: Citizen, rng: random.Random, first: bool) -> tuple[str, str]:
    channel = _one_of(rng, CHANNELS)
    if first and one.group not in ("unemployment_benefit", "sickness_benefit"):
        return "assessment", "in_person"
    if one.group == "sickness_benefit" and (one.persona or rng.random() < 0.12):
        return "workplace_follow_up", "workplace"
    if one.group in ("resource_course", "job_clarification") and rng.random() < 0.15:
        return "round_table", "in_person"
    if one.group == "unemployment_benefit" and not one.persona and rng.random() < 0.1:
        return "joint", "in_person"
    return "job", channel


def _purpose(town: Town, one: Citizen, rng: random.Random) -> str:
    return "cv_review" if rng.random() < 0.15 else town.purposes[one.group, one.at_risk]


def _made_at(one: Citizen, rng: random.Random, starts: datetime, now: datetime) -> datetime:
    """When the talk was booked: days before it, not before the course, not in the future."""
    wanted = starts - timedelta(days=rng.uniform(2, 18))
    begun = clock.at_local(one.course_started_on, time(8, rng.randrange(60)))
    latest = min(starts - timedelta(hours=1), now - timedelta(minutes=rng.randint(5, 300)))
    return min(max(wanted, begun), latest).replace(microsecond=0)


def _future(
    town: Town, diary: Diary, one: Citizen, rng: random.Random, rows: Rows, course: Course
) -> None:
    """What must be booked next, and whether it is."""
    if one.course_started_on >= town.today:
        return
    first = course.last_held is None
    left = personas.book_by(town).get(one.persona or "")
    duty = _obligation(town, one, rows, course.last_held, left)
    if _must_book(one):
        return
    if duty is None:
        wants = one.persona is not None or rng.random() < 0.6
    else:
        wants = one.persona is not None or rng.random() < _share_booked(town.today, duty["book_by"])
    if not wants:
        return
    length = _terms(town, one).minutes
    for earliest, last in _windows(town, one, rng, duty):
        time_ = diary.book(one.caseworker_id, earliest, last, length, rng)
        if time_ is not None:
            _add(town, one, rng, rows, time_, "booked", first, duty)
            return


def _share_booked(today: date, book_by: date) -> float:
    if book_by < today:
        return 0.93
    return 0.7 if book_by < today + timedelta(days=14) else 0.3


def _obligation(
    town: Town, one: Citizen, rows: Rows, last_held: date | None, left: timedelta | None
) -> dict[str, Any] | None:
    """The duty the rule made when the last talk was held; None when it is agreed individually.

    With `left` the citizen has that long to book it.
    """
    terms = _terms(town, one)
    begun = last_held or one.course_started_on
    due = rules.next_hold_by(terms, one.course_started_on, last_held)
    if due is None:
        return None
    book_by, hold_by = rules.deadlines(terms, due, begun)
    if left is not None:
        book_by = town.today + left
        hold_by = book_by + timedelta(days=terms.book_before_hold_days)
    first = last_held is None
    made_at = clock.at_local(min(max(begun, town.since), town.today), time(17, 30))
    duty = {
        "id": len(rows.obligations) + 1,
        "citizen_id": one.id,
        "kind": "assessment" if first and one.group != "unemployment_benefit" else "job",
        "purpose_code": "first_talk" if first else town.purposes[one.group, one.at_risk],
        "book_by": book_by,
        "hold_by": hold_by,
        "status": "open" if book_by >= town.today else "expired",
        "created_at": min(made_at, town.now),
    }
    rows.obligations.append(duty)
    return duty


def _windows(
    town: Town, one: Citizen, rng: random.Random, duty: dict[str, Any] | None
) -> Iterator[tuple[date, date]]:
    """The days to look for a time in, the best first."""
    tomorrow = town.today + DAY
    if one.persona:
        yield town.today + 3 * DAY, town.today + 14 * DAY
    latest = town.today + LATEST_BOOKED
    last = min(max(duty["hold_by"], tomorrow), latest) if duty else latest
    yield tomorrow + DAY * rng.randint(0, (last - tomorrow).days), last
    yield tomorrow, town.today + timedelta(days=SEARCHED_DAYS)
