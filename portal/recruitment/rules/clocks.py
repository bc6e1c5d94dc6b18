"""The two service clocks of a request, computed from its log whenever somebody looks.

The answer clock runs from the enquiry to the first human answer; the automatic receipt does not
stop it. The candidate clock runs from the same moment to the first candidates, for enquiries that
look for somebody to hire. What is written before the enquiry, or twice, or late, changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from portal.recruitment.rules.hours import OpenDays, after_open_time

ANSWER, CANDIDATES = "answer", "candidates"
ELAPSED, OPENING = "elapsed", "opening"
# From this share of the time on, a running clock is shown as near its end.
SOON = 0.75


class State(StrEnum):
    """How a clock stands."""

    IN_TIME = "in_time"
    SOON = "soon"
    LATE = "late"
    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    ENDED = "ended"
    """The request was closed or withdrawn before this was done."""


RUNNING = frozenset({State.IN_TIME, State.SOON, State.LATE})


@dataclass(frozen=True)
class Promise:
    """What businesses are promised from a day on."""

    key: str
    hours: int
    counted: str
    valid_from: date


@dataclass(frozen=True)
class Moments:
    """When what counts first happened to a request."""

    received: datetime
    answered: datetime | None = None
    presented: datetime | None = None
    withdrawn: datetime | None = None
    closed: datetime | None = None

    @property
    def ended(self) -> datetime | None:
        """When it was closed or withdrawn, whichever came first."""
        return min((at for at in (self.withdrawn, self.closed) if at), default=None)


def read(events: Iterable[tuple[str, datetime]]) -> Moments | None:
    """The moments in a log of (kind, at), in whatever order it comes; None without an enquiry."""
    log = list(events)
    received = min((at for kind, at in log if kind == "received"), default=None)
    if received is None:
        return None

    def first(wanted: str) -> datetime | None:
        return min((at for kind, at in log if kind == wanted and at >= received), default=None)

    return Moments(
        received, first("answered"), first("presented"), first("withdrawn"), first("closed")
    )


@dataclass(frozen=True)
class Clock:
    """One clock of one request. All moments are in UTC."""

    key: str
    hours: int
    started: datetime
    due: datetime | None
    """None when it is counted in opening hours and the calendar never opens."""
    done: datetime | None = None
    ended: datetime | None = None

    def state(self, now: datetime) -> State:
        """How the clock stands at `now`. Done at the very moment it is due is in time."""
        if self.done is not None:
            late = self.due is not None and self.done > self.due
            return State.DONE_LATE if late else State.DONE_IN_TIME
        if self.ended is not None:
            return State.ENDED
        if self.due is None:
            return State.IN_TIME
        if now > self.due:
            return State.LATE
        return State.SOON if self.spent(now) >= SOON else State.IN_TIME

    def is_running(self, now: datetime) -> bool:
        """True while nobody has done what was promised and the request is open."""
        return self.state(now) in RUNNING

    def left(self, now: datetime) -> timedelta | None:
        """What is left of the time at `now`; negative when it has passed."""
        return None if self.due is None else self.due - now.astimezone(UTC)

    def spent(self, now: datetime) -> float:
        """The share of the time that is used at `now`, or was when it was done."""
        if self.due is None:
            return 0.0
        until = self.done or self.ended or now.astimezone(UTC)
        return max(0.0, (until - self.started) / (self.due - self.started))


def in_force(promises: Iterable[Promise], key: str, day: date) -> Promise | None:
    """The promise `key` as it was on `day`: the latest that had begun."""
    begun = (p for p in promises if p.key == key and p.valid_from <= day)
    return max(begun, key=lambda p: p.valid_from, default=None)


def due(received: datetime, promise: Promise, days: OpenDays) -> datetime | None:
    """When what was promised at `received` has to be done, as it is counted."""
    if promise.counted == OPENING:
        return after_open_time(received, timedelta(hours=promise.hours), days)
    return received.astimezone(UTC) + timedelta(hours=promise.hours)


def clocks(
    kind: str, moments: Moments, promises: Iterable[Promise], days: OpenDays, received_on: date
) -> dict[str, Clock]:
    """The request's clocks by key, in the order they run out.

    What counts is what was promised on the day it was received: a later promise changes nothing.
    """
    known = list(promises)
    wanted = {ANSWER: moments.answered}
    if kind == "recruitment":
        wanted[CANDIDATES] = moments.presented
    made = {}
    for key, done in wanted.items():
        promise = in_force(known, key, received_on)
        if promise is not None:
            made[key] = Clock(
                key,
                promise.hours,
                moments.received.astimezone(UTC),
                due(moments.received, promise, days),
                None if done is None else done.astimezone(UTC),
                moments.ended,
            )
    return made


def hours_between(start: datetime, end: datetime | None) -> float | None:
    """Elapsed hours, whatever the wall clocks did in between; None while there is no end."""
    if end is None:
        return None
    return (end.astimezone(UTC) - start.astimezone(UTC)) / timedelta(hours=1)
