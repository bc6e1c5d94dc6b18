"""Counts of the job centre's own work by quarter: three statements for all, no names, no groups.

Settled quarters are read as they were kept; only those after them are counted anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.booking.models import Obligation, Talk
from portal.core import clock
from portal.cv.models import Cv, CvRule
from portal.openings import queries as openings
from portal.privacy.queries.restrictions import not_restricted
from portal.targets.models import AT_THE_END, QuarterCount

NOT_TO_BE_HELD = ("withdrawn", "excused")


@dataclass(frozen=True)
class Count:
    """`count` of `n` in the quarter that begins on that day."""

    quarter_start: date
    n: int
    count: int


Counted = Any
"""A SELECT whose rows are key, quarter's first day, n, count."""


def of_work(session: Session, first: date, last: date, now: datetime) -> dict[str, list[Count]]:
    """Every count of the quarters between the two days as known at `now`, by key."""
    found = _kept(session, first, last, now)
    settled = {one.quarter_start for key in found if key != AT_THE_END for one in found[key]}
    first_open = next((day for day in _quarters(first, last) if day not in settled), None)
    if first_open is not None:
        for key, counts in work_counted(session, first_open, last, now).items():
            there = {one.quarter_start for one in found.get(key, [])}
            found.setdefault(key, []).extend(c for c in counts if c.quarter_start not in there)
    return found


def _quarters(first: date, last: date) -> Iterator[date]:
    """The first days of the quarters from `first` to `last`."""
    day = clock.quarter_start(first)
    while day <= last:
        yield day
        day = clock.next_quarter(day)


def _kept(session: Session, first: date, last: date, now: datetime) -> dict[str, list[Count]]:
    rows = session.execute(
        sa.select(
            QuarterCount.key, QuarterCount.quarter_start, QuarterCount.n, QuarterCount.count
        ).where(QuarterCount.quarter_start.between(first, last), QuarterCount.counted_at <= now)
    )
    found: dict[str, list[Count]] = {}
    for key, quarter_start, n, count in rows:
        found.setdefault(key, []).append(Count(quarter_start, n, count))
    return found


def work_counted(
    session: Session, first: date, last: date, now: datetime
) -> dict[str, list[Count]]:
    """The counts of the quarters between the two days, from talks, duties and referrals alone.

    Without those of citizens the use of whose data is restricted.
    """
    made = (caseworker_changes, self_booked, centre_no_shows, held_on_time)
    counted = sa.union_all(*(query(first, last, now) for query in made))
    found: dict[str, list[Count]] = {}
    for key, quarter_start, n, count in session.execute(counted):
        found.setdefault(key, []).append(Count(quarter_start, n, count))
    outcomes = openings.outcomes(session, first, last, by="quarter")
    found["referrals_yes"] = [Count(one.first, one.n, one.yes + one.applied) for one in outcomes]
    found["referrals_hired"] = [Count(one.first, one.n, one.hired) for one in outcomes]
    return found


def _starts() -> sa.ColumnElement[datetime]:
    return sa.func.lower(Talk.during)


def _quarter(moment: Any) -> sa.ColumnElement[date]:
    wall = sa.func.timezone(clock.COPENHAGEN.key, moment)
    return sa.cast(sa.func.date_trunc("quarter", wall), sa.Date)


def _within(first: date, last: date, now: datetime) -> sa.ColumnElement[bool]:
    """Talks that began between the two days, and before now."""
    end = min(clock.start_of_day(last + timedelta(days=1)), now)
    return sa.and_(_starts() >= clock.start_of_day(first), _starts() < end)


def _grouped(key: str, quarter: Any, counted: Any, *conditions: Any) -> Counted:
    number = sa.func.count()
    return (
        sa.select(sa.literal(key), quarter, number, number.filter(counted))
        .where(*conditions)
        .group_by(quarter)
    )


def caseworker_changes(first: date, last: date, now: datetime) -> Counted:
    """Talks held with another caseworker than the citizen's held talk before it.

    n: held talks of citizens who had been to one before.
    """
    earlier = orm.aliased(Talk)
    before = (
        sa.select(earlier.caseworker_id)
        .where(
            earlier.citizen_id == Talk.citizen_id,
            earlier.status == "held",
            sa.func.lower(earlier.during) < _starts(),
        )
        .order_by(sa.func.lower(earlier.during).desc())
        .limit(1)
        .scalar_subquery()
    )
    held = (
        sa.select(
            _starts().label("starts"), Talk.caseworker_id.label("now"), before.label("before")
        )
        .where(Talk.status == "held", _within(first, last, now), not_restricted(Talk.citizen_id))
        .subquery()
    )
    return _grouped(
        "caseworker_changes",
        _quarter(held.c.starts),
        held.c.before != held.c.now,
        held.c.before.is_not(None),
    )


def self_booked(first: date, last: date, now: datetime) -> Counted:
    """Talks the citizens booked themselves. n: the talks that were not cancelled."""
    return _grouped(
        "self_booked",
        _quarter(_starts()),
        Talk.booked_by == "citizen",
        Talk.status != "cancelled",
        _within(first, last, now),
        not_restricted(Talk.citizen_id),
    )


def centre_no_shows(first: date, last: date, now: datetime) -> Counted:
    """Talks the job centre did not come to. n: the talks somebody was to come to."""
    return _grouped(
        "centre_no_shows",
        _quarter(_starts()),
        Talk.status == "centre_absent",
        Talk.status.in_(("held", "citizen_absent", "centre_absent")),
        _within(first, last, now),
        not_restricted(Talk.citizen_id),
    )


def held_on_time(first: date, last: date, now: datetime) -> Counted:
    """Duties whose talk was held by the last day for it. n: the duties whose last day has gone by.

    What was taken back or need not be held is left out. A fault of the job centre moves the day,
    so nobody's fault is counted as the citizen's.
    """
    held_on = sa.cast(sa.func.timezone(clock.COPENHAGEN.key, _starts()), sa.Date)
    held = (
        sa.select(sa.literal(1))
        .where(
            Talk.obligation_id == Obligation.id,
            Talk.status == "held",
            held_on <= Obligation.hold_by,
        )
        .exists()
    )
    day = sa.cast(Obligation.hold_by, sa.DateTime)
    quarter = sa.cast(sa.func.date_trunc("quarter", day), sa.Date)
    return _grouped(
        "held_on_time",
        quarter,
        held,
        Obligation.status.not_in(NOT_TO_BE_HELD),
        Obligation.hold_by.between(first, last),
        Obligation.hold_by < clock.local_date(now),
        not_restricted(Obligation.citizen_id),
    )


def cvs_now(session: Session, now: datetime) -> tuple[int, int]:
    """(n, up to date) of the CVs at this moment, by the rule of the day.

    n: citizens whose course has run so long that the CV is to be there.
    """
    today = clock.local_date(now)
    rule = session.scalar(
        sa.select(CvRule)
        .where(CvRule.valid_from <= today)
        .order_by(CvRule.valid_from.desc())
        .limit(1)
    )
    if rule is None:
        return 0, 0
    oldest = clock.start_of_day(today - timedelta(weeks=rule.confirm_every_weeks))
    begun_by = today - timedelta(weeks=rule.first_within_weeks)
    n, count = session.execute(
        sa.select(sa.func.count(), sa.func.count().filter(Cv.confirmed_at >= oldest))
        .select_from(Citizen)
        .outerjoin(Cv, Cv.citizen_id == Citizen.id)
        .where(
            Citizen.course_started_on <= begun_by,
            sa.or_(Citizen.course_ended_on.is_(None), Citizen.course_ended_on >= today),
            not_restricted(Citizen.id),
        )
    ).one()
    return n, count
