"""When a member of staff can visit somebody: their own free time, with no citizen in it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.booking.queries.gather import Wanted, desk_of
from portal.booking.queries.hours import hours_of
from portal.booking.rules import Span, Terms
from portal.booking.rules.slots import free_between
from portal.core import clock

LENGTH, TRAVEL, LEAD, DAYS = 60, timedelta(minutes=30), timedelta(hours=4), 21
"""A visit takes an hour, with half an hour of travel before and after it."""


def blocked_by(start: datetime) -> Span:
    """The visitor's time that a visit takes, with the way there and back."""
    return start - TRAVEL, start + timedelta(minutes=LENGTH) + TRAVEL


def free_visits(session: Session, staff: Staff, now: datetime) -> list[Span]:
    """The visits of the next three weeks that this person can make, earliest first."""
    today = clock.local_date(now)
    last = today + timedelta(days=DAYS)
    calendar, patterns = hours_of(session, staff, today)
    if not patterns:
        return []
    until = clock.start_of_day(last + timedelta(days=1))
    wanted = Wanted(None, staff.team_id, "phone", now, until, calendar)
    terms = Terms(
        minutes=LENGTH,
        lead=LEAD,
        horizon_days=DAYS,
        notice_days=0,
        book_before_hold_days=0,
        cancel_until=timedelta(0),
        buffer_before=TRAVEL,
        buffer_after=TRAVEL,
    )
    desk = desk_of(session, staff, patterns, wanted)
    return free_between(desk.availability, terms, today, last, now)
