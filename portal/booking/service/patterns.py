"""When a caseworker takes talks. The past stays as it was, and no talk loses its place."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.booking.models import Talk, WorkingPattern
from portal.booking.refusals import BookingRefusal
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused


@dataclass(frozen=True)
class Times:
    """Wall times on some weekdays (0 = Monday), from a day until another or without end."""

    weekdays: frozenset[int]
    starts: time
    ends: time
    valid_from: date
    valid_to: date | None = None
    kept_for_staff: bool = False
    released_hours_before: int | None = None


def add(session: Session, staff_id: int, times: Times, *, actor: Actor, now: datetime) -> None:
    """Let a caseworker take talks at more times.

    Raises:
        Refused: when they begin in the past, or there are times then already.
    """
    if times.valid_from < clock.local_date(now):
        raise Refused(BookingRefusal.PATTERN_BACKWARDS)
    _hold(session, staff_id)
    if any(_meet(pattern, times) for pattern in patterns_of(session, staff_id)):
        raise Refused(BookingRefusal.PATTERN_OVERLAPS)
    session.add_all(
        WorkingPattern(
            staff_id=staff_id,
            weekday=weekday,
            starts=times.starts,
            ends=times.ends,
            valid_from=times.valid_from,
            valid_to=times.valid_to,
            kept_for_staff=times.kept_for_staff,
            released_hours_before=times.released_hours_before,
        )
        for weekday in sorted(times.weekdays)
    )
    audit.record(session, actor, "add", "working_pattern", staff_id, now=now)
    session.flush()


def end(
    session: Session,
    staff_id: int,
    pattern_id: int,
    last_day: date,
    kept_talks: Collection[int],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Let a caseworker take talks at these times until a day and no longer.

    Talks booked after it stay booked with the same caseworker at the same time; `kept_talks`
    are those that the actor has seen and agreed to keep.

    Raises:
        NotFound: when the caseworker has no such times.
        Refused: when the day has gone by, or a talk after it has not been seen.
    """
    _hold(session, staff_id)
    pattern = session.get(WorkingPattern, pattern_id)
    if pattern is None or pattern.staff_id != staff_id:
        raise NotFound
    if last_day < clock.local_date(now) - timedelta(days=1):
        raise Refused(BookingRefusal.PATTERN_BACKWARDS)
    left = left_outside(session, pattern, last_day, now)
    if not {talk.id for talk in left} <= set(kept_talks):
        raise Refused(BookingRefusal.TALKS_OUTSIDE)
    if last_day < pattern.valid_from:
        session.delete(pattern)
    elif pattern.valid_to is None or last_day < pattern.valid_to:
        pattern.valid_to = last_day
    audit.record(
        session, actor, "end", "working_pattern", staff_id, now=now, last_day=last_day.isoformat()
    )
    session.flush()


def keep_desk(
    session: Session,
    staff_id: int,
    daily_talk_limit: int | None,
    languages: Collection[str],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """How many talks a day a caseworker takes, and in which languages. Booked talks stay booked.

    Raises:
        NotFound: when there is no such caseworker.
    """
    staff = session.get(Staff, staff_id, with_for_update=True)
    if staff is None:
        raise NotFound
    staff.daily_talk_limit, staff.languages = daily_talk_limit, sorted(languages)
    audit.record(
        session,
        actor,
        "change",
        "staff_desk",
        staff_id,
        now=now,
        daily_talk_limit=daily_talk_limit,
        languages=staff.languages,
    )
    session.flush()


def patterns_of(session: Session, staff_id: int, since: date | None = None) -> list[WorkingPattern]:
    """A caseworker's times, by weekday and hour; with `since` those that hold then or later."""
    wanted = sa.select(WorkingPattern).where(WorkingPattern.staff_id == staff_id)
    if since is not None:
        holds = sa.or_(WorkingPattern.valid_to.is_(None), WorkingPattern.valid_to >= since)
        wanted = wanted.where(holds)
    order = (WorkingPattern.weekday, WorkingPattern.starts, WorkingPattern.valid_from)
    return list(session.scalars(wanted.order_by(*order)))


def left_outside(
    session: Session, pattern: WorkingPattern, last_day: date, now: datetime
) -> list[Talk]:
    """The coming talks in a pattern's times after a day, the first one first."""
    after = max(clock.start_of_day(last_day + timedelta(days=1)), now)
    talks = session.scalars(
        sa.select(Talk)
        .where(
            Talk.caseworker_id == pattern.staff_id,
            Talk.status == "booked",
            sa.func.lower(Talk.during) >= after,
        )
        .options(orm.joinedload(Talk.citizen))
        .order_by(sa.func.lower(Talk.during))
    )
    return [talk for talk in talks if _inside(talk, pattern)]


def _inside(talk: Talk, pattern: WorkingPattern) -> bool:
    starts, ends = clock.local(talk.starts), clock.local(talk.ends)
    in_time = pattern.valid_to is None or starts.date() <= pattern.valid_to
    meets = starts.time() < pattern.ends and pattern.starts < ends.time()
    return in_time and starts.weekday() == pattern.weekday and meets


def _meet(pattern: WorkingPattern, times: Times) -> bool:
    same_days = (times.valid_to is None or pattern.valid_from <= times.valid_to) and (
        pattern.valid_to is None or times.valid_from <= pattern.valid_to
    )
    same_hours = pattern.starts < times.ends and times.starts < pattern.ends
    return pattern.weekday in times.weekdays and same_days and same_hours


def _hold(session: Session, staff_id: int) -> None:
    """Who books with this caseworker waits for us, and we for them."""
    session.execute(sa.select(Staff.id).where(Staff.id == staff_id).with_for_update(key_share=True))
