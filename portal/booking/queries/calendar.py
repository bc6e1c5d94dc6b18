"""A week of one caseworker or of a team: talks, time away, free and kept times."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.booking import rules
from portal.booking.models import Absence, Participant, Talk
from portal.booking.queries.gather import TAKES_TALKS, desks_of_team
from portal.booking.rules import No, Terms
from portal.core import calendar, clock
from portal.core.errors import NotFound

WEEK = timedelta(days=7)
# A free time in the calendar is as long as most talks are.
FREE_TIME = Terms(
    minutes=45,
    lead=timedelta(0),
    horizon_days=366,
    notice_days=0,
    book_before_hold_days=0,
    cancel_until=timedelta(0),
)


@dataclass(frozen=True)
class Entry:
    """Something in somebody's calendar: 'talk', 'away', 'blocked', 'free' or 'kept'."""

    starts: datetime
    ends: datetime
    kind: str
    staff: Staff
    talk: Talk | None = None
    absence_id: int | None = None

    @property
    def is_guest(self) -> bool:
        """True for a colleague's talk that the member of staff takes part in."""
        return self.talk is not None and self.talk.caseworker_id != self.staff.id


@dataclass
class CalendarDay:
    """A day and what is in it, in order."""

    day: date
    is_open: bool
    entries: list[Entry] = field(default_factory=list)


def week(
    session: Session, team_id: int, staff_ids: Iterable[int], monday: date, now: datetime
) -> list[CalendarDay]:
    """Monday to Friday, and the weekend when something is in it: five statements."""
    wanted = set(staff_ids)
    span = Range(clock.start_of_day(monday), clock.start_of_day(monday + WEEK))
    work = calendar.load(session, monday)
    entries = [*_talks(session, wanted, span), *_absences(session, wanted, span)]
    for desk in desks_of_team(session, team_id, span, work):
        if desk.staff.id in wanted:
            for (start, end), no in rules.judged_slots(
                desk.availability, FREE_TIME, monday, monday + WEEK - timedelta(days=1), now
            ):
                if no in (None, No.KEPT):
                    entries.append(Entry(start, end, "kept" if no else "free", desk.staff))
    days = [CalendarDay(monday + timedelta(days=n), False) for n in range(7)]
    for day in days:
        day.is_open = work.is_open(day.day)
    for entry in sorted(entries, key=lambda e: (e.starts, e.staff.name)):
        first = clock.local_date(entry.starts)
        last = clock.local_date(entry.ends - timedelta(seconds=1))
        for day in days:
            if first <= day.day <= last:
                day.entries.append(entry)
    return [day for day in days if day.entries or day.day.weekday() < 5]


def _talks(session: Session, staff_ids: set[int], span: Range[datetime]) -> list[Entry]:
    """Their own talks, and those of colleagues that they take part in: one statement."""
    in_week = Talk.status != "cancelled", Talk.during.overlaps(span)
    whose = sa.union_all(
        sa.select(Talk.id.label("talk_id"), Talk.caseworker_id.label("staff_id")).where(
            Talk.caseworker_id.in_(staff_ids), *in_week
        ),
        sa.select(Participant.talk_id, Participant.staff_id)
        .join(Talk, Talk.id == Participant.talk_id)
        .where(Participant.staff_id.in_(staff_ids), *in_week),
    ).subquery()
    rows = session.execute(
        sa.select(Talk, Staff)
        .join(whose, whose.c.talk_id == Talk.id)
        .join(Staff, Staff.id == whose.c.staff_id)
        .options(
            orm.joinedload(Talk.citizen),
            orm.joinedload(Talk.caseworker),
            orm.joinedload(Talk.purpose),
            orm.joinedload(Talk.resource),
        )
    )
    return [Entry(talk.starts, talk.ends, "talk", staff, talk) for talk, staff in rows]


def _absences(session: Session, staff_ids: set[int], span: Range[datetime]) -> list[Entry]:
    rows = session.execute(
        sa.select(Absence, Staff)
        .join(Staff, Staff.id == Absence.staff_id)
        .where(Absence.staff_id.in_(staff_ids), Absence.during.overlaps(span))
    )
    found = []
    for absence, staff in rows:
        if absence.during.lower and absence.during.upper:
            times = absence.during.lower, absence.during.upper
            found.append(Entry(*times, absence.kind, staff, absence_id=absence.id))
    return found


def colleagues(session: Session, team_id: int) -> list[Staff]:
    """Those of a team who take talks, by name."""
    return list(
        session.scalars(
            sa.select(Staff)
            .where(Staff.team_id == team_id, Staff.active, Staff.role.in_(TAKES_TALKS))
            .order_by(Staff.name)
        )
    )


def absence_of_team(session: Session, team_id: int, absence_id: int) -> Absence:
    """Time away of somebody of the team.

    Raises:
        NotFound: when there is none.
    """
    found = session.scalar(
        sa.select(Absence)
        .join(Staff, Staff.id == Absence.staff_id)
        .where(Absence.id == absence_id, Staff.team_id == team_id)
    )
    if found is None:
        raise NotFound
    return found
