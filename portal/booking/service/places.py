"""The administrator keeps the shared rooms and video lines, and the days we are closed."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.booking.models import Resource, Talk
from portal.booking.refusals import BookingRefusal
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.calendar import ClosingDay
from portal.core.errors import NotFound, Refused


def keep_resource(
    session: Session,
    resource_id: int | None,
    values: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> Resource:
    """Change a room or video line, or add one when the id is None. Booked talks keep theirs.

    Raises:
        NotFound: when there is none of that id.
        Refused: when another has the name.
    """
    same_name = sa.func.lower(Resource.name) == values["name"].lower()
    another = sa.select(Resource.id).where(same_name, Resource.id.is_distinct_from(resource_id))
    if session.scalar(another):
        raise Refused(BookingRefusal.NAME_TAKEN)
    resource = Resource() if resource_id is None else session.get(Resource, resource_id)
    if resource is None:
        raise NotFound
    for column, value in values.items():
        setattr(resource, column, value)
    session.add(resource)
    session.flush()
    action = "add" if resource_id is None else "change"
    audit.record(session, actor, action, "talk_resource", resource.id, now=now)
    return resource


def close_day(
    session: Session, day: date, reason: str, *, actor: Actor, now: datetime
) -> ClosingDay:
    """Close the job centre on a day. Closing it again changes the reason.

    Raises:
        Refused: when the day has gone by, or talks are booked on it.
    """
    if day < clock.local_date(now):
        raise Refused(BookingRefusal.CLOSING_PAST)
    if talks_on(session, day):
        raise Refused(BookingRefusal.TALKS_THAT_DAY)
    closed = session.get(ClosingDay, day) or ClosingDay(day=day)
    closed.reason, closed.source = reason, "administrator"
    session.add(closed)
    audit.record(session, actor, "close", "closing_day", day.isoformat(), now=now)
    session.flush()
    return closed


def open_day(session: Session, day: date, *, actor: Actor, now: datetime) -> None:
    """Take back a closing day that has not gone by.

    Raises:
        NotFound: when we are not closed on that day, or it has gone by.
    """
    closed = session.get(ClosingDay, day)
    if closed is None or day < clock.local_date(now):
        raise NotFound
    session.delete(closed)
    audit.record(session, actor, "open", "closing_day", day.isoformat(), now=now)
    session.flush()


def talks_on(session: Session, day: date) -> int:
    """How many talks are booked on a day."""
    whole = Range(clock.start_of_day(day), clock.start_of_day(day + timedelta(days=1)))
    booked = sa.select(sa.func.count()).where(Talk.status == "booked", Talk.during.overlaps(whole))
    return session.scalar(booked) or 0
