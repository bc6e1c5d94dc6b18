"""How long each request took, for the figures."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.core import clock
from portal.recruitment.models import RecruitmentRequest, ServiceResult
from portal.recruitment.queries.clocks import (
    Promises,
    moments_of,
    moments_received,
    promises,
    read_logs,
)
from portal.recruitment.rules.clocks import (
    ANSWER,
    CANDIDATES,
    ELAPSED,
    OPENING,
    Promise,
    in_force,
    wanted_clocks,
)
from portal.recruitment.rules.events import Moments, Pause, known_at
from portal.recruitment.rules.hours import OpenDays, OpenLine

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Waited:
    """How many hours a promise took, or has run in vain so far or until the request ended."""

    hours: float
    done: bool


@dataclass(frozen=True)
class ClockResult:
    """What a request's clocks show, by promise and way of counting, without its pauses."""

    request_id: int
    kind: str
    team_id: int
    moments: Moments
    waits: dict[tuple[str, str], Waited]
    promised: dict[str, Promise]
    """What was promised to this enquiry, by key."""

    @property
    def received_at(self) -> datetime:
        """When it came."""
        return self.moments.received

    @property
    def left_out(self) -> str | None:
        """'spam', 'duplicate': in no figure. 'withdrawn', 'closed': in those settled before."""
        if self.moments.left_out or self.moments.withdrawn:
            return self.moments.left_out or "withdrawn"
        return "closed" if self.moments.closed else None

    def hours(self, key: str, counted: str = ELAPSED) -> float | None:
        """How long it took; None when it was not done, or not promised."""
        waited = self.waits.get((key, counted))
        return waited.hours if waited and waited.done else None


def clock_results(
    session: Session,
    start: datetime,
    end: datetime,
    now: datetime,
    ways: Collection[str] = (ELAPSED, OPENING),
) -> list[ClockResult]:
    """The requests received from `start` until before `end`, oldest first, in five statements.

    Opening hours are counted by the calendar that was kept with the enquiry, or by the one in
    force at `end` for those older than that. `ways` are the ways of counting that are asked for:
    to leave out the opening hours saves most of the time.
    """
    return _results(session, moments_received(start, end), start, end, now, ways)


def unkept_results(
    session: Session, start: datetime, end: datetime, now: datetime, ways: Collection[str]
) -> list[ClockResult]:
    """The same, without those whose result is written down and was so at `now`."""

    def is_not_kept(begun: Any) -> list[Any]:
        return [~kept_for(begun.request_id, now).exists()]

    moments = moments_received(start, end, is_not_kept)
    return _results(session, moments, start, end, now, ways)


def kept_for(request_id: Any, now: datetime) -> sa.Select[Any]:
    """What is written down of a request and was already true at `now`."""
    return sa.select(ServiceResult.request_id).where(
        ServiceResult.request_id == request_id, ServiceResult.known_at <= now
    )


def results_of(session: Session, request_ids: Sequence[int], now: datetime) -> list[ClockResult]:
    """The same for the requests of these numbers, counted both ways."""
    named = sa.select(RecruitmentRequest.id).where(RecruitmentRequest.id.in_(request_ids))
    moments = moments_of(named)
    return _results(session, moments, now, now, now, (ELAPSED, OPENING))


def _results(
    session: Session,
    moments: sa.Subquery,
    start: datetime,
    end: datetime,
    now: datetime,
    ways: Collection[str],
) -> list[ClockResult]:
    rows = session.execute(
        sa.select(RecruitmentRequest.kind, Staff.team_id, moments)
        .join(moments, moments.c.request_id == RecruitmentRequest.id)
        .join(Staff, Staff.id == RecruitmentRequest.consultant_id)
        .order_by(moments.c.received, moments.c.request_id)
    ).all()
    if not rows:
        return []
    logs = [known_at(log, now) for log in read_logs(session, rows)]
    known = promises(session, clock.local_date(end), *logs, with_calendar=OPENING in ways)
    first = min([start, *(log.received for log in logs)])
    lines = _Lines(known, clock.local_date(first), clock.local_date(now))
    return [
        ClockResult(
            row.request_id,
            row.kind,
            row.team_id,
            log,
            dict(_waits(row.kind, log, lines, now, ways)),
            lines.promised(row.kind, log),
        )
        for row, log in zip(rows, logs, strict=True)
    ]


class _Lines:
    """The open hours added up once for each calendar."""

    def __init__(self, known: Promises, first: date, last: date) -> None:
        self._known, self._first, self._last = known, first, last
        self._made: dict[str | None, OpenLine] = {}
        self._promised: dict[tuple[str, str | None, date], dict[str, Promise]] = {}

    def of(self, log: Moments) -> OpenLine:
        line = self._made.get(log.version)
        if line is None:
            days: OpenDays = self._known.counted_by(log)[1]
            line = self._made[log.version] = OpenLine(days, self._first, self._last)
        return line

    def promised(self, kind: str, log: Moments) -> dict[str, Promise]:
        day = clock.local_date(log.received)
        found = self._promised.get((kind, log.version, day))
        if found is None:
            known = self._known.counted_by(log)[0]
            promises = ((key, in_force(known, key, day)) for key in wanted_clocks(kind))
            found = {key: promise for key, promise in promises if promise is not None}
            self._promised[kind, log.version, day] = found
        return found


def _waits(
    kind: str, log: Moments, lines: _Lines, now: datetime, ways: Collection[str]
) -> Iterator[tuple[tuple[str, str], Waited]]:
    measures = [(ELAPSED, _elapsed)] if ELAPSED in ways else []
    if OPENING in ways:
        measures.append((OPENING, lines.of(log).open_time))
    for key in wanted_clocks(kind):
        done = log.answered if key == ANSWER else log.presented
        until = done or log.ended or now
        pauses = log.pauses if key == CANDIDATES else ()
        for counted, measure in measures:
            time = measure(log.received, until)
            if pauses:
                time -= _paused(measure, log.received, until, pauses)
            yield (key, counted), Waited(time / HOUR, done is not None)


def _elapsed(start: datetime, end: datetime) -> timedelta:
    return end - start


def _paused(measure: Any, start: datetime, end: datetime, pauses: tuple[Pause, ...]) -> timedelta:
    spans = ((max(since, start), min(until or end, end)) for since, until in pauses)
    return sum((measure(a, b) for a, b in spans if b > a), timedelta(0))
