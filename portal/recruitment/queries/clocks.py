"""Clocks from the log: the moments that count, read by the database as the rules read them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import Session

from portal.core import calendar, clock
from portal.core.plain import Plain
from portal.recruitment.models import OpenEnquiry, RecruitmentRequest, RequestEvent
from portal.recruitment.queries.versions import all_promises, read_versions
from portal.recruitment.rules import clocks
from portal.recruitment.rules.clocks import (
    ANSWER,
    CANDIDATES,
    ELAPSED,
    OPENING,
    Clock,
    Promise,
)
from portal.recruitment.rules.events import ENDS, STARTS, Moments, Pause, pauses_between, read
from portal.recruitment.rules.hours import OpenDays, after_open_time
from portal.recruitment.rules.kept import Kept
from portal.recruitment.rules.progress import Progress

NEVER_OPEN = calendar.WorkCalendar(frozenset(), {})
FIRSTS = ("answered", "presented", *ENDS)

# Tables and not the mapped class: what is read becomes values, and nothing is ever changed.
_LOG = RequestEvent.__table__
_start, _before = _LOG.alias("start").c, _LOG.alias("before").c
_event, _end = _LOG.alias("event").c, _LOG.alias("ending").c
_OPEN = OpenEnquiry.__table__.c
FEW = 500
"""So many requests are named by their ids; for more it is quicker to read every pause."""


def moments_where(*conditions: Any, only: Callable[[Any], list[Any]] | None = None) -> sa.Subquery:
    """One row per request whose start meets the conditions: what the rules say of its log.

    `conditions` are on the events that may start a request; `only` says what must hold of the
    start that counts. The pauses are read by `read_logs`: few requests have any.
    """
    starts = (
        sa.select(_start.request_id, _start.at.label("received"), _start.version_key)
        .where(_start.kind.in_(STARTS), *conditions)
        .ext(distinct_on(_start.request_id))
        .order_by(_start.request_id, _start.at, _start.id)
        .subquery("starts")
    )
    # Looked up request by request: that is as quick as reading the whole log when all are asked
    # for, and a hundred times quicker when few are.
    firsts = (
        sa.select(
            *(sa.func.min(_event.at).filter(_event.kind == kind).label(kind) for kind in FIRSTS)
        )
        .where(
            _event.request_id == starts.c.request_id,
            _event.at >= starts.c.received,
            _event.kind.in_(FIRSTS),
        )
        .lateral("firsts")
    )
    return (
        sa.select(starts, *firsts.c)
        .join(firsts, sa.true())
        .where(*(only(starts.c) if only else []))
        .subquery("moments")
    )


def moments_of(requests: sa.Select[Any]) -> sa.Subquery:
    """The moments of the requests whose ids are selected."""
    return moments_where(_start.request_id.in_(requests))


@cache
def moments_of_open() -> sa.Subquery:
    """The moments of the requests that have not ended. Built once: every queue asks for them."""

    def has_not_ended(start: Any) -> list[Any]:
        ended = sa.select(_end.id).where(
            _end.request_id == start.request_id, _end.kind.in_(ENDS), _end.at >= start.received
        )
        return [~ended.exists()]

    noted = _start.request_id.in_(sa.select(_OPEN.request_id))
    return moments_where(noted, only=has_not_ended)


def moments_received(
    start: datetime, end: datetime, only: Callable[[Any], list[Any]] | None = None
) -> sa.Subquery:
    """The moments of the requests received from `start` until before `end`."""
    earlier = sa.select(_before.id).where(
        _before.request_id == _start.request_id, _before.kind.in_(STARTS), _before.at < start
    )
    return moments_where(_start.at >= start, _start.at < end, ~earlier.exists(), only=only)


_ALL_PAUSES = sa.select(_LOG.c.request_id, _LOG.c.kind, _LOG.c.at).where(
    _LOG.c.kind.in_(("paused", "resumed"))
)
_PAUSES = Plain(_ALL_PAUSES)
_PAUSES_OF = Plain(
    _ALL_PAUSES.where(
        _LOG.c.request_id == sa.any_(sa.bindparam("requests", type_=ARRAY(sa.BigInteger)))
    )
)


def read_logs(session: Session, rows: Sequence[Any]) -> list[Moments]:
    """The moments in rows that have the columns of `moments_where`: one statement for pauses."""
    if not rows:
        return []
    few = {"requests": [row.request_id for row in rows]} if len(rows) <= FEW else {}
    marks: dict[int, dict[str, list[datetime]]] = {}
    for request_id, kind, at in (_PAUSES_OF if few else _PAUSES).rows(session, **few):
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

    def other_way(self, kind: str, moments: Moments) -> dict[str, Clock]:
        """The same clocks counted in the way that does not decide, by the calendar kept with it.

        None where nothing was kept with the request.
        """
        if moments.version is None:
            return {}
        known, days = self.counted_by(moments)
        flipped = [
            replace(one, counted=ELAPSED if one.counted == OPENING else OPENING) for one in known
        ]
        return clocks.clocks(kind, moments, flipped, days, clock.local_date(moments.received))


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


@cache
def _open_ones() -> sa.Select[Any]:
    requests, moments = RecruitmentRequest.__table__, moments_of_open()
    return sa.select(requests.c.kind, requests.c.consultant_id, moments).join(
        moments, moments.c.request_id == requests.c.id
    )


@cache
def _all_open() -> Plain:
    return Plain(_open_ones())


def open_requests(session: Session, now: datetime, *conditions: Any) -> list[OpenRequest]:
    """The open requests that meet the conditions, the first to run out first: three statements."""
    if conditions:
        rows: Sequence[Any] = session.execute(_open_ones().where(*conditions)).all()
    else:
        rows = _all_open().rows(session)
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
