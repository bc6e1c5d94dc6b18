"""The two service clocks of a request, computed from its log whenever somebody looks.

The answer clock runs from the enquiry to the first human answer; the automatic receipt does not
stop it, and nothing pauses it. The candidate clock runs from the same moment to the first
candidates, for enquiries that look for somebody to hire, and stands still while it is paused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from portal.recruitment.rules.events import Moments, Pause, paused_time, read
from portal.recruitment.rules.hours import ZERO, OpenDays, after_open_time, open_time

__all__ = ["Clock", "Moments", "Promise", "State", "clocks", "due", "in_force", "read"]

ANSWER, CANDIDATES = "answer", "candidates"
ELAPSED, OPENING = "elapsed", "opening"
CANDIDATE_KINDS = ("recruitment", "job_rotation")
"""Who looks for somebody to hire, for good or while others take a course."""
# From these shares of the time on, a running clock is half-way, and near its end.
HALF, SOON = 0.5, 0.75


class State(StrEnum):
    """How a clock stands."""

    IN_TIME = "in_time"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"
    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    ENDED = "ended"
    """The request ended before this was done."""


RUNNING = frozenset({State.IN_TIME, State.SOON, State.LATE, State.PAUSED})


@dataclass(frozen=True)
class Promise:
    """What businesses are promised from a day on."""

    key: str
    hours: int
    counted: str
    valid_from: date


@dataclass(frozen=True)
class Clock:
    """One clock of one request. All moments are in UTC."""

    key: str
    hours: int
    started: datetime
    due: datetime | None
    """None while it is paused, and when it is counted by a calendar that never opens."""
    done: datetime | None = None
    ended: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    left_in_pause: timedelta | None = None
    """What is left of the time while it is paused."""
    counted: str = ELAPSED

    def state(self, now: datetime) -> State:
        """How the clock stands at `now`. Done at the very moment it is due is in time."""
        if self.done is not None:
            late = self.due is not None and self.done > self.due
            return State.DONE_LATE if late else State.DONE_IN_TIME
        if self.ended is not None:
            return State.ENDED
        if self.left_in_pause is not None:
            return State.PAUSED
        if self.due is None:
            return State.IN_TIME
        if now > self.due:
            return State.LATE
        return State.SOON if self.spent(now) >= SOON else State.IN_TIME

    def is_running(self, now: datetime) -> bool:
        """True while nobody has done what was promised and the request is open."""
        return self.state(now) in RUNNING

    def is_broken(self, now: datetime) -> bool:
        """True when the promise was not kept in time, also when the request ended after that."""
        until = self.done or self.ended or now
        return self.due is not None and until > self.due

    def left(self, now: datetime) -> timedelta | None:
        """What is left of the time at `now`; negative when it has passed."""
        if self.left_in_pause is not None:
            return self.left_in_pause
        return None if self.due is None else self.due - now.astimezone(UTC)

    def spent(self, now: datetime) -> float:
        """The share of the time that is used at `now`, or was when it was done."""
        if self.left_in_pause is not None:
            return 1 - self.left_in_pause / timedelta(hours=self.hours)
        if self.due is None:
            return 0.0
        until = self.done or self.ended or now.astimezone(UTC)
        used = until - self.started - paused_time(self.pauses, self.started, until)
        whole = self.due - self.started - paused_time(self.pauses, self.started, self.due)
        return max(0.0, used / whole)


def in_force(promises: Iterable[Promise], key: str, day: date) -> Promise | None:
    """The promise `key` as it was on `day`: the latest that had begun."""
    begun = (p for p in promises if p.key == key and p.valid_from <= day)
    return max(begun, key=lambda p: p.valid_from, default=None)


def due(received: datetime, promise: Promise, days: OpenDays) -> datetime | None:
    """When what was promised at `received` has to be done, as it is counted, without pauses."""
    return _after(received, timedelta(hours=promise.hours), promise.counted, days)


def _after(start: datetime, length: timedelta, counted: str, days: OpenDays) -> datetime | None:
    if counted == OPENING:
        return after_open_time(start, length, days)
    return start.astimezone(UTC) + length


def _due_with(
    received: datetime, promise: Promise, days: OpenDays, pauses: Iterable[Pause]
) -> tuple[datetime | None, timedelta | None]:
    """When it is due with these pauses; or, while the last of them lasts, what is left.

    What had run out before a pause stays run out.
    """
    start, left = received, timedelta(hours=promise.hours)
    for since, until in pauses:
        used = counted_time(start, since, promise.counted, days)
        if used >= left:
            break
        left -= used
        if until is None:
            return None, left
        start = until
    return _after(start, left, promise.counted, days), None


def counted_time(start: datetime, end: datetime, counted: str, days: OpenDays) -> timedelta:
    """How much time passed from `start` to `end`, as it is counted."""
    if counted == OPENING:
        return open_time(start, end, days)
    return max(end.astimezone(UTC) - start.astimezone(UTC), ZERO)


def running_time(
    start: datetime, end: datetime, counted: str, days: OpenDays, pauses: Iterable[Pause] = ()
) -> timedelta:
    """How much of the time from `start` to `end` counts: without the pauses."""
    total = counted_time(start, end, counted, days)
    for since, until in pauses:
        first, last = max(since, start), min(until or end, end)
        total -= counted_time(first, last, counted, days) if last > first else ZERO
    return total


def wanted_clocks(kind: str) -> tuple[str, ...]:
    """The clocks that a kind of request has."""
    return (ANSWER, CANDIDATES) if kind in CANDIDATE_KINDS else (ANSWER,)


def clocks(
    kind: str, moments: Moments, promises: Iterable[Promise], days: OpenDays, received_on: date
) -> dict[str, Clock]:
    """The request's clocks by key, in the order they run out.

    What counts is what was promised on the day it was received: a later promise changes nothing.
    """
    known = list(promises)
    done = {ANSWER: moments.answered, CANDIDATES: moments.presented}
    made = {}
    for key in wanted_clocks(kind):
        promise = in_force(known, key, received_on)
        if promise is not None:
            pauses = moments.pauses if key == CANDIDATES else ()
            at, left = _due_with(moments.received, promise, days, _until(pauses, done[key]))
            made[key] = Clock(
                key,
                promise.hours,
                moments.received.astimezone(UTC),
                at,
                _utc(done[key]),
                moments.ended,
                pauses,
                left,
                promise.counted,
            )
    return made


def _until(pauses: Iterable[Pause], done: datetime | None) -> list[Pause]:
    """The pauses as far as they matter: what is done is not paused any more."""
    if done is None:
        return list(pauses)
    return [(since, min(until or done, done)) for since, until in pauses if since < done]


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)
