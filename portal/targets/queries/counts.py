"""Counts of the job centre's own work by quarter: one statement each, no names, no groups."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.booking.models import Obligation, Talk
from portal.core import clock
from portal.cv.models import Cv, CvRule
from portal.openings import queries as openings
from portal.targets.models import QuarterCount

NOT_TO_BE_HELD = ("withdrawn", "excused")


@dataclass(frozen=True)
class Count:
    """`count` of `n` in the quarter that begins on that day."""

    quarter_start: date
    n: int
    count: int


Counting = Callable[[Session, date, date, datetime], list[Count]]


def _starts() -> sa.ColumnElement[datetime]:
    return sa.func.lower(Talk.during)


def _quarter(moment: Any) -> sa.ColumnElement[date]:
    wall = sa.func.timezone(clock.COPENHAGEN.key, moment)
    return sa.cast(sa.func.date_trunc("quarter", wall), sa.Date)


def _within(first: date, last: date, now: datetime) -> sa.ColumnElement[bool]:
    """Talks that began between the two days, and before now."""
    end = min(clock.start_of_day(last + timedelta(days=1)), now)
    return sa.and_(_starts() >= clock.start_of_day(first), _starts() < end)


def _grouped(session: Session, moment: Any, counted: Any, *conditions: Any) -> list[Count]:
    quarter = _quarter(moment)
    rows = session.execute(
        sa.select(quarter, sa.func.count(), sa.func.count().filter(counted))
        .where(*conditions)
        .group_by(quarter)
        .order_by(quarter)
    )
    return [Count(*row) for row in rows]


def caseworker_changes(session: Session, first: date, last: date, now: datetime) -> list[Count]:
    """Talks held with another caseworker than the citizen's held talk before it.

    n: held talks of citizens who had been to one before.
    """
    before = (
        sa.select(
            _starts().label("starts"),
            Talk.caseworker_id.label("now"),
            sa.func.lag(Talk.caseworker_id)
            .over(partition_by=Talk.citizen_id, order_by=_starts())
            .label("before"),
        )
        .where(Talk.status == "held", _starts() < clock.start_of_day(last + timedelta(days=1)))
        .subquery()
    )
    end = min(clock.start_of_day(last + timedelta(days=1)), now)
    return _grouped(
        session,
        before.c.starts,
        before.c.before != before.c.now,
        before.c.before.is_not(None),
        before.c.starts >= clock.start_of_day(first),
        before.c.starts < end,
    )


def self_booked(session: Session, first: date, last: date, now: datetime) -> list[Count]:
    """Talks the citizens booked themselves. n: the talks that were not cancelled."""
    return _grouped(
        session,
        _starts(),
        Talk.booked_by == "citizen",
        Talk.status != "cancelled",
        _within(first, last, now),
    )


def centre_no_shows(session: Session, first: date, last: date, now: datetime) -> list[Count]:
    """Talks the job centre did not come to. n: the talks somebody was to come to."""
    return _grouped(
        session,
        _starts(),
        Talk.status == "centre_absent",
        Talk.status.in_(("held", "citizen_absent", "centre_absent")),
        _within(first, last, now),
    )


def held_on_time(session: Session, first: date, last: date, now: datetime) -> list[Count]:
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
    rows = session.execute(
        sa.select(quarter, sa.func.count(), sa.func.count().filter(held))
        .where(
            Obligation.status.not_in(NOT_TO_BE_HELD),
            Obligation.hold_by.between(first, last),
            Obligation.hold_by < clock.local_date(now),
        )
        .group_by(quarter)
        .order_by(quarter)
    )
    return [Count(*row) for row in rows]


def cv_up_to_date(session: Session, first: date, last: date, now: datetime) -> list[Count]:
    """CVs their citizens had confirmed in time when the quarter ended, as the nightly count found.

    n: citizens whose course had run so long that the CV was to be there.
    """
    rows = session.execute(
        sa.select(QuarterCount.quarter_start, QuarterCount.n, QuarterCount.count)
        .where(
            QuarterCount.key == "cv_up_to_date",
            QuarterCount.quarter_start.between(first, last),
            QuarterCount.counted_at <= now,
        )
        .order_by(QuarterCount.quarter_start)
    )
    return [Count(*row) for row in rows]


def cvs_now(session: Session, now: datetime) -> tuple[int, int]:
    """(n, up to date) of the CVs at this moment, by the rule of the day."""
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
        )
    ).one()
    return n, count


def referrals_yes(session: Session, first: date, last: date, now: datetime) -> list[Count]:
    """Citizens who said yes to a concrete opening, or applied themselves. n: those asked."""
    found = openings.outcomes(session, first, last, by="quarter")
    return [Count(one.first, one.n, one.yes + one.applied) for one in found]


def referrals_hired(session: Session, first: date, last: date, now: datetime) -> list[Count]:
    """Referrals that ended in a job. n: the citizens who were asked."""
    found = openings.outcomes(session, first, last, by="quarter")
    return [Count(one.first, one.n, one.hired) for one in found]
