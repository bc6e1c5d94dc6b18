"""Caseworkers' calendars as their own office sees them: five statements for a whole team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.booking.models import Absence, StaffTime, Talk, WorkingPattern
from portal.booking.queries.gather import TAKES_TALKS
from portal.booking.rules.week import left_over
from portal.core import calendar, clock
from portal.core.access import Actor


@dataclass(frozen=True)
class Entry:
    """A part of somebody's day. `kind`: talk, away, blocked, free or kept (for staff to book)."""

    starts: datetime
    ends: datetime
    staff_id: int
    kind: str
    talk: Talk | None = None


@dataclass(frozen=True)
class Day:
    """A day of the calendar and what is in it, in order."""

    day: date
    open: bool
    entries: list[Entry]


def colleagues(session: Session, actor: Actor) -> list[Staff]:
    """Those of the actor's team who take talks, the actor among them, by name."""
    wanted = sa.select(Staff).where(
        Staff.team_id == actor.team_id, Staff.active, Staff.role.in_(TAKES_TALKS)
    )
    return list(session.scalars(wanted.order_by(Staff.name, Staff.id)))


def days(session: Session, staff_ids: Iterable[int], first: date, count: int) -> list[Day]:
    """What is in the calendars of these members of staff on `count` days from `first` on."""
    ids = sorted(staff_ids)
    opening = calendar.load(session, first)
    window = Range(clock.start_of_day(first), clock.start_of_day(first + timedelta(days=count)))
    entries = _talks(session, ids, window) + _absences(session, ids, window)
    busy = [(entry.staff_id, (entry.starts, entry.ends)) for entry in entries]
    busy += _blocks(session, ids, window)
    patterns = session.scalars(
        sa.select(WorkingPattern).where(WorkingPattern.staff_id.in_(ids))
    ).all()
    found = []
    for number in range(count):
        day = first + timedelta(days=number)
        is_open = opening.is_open(day)
        todays = [entry for entry in entries if _touches(entry, day)]
        if is_open:
            todays += [free for one in patterns for free in _free(one, day, busy)]
        found.append(Day(day, is_open, sorted(todays, key=lambda e: (e.starts, e.staff_id))))
    return found


def _touches(entry: Entry, day: date) -> bool:
    begins, ends = clock.start_of_day(day), clock.start_of_day(day + timedelta(days=1))
    return entry.starts < ends and entry.ends > begins


def _free(
    pattern: WorkingPattern, day: date, busy: list[tuple[int, tuple[datetime, datetime]]]
) -> list[Entry]:
    in_force = pattern.valid_from <= day and (pattern.valid_to is None or day <= pattern.valid_to)
    if pattern.weekday != day.weekday() or not in_force:
        return []
    span = clock.at_local(day, pattern.starts), clock.at_local(day, pattern.ends)
    kind = "kept" if pattern.kept_for_staff else "free"
    own = [taken for staff_id, taken in busy if staff_id == pattern.staff_id]
    return [Entry(*left, pattern.staff_id, kind) for left in left_over(span, own)]


def _talks(session: Session, ids: list[int], window: Range[datetime]) -> list[Entry]:
    wanted = (
        sa.select(Talk)
        .options(
            orm.joinedload(Talk.citizen), orm.joinedload(Talk.purpose), orm.joinedload(Talk.resource)
        )
        .where(
            Talk.caseworker_id.in_(ids), Talk.status != "cancelled", Talk.during.overlaps(window)
        )
    )
    return [
        Entry(talk.starts, talk.ends, talk.caseworker_id, "talk", talk)
        for talk in session.scalars(wanted)
    ]


def _absences(session: Session, ids: list[int], window: Range[datetime]) -> list[Entry]:
    rows = session.execute(
        sa.select(
            sa.func.lower(Absence.during * sa.literal(window)),
            sa.func.upper(Absence.during * sa.literal(window)),
            Absence.staff_id,
            Absence.kind,
        ).where(Absence.staff_id.in_(ids), Absence.during.overlaps(window))
    )
    return [Entry(*row) for row in rows]


def _blocks(
    session: Session, ids: list[int], window: Range[datetime]
) -> list[tuple[int, tuple[datetime, datetime]]]:
    """Buffers, and the time colleagues give to each other's talks, are not free either."""
    rows = session.execute(
        sa.select(
            StaffTime.staff_id, sa.func.lower(StaffTime.blocks), sa.func.upper(StaffTime.blocks)
        ).where(StaffTime.staff_id.in_(ids), StaffTime.blocks.overlaps(window))
    )
    return [(staff_id, (start, end)) for staff_id, start, end in rows]
