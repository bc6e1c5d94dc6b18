"""Clocks from the log: the moments that count, read by the database as the rules read them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import Session

from portal.core import calendar, clock
from portal.recruitment.models import RecruitmentRequest, RequestEvent
from portal.recruitment.queries.versions import all_promises, read_versions
from portal.recruitment.rules import clocks
from portal.recruitment.rules.clocks import ANSWER, CANDIDATES, OPENING, Promise
from portal.recruitment.rules.events import ENDS, STARTS, Moments, pauses_between, read
from portal.recruitment.rules.hours import OpenDays, after_open_time
from portal.recruitment.rules.kept import Kept
from portal.recruitment.rules.progress import Progress

NEVER_OPEN = calendar.WorkCalendar(frozenset(), {})
FIRSTS = ("answered", "presented", *ENDS)

_start = orm.aliased(RequestEvent, name="start")
_event = orm.aliased(RequestEvent, name="event")
_MOMENTS = ARRAY(sa.DateTime(timezone=True))


def _all(kind: str, label: str) -> Any:
    listed = sa.func.array_agg(aggregate_order_by(_event.at, _event.at), type_=_MOMENTS)
    return listed.filter(_event.kind == kind).label(label)


def moments_where(*conditions: Any, having: Any = None) -> sa.Subquery:
    """One row per request whose start meets the conditions: what the rules say of its log.

    `conditions` are on the events that may start a request, `having` on the moment it was received.
    """
    received = sa.func.min(_start.at)
    versions = sa.func.array_agg(
        aggregate_order_by(_start.version_key, _start.at, _start.id), type_=ARRAY(sa.Text)
    )
    starts = (
        sa.select(_start.request_id, received.label("received"), versions[1].label("version_key"))
        .where(_start.kind.in_(STARTS), *conditions)
        .group_by(_start.request_id)
    )
    if having is not None:
        starts = starts.having(having(received))
    began = starts.subquery("began")
    return (
        sa.select(
            began,
            *(sa.func.min(_event.at).filter(_event.kind == kind).label(kind) for kind in FIRSTS),
            _all("paused", "paused"),
            _all("resumed", "resumed"),
        )
        .join(
            _event,
            sa.and_(_event.request_id == began.c.request_id, _event.at >= began.c.received),
        )
        .group_by(began.c.request_id, began.c.received, began.c.version_key)
        .subquery("moments")
    )


def moments_of(requests: sa.Select[Any]) -> sa.Subquery:
    """The moments of the requests whose ids are selected."""
    return moments_where(_start.request_id.in_(requests))


def moments_of_open() -> sa.Subquery:
    """The moments of the requests that have not ended."""
    ended = (
        sa.select(RequestEvent.id)
        .where(
            RequestEvent.request_id == _start.request_id,
            RequestEvent.kind.in_(ENDS),
            RequestEvent.at >= _start.at,
        )
        .exists()
    )
    return moments_where(~ended)


def moments_received(start: datetime, end: datetime) -> sa.Subquery:
    """The moments of the requests received from `start` until before `end`."""
    return moments_where(having=lambda received: sa.and_(received >= start, received < end))


def read_moments(row: Any) -> Moments:
    """The moments in a row that has the columns of `moments_where`."""
    paused = pauses_between(row.paused or (), row.resumed or ()) if row.paused else ()
    return Moments(
        row.received,
        row.answered,
        row.presented,
        row.withdrawn,
        row.closed,
        row.spam,
        row.duplicate,
        paused,
        row.version_key,
    )


def moments_in(events: list[RequestEvent]) -> Moments | None:
    """The moments of a log that has been fetched."""
    found = read((event.kind, event.at) for event in events)
    if found is None:
        return None
    starts = [event for event in events if event.kind in STARTS]
    earliest = min(starts, key=lambda event: (event.at, event.id))
    return Moments(**(vars(found) | {"version": earliest.version_key}))


@dataclass(frozen=True)
class Promises:
    """What is promised now, and what was when enquiries were received."""

    known: tuple[Promise, ...]
    days: OpenDays
    kept: dict[str, Kept] = field(default_factory=dict)

    def counted_by(self, moments: Moments) -> tuple[tuple[Promise, ...], OpenDays]:
        """The promises and the calendar that count for a request."""
        if moments.version is None:
            return self.known, self.days
        kept = self.kept[moments.version]
        return kept.promises, kept.days

    def progress(self, kind: str, moments: Moments, now: datetime) -> Progress:
        """The progress of one request."""
        received_on = clock.local_date(moments.received)
        known, days = self.counted_by(moments)
        found = clocks.clocks(kind, moments, known, days, received_on)
        return Progress(moments, found, now)


def promises(
    session: Session, day: date, *read_of: Moments, with_calendar: bool = False
) -> Promises:
    """The promises of these requests and of now: one statement, or two when some are new to us.

    The calendar is read only where something is counted by it.
    """
    known = all_promises(session)
    kept = read_versions(session, (moments.version for moments in read_of))
    if with_calendar or any(promise.counted == OPENING for promise in known):
        return Promises(known, calendar.load(session, day), kept)
    return Promises(known, NEVER_OPEN, kept)


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
    rows = session.execute(
        sa.select(RecruitmentRequest.kind, RecruitmentRequest.consultant_id, moments)
        .join(moments, moments.c.request_id == RecruitmentRequest.id)
        .where(*conditions)
    ).all()
    logs = [read_moments(row) for row in rows]
    known = promises(session, clock.local_date(now), *logs)
    found = [
        OpenRequest(row.request_id, row.consultant_id, known.progress(row.kind, log, now))
        for row, log in zip(rows, logs, strict=True)
    ]
    return sorted(found, key=_urgency)


def _urgency(request: OpenRequest) -> tuple[bool, datetime, int]:
    due = request.progress.next_due
    return due is None, due or request.progress.moments.received, request.id
