"""What the log of a request says: the moments that count, and when the clock stood still.

Only the log is asked, in whatever order it comes. The enquiry came at the earliest moment that was
ever written down for it; what is written from before that, or twice, changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

STARTS = ("received", "backdated")
"""An enquiry can be found to have come earlier than it was written down, never later."""
ENDS = ("withdrawn", "closed", "spam", "duplicate")
LEFT_OUT = ("spam", "duplicate")
"""What was no enquiry of its own is in no figure."""

Pause = tuple[datetime, datetime | None]
"""From a moment until another; None while it lasts."""


@dataclass(frozen=True)
class Moments:
    """When what counts first happened to a request."""

    received: datetime
    answered: datetime | None = None
    presented: datetime | None = None
    withdrawn: datetime | None = None
    closed: datetime | None = None
    spam: datetime | None = None
    duplicate: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    version: str | None = None
    """The promise and calendar kept with the enquiry; None for what is older than keeping them."""

    @property
    def ended(self) -> datetime | None:
        """When work on it stopped, for whatever reason came first."""
        ends = (self.withdrawn, self.closed, self.spam, self.duplicate)
        return min((at for at in ends if at), default=None)

    @property
    def last(self) -> datetime:
        """When the last of all that counts happened."""
        ends = (self.withdrawn, self.closed, self.spam, self.duplicate)
        marks = (moment for pause in self.pauses for moment in pause)
        known = (at for at in (self.answered, self.presented, *ends, *marks) if at is not None)
        return max(known, default=self.received)

    @property
    def left_out(self) -> str | None:
        """Why it is in no figure, or None."""
        return next((name for name in LEFT_OUT if getattr(self, name)), None)

    @property
    def paused_since(self) -> datetime | None:
        """Since when the candidate clock stands still, or None."""
        if self.pauses and self.pauses[-1][1] is None:
            return self.pauses[-1][0]
        return None


def read(events: Iterable[tuple[str, datetime]]) -> Moments | None:
    """The moments in a log of (kind, at), in whatever order it comes; None without an enquiry."""
    log = list(events)
    received = min((at for kind, at in log if kind in STARTS), default=None)
    if received is None:
        return None

    def all_of(wanted: str) -> list[datetime]:
        return sorted(at for kind, at in log if kind == wanted and at >= received)

    def first(wanted: str) -> datetime | None:
        return next(iter(all_of(wanted)), None)

    return Moments(
        received,
        first("answered"),
        first("presented"),
        first("withdrawn"),
        first("closed"),
        first("spam"),
        first("duplicate"),
        pauses_between(all_of("paused"), all_of("resumed")),
    )


def known_at(moments: Moments, now: datetime) -> Moments:
    """The moments as they were known at `now`: what happened later had not happened yet."""
    names = ("answered", "presented", *ENDS)
    later: dict[str, Any] = {
        name: None for name in names if (at := getattr(moments, name)) and at > now
    }
    begun = [(since, until) for since, until in moments.pauses if since <= now]
    pauses = tuple((since, until if until and until <= now else None) for since, until in begun)
    if not later and pauses == moments.pauses:
        return moments
    return replace(moments, **later, pauses=pauses)


def pauses_between(paused: Iterable[datetime], resumed: Iterable[datetime]) -> tuple[Pause, ...]:
    """When the clock stood still.

    Pausing what stands still and resuming what runs change nothing. Paused and resumed
    at the same moment, it runs on.
    """
    marks = sorted([(at, 0) for at in paused] + [(at, 1) for at in resumed])
    found: list[Pause] = []
    since: datetime | None = None
    for at, is_end in marks:
        if not is_end:
            since = since or at
        elif since is not None:
            found.append((since, at))
            since = None
    if since is not None:
        found.append((since, None))
    return tuple(pause for pause in found if pause[0] != pause[1])


def paused_time(pauses: Iterable[Pause], start: datetime, end: datetime) -> timedelta:
    """How much of the time from `start` to `end` the clock stood still."""
    parts = (min(until or end, end) - max(since, start) for since, until in pauses)
    return sum((part for part in parts if part > timedelta(0)), timedelta(0))
