"""Clocks from the log: the moments that count, read by the database as the rules read them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from portal.core import calendar, clock
from portal.recruitment.models import RecruitmentRequest, RequestEvent, ServiceGoal
from portal.recruitment.rules import clocks
from portal.recruitment.rules.clocks import ANSWER, CANDIDATES, OPENING, Moments, Promise
from portal.recruitment.rules.hours import OpenDays, after_open_time
from portal.recruitment.rules.progress import Progress, progress

NEVER_OPEN = calendar.WorkCalendar(frozenset(), {})

received = orm.aliased(RequestEvent, name="received")
_event = orm.aliased(RequestEvent, name="event")


def _first(kind: str) -> Any:
    counts = (_event.kind == kind) & (_event.at >= received.at)
    return sa.func.min(_event.at).filter(counts).label(kind)


def moments_where(*conditions: Any) -> sa.Subquery:
    """One row per request that meets the conditions: what `rules.clocks.read` says of its log."""
    return (
        sa.select(
            received.request_id,
            received.at.label("received"),
            *(_first(kind) for kind in ("answered", "presented", "withdrawn", "closed")),
        )
        .join(_event, _event.request_id == received.request_id)
        .where(received.kind == "received", *conditions)
        .group_by(received.request_id, received.at)
        .subquery("moments")
    )


def moments_of_business(business_id: int) -> sa.Subquery:
    """The moments of one company's requests."""
    own = sa.select(RecruitmentRequest.id).where(RecruitmentRequest.business_id == business_id)
    return moments_where(received.request_id.in_(own))


def moments_of_open() -> sa.Subquery:
    """The moments of the requests that are neither closed nor withdrawn."""
    ended = (
        sa.select(RequestEvent.id)
        .where(
            RequestEvent.request_id == received.request_id,
            RequestEvent.kind.in_(("closed", "withdrawn")),
            RequestEvent.at >= received.at,
        )
        .exists()
    )
    return moments_where(~ended)


def moments_received(start: datetime, end: datetime) -> sa.Subquery:
    """The moments of the requests received from `start` until before `end`."""
    return moments_where(received.at >= start, received.at < end)


def read_moments(row: Any) -> Moments:
    """The moments in a row that has the columns of `_moments`."""
    return Moments(row.received, row.answered, row.presented, row.withdrawn, row.closed)


@dataclass(frozen=True)
class Promises:
    """What is promised, and the calendar it is counted by."""

    known: tuple[Promise, ...]
    days: OpenDays

    def progress(self, kind: str, moments: Moments, now: datetime) -> Progress:
        """The progress of one request."""
        received_on = clock.local_date(moments.received)
        return progress(kind, moments, received_on, self.known, self.days, now)


def promises(session: Session, day: date, *, with_calendar: bool = False) -> Promises:
    """The promises, in one statement; the calendar only where something is counted by it."""
    known = tuple(
        Promise(goal.key, goal.hours, goal.counted, goal.valid_from)
        for goal in session.scalars(sa.select(ServiceGoal))
    )
    if with_calendar or any(promise.counted == OPENING for promise in known):
        return Promises(known, calendar.load(session, day))
    return Promises(known, NEVER_OPEN)


def next_deadlines(session: Session, received: datetime) -> dict[str, dict[str, datetime | None]]:
    """When a request received then must be answered and have candidates, counted both ways."""
    day = clock.local_date(received)
    known = promises(session, day, with_calendar=True)
    found: dict[str, dict[str, datetime | None]] = {}
    for key in (ANSWER, CANDIDATES):
        promise = clocks.in_force(known.known, key, day)
        if promise is not None:
            length = timedelta(hours=promise.hours)
            found[key] = {
                "elapsed": received + length,
                "opening": after_open_time(received, length, known.days),
            }
    return found


@dataclass(frozen=True)
class OpenRequest:
    """An open request, as much of it as decides how urgent it is."""

    id: int
    consultant_id: int
    progress: Progress


def open_requests(session: Session, now: datetime, *conditions: Any) -> list[OpenRequest]:
    """The open requests that meet the conditions, the first to run out first: two statements."""
    moments = moments_of_open()
    known = promises(session, clock.local_date(now))
    rows = session.execute(
        sa.select(RecruitmentRequest.kind, RecruitmentRequest.consultant_id, moments)
        .join(moments, moments.c.request_id == RecruitmentRequest.id)
        .where(*conditions)
    )
    found = [
        OpenRequest(
            row.request_id, row.consultant_id, known.progress(row.kind, read_moments(row), now)
        )
        for row in rows
    ]
    return sorted(found, key=_urgency)


def _urgency(request: OpenRequest) -> tuple[bool, datetime, int]:
    due = request.progress.next_due
    return due is None, due or request.progress.moments.received, request.id
