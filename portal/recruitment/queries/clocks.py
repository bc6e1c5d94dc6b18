"""Clocks from the log: the moments that count, read by the database as the rules read them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.core import calendar, clock
from portal.recruitment.models import RecruitmentRequest, RequestEvent
from portal.recruitment.queries.versions import all_promises, read_versions
from portal.recruitment.rules import clocks
from portal.recruitment.rules.clocks import ANSWER, CANDIDATES, OPENING, Promise
from portal.recruitment.rules.events import ENDS, STARTS, Moments, Pause, pauses_between, read
from portal.recruitment.rules.hours import OpenDays, after_open_time
from portal.recruitment.rules.kept import Kept
from portal.recruitment.rules.progress import Progress

NEVER_OPEN = calendar.WorkCalendar(frozenset(), {})
FIRSTS = ("answered", "presented", *ENDS)

_start = orm.aliased(RequestEvent, name="start")
_event = orm.aliased(RequestEvent, name="event")
FEW = 500
"""So many requests are named by their ids; for more it is quicker to read every pause."""


def moments_where(*conditions: Any, within: tuple[datetime, datetime] | None = None) -> sa.Subquery:
    """One row per request whose start meets the conditions: what the rules say of its log.

    `conditions` are on the events that may start a request; `within` is from when until before
    when it was received. The pauses are read by `read_logs`: few requests have any.
    """
    starts = (
        sa.select(_start.request_id, _start.at.label("received"), _start.version_key)
        .where(_start.kind.in_(STARTS), *conditions)
        .ext(distinct_on(_start.request_id))
        .order_by(_start.request_id, _start.at, _start.id)
        .subquery("starts")
    )
    began = sa.select(starts)
    if within is not None:
        began = began.where(starts.c.received >= within[0], starts.c.received < within[1])
    came = began.subquery("began")
    # The same in each row of a request, so any of them will do.
    known = (sa.func.min(came.c[name]).label(name) for name in ("received", "version_key"))
    return (
        sa.select(
            came.c.request_id,
            *known,
            *(sa.func.min(_event.at).filter(_event.kind == kind).label(kind) for kind in FIRSTS),
        )
        .join(
            _event,
            sa.and_(
                _event.request_id == came.c.request_id,
                _event.at >= came.c.received,
                _event.kind.in_((*STARTS, *FIRSTS)),
            ),
        )
        .group_by(came.c.request_id)
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
    return moments_where(within=(start, end))


def read_logs(session: Session, rows: Sequence[Any]) -> list[Moments]:
    """The moments in rows that have the columns of `moments_where`: one statement for pauses."""
    wanted = sa.select(RequestEvent.request_id, RequestEvent.kind, RequestEvent.at).where(
        RequestEvent.kind.in_(("paused", "resumed"))
    )
    if len(rows) <= FEW:
        wanted = wanted.where(RequestEvent.request_id.in_([row.request_id for row in rows]))
    marks: dict[int, dict[str, list[datetime]]] = {}
    for request_id, kind, at in session.execute(wanted):
        marks.setdefault(request_id, {"paused": [], "resumed": []})[kind].append(at)
    return [_read(row, marks.get(row.request_id)) for row in rows]


def _read(row: Any, marks: dict[str, list[datetime]] | None) -> Moments:
    pauses: tuple[Pause, ...] = ()
    if marks is not None:
        since = {
            kind: [at for at in listed if at >= row.received] for kind, listed in marks.items()
        }
        pauses = pauses_between(since["paused"], since["resumed"])
    return Moments(
        row.received,
        row.answered,
        row.presented,
        row.withdrawn,
        row.closed,
        row.spam,
        row.duplicate,
        pauses,
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
    """The open requests that meet the conditions, the first to run out first: three statements."""
    moments = moments_of_open()
    rows = session.execute(
        sa.select(RecruitmentRequest.kind, RecruitmentRequest.consultant_id, moments)
        .join(moments, moments.c.request_id == RecruitmentRequest.id)
        .where(*conditions)
    ).all()
    logs = read_logs(session, rows)
    known = promises(session, clock.local_date(now), *logs)
    found = [
        OpenRequest(row.request_id, row.consultant_id, known.progress(row.kind, log, now))
        for row, log in zip(rows, logs, strict=True)
    ]
    return sorted(found, key=_urgency)


def _urgency(request: OpenRequest) -> tuple[bool, datetime, int]:
    due = request.progress.next_due
    return due is None, due or request.progress.moments.received, request.id
