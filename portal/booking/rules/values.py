"""What the rules on talks speak of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

Span = tuple[datetime, datetime]
"""From a moment until before another, both in UTC."""


class No(Enum):
    """Why a time can't be booked, or a talk not changed."""

    PAST = "past"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    CLOSED = "closed"
    OUTSIDE = "outside"
    ABSENT = "absent"
    TAKEN = "taken"
    COLLEAGUE_BUSY = "colleague_busy"
    DAY_FULL = "day_full"
    NO_ROOM = "no_room"
    KEPT = "kept"
    CITIZEN_BUSY = "citizen_busy"
    AFTER_DEADLINE = "after_deadline"
    NOT_BOOKED = "not_booked"
    BEGUN = "begun"
    TOO_LATE = "too_late"
    NOT_BEGUN = "not_begun"
    CHANNEL = "channel"
    NOT_SELF_BOOKED = "not_self_booked"
    TOO_MANY_CHANGES = "too_many_changes"


@dataclass(frozen=True)
class Terms:
    """The rule in force for one citizen's talks."""

    minutes: int
    lead: timedelta
    horizon_days: int
    notice_days: int
    book_before_hold_days: int
    cancel_until: timedelta
    remind_before: tuple[timedelta, ...] = ()
    buffer_before: timedelta = timedelta(0)
    buffer_after: timedelta = timedelta(0)
    channels: tuple[str, ...] = ("in_person", "phone")
    self_booking: bool = True
    max_changes: int = 3
    answer_within_days: int = 2
    first_within_days: int | None = None
    early_within_days: int | None = None
    early_until_days: int | None = None
    next_within_days: int | None = None

    @property
    def length(self) -> timedelta:
        """How long a talk lasts."""
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Pattern:
    """Wall times of a weekday (0 = Monday) at which a caseworker takes talks, from day to day."""

    weekday: int
    starts: time
    ends: time
    valid_from: date
    valid_to: date | None = None
    kept: bool = False
    """Kept for staff to book; citizens see it from `released_before` on, if at all."""
    released_before: timedelta | None = None

    def applies(self, day: date) -> bool:
        """True when the caseworker works so on `day`."""
        return (
            day.weekday() == self.weekday
            and self.valid_from <= day
            and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True)
class Unit:
    """One room or video line of several alike, and when it is taken."""

    resource_id: int
    number: int
    taken: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Other:
    """A colleague who takes part: when they are away or in a talk, and their own patterns.

    A joint talk need not lie within the patterns, but on one of their days, if they have any.
    """

    taken: tuple[Span, ...] = ()
    patterns: tuple[Pattern, ...] = ()


@dataclass(frozen=True)
class Availability:
    """Everything that decides when a caseworker and a citizen can meet.

    `caseworker_talks` are with their buffers. `units` None means that no room is needed.
    """

    patterns: tuple[Pattern, ...]
    is_open: Callable[[date], bool]
    absences: tuple[Span, ...] = ()
    caseworker_talks: tuple[Span, ...] = ()
    citizen_talks: tuple[Span, ...] = ()
    units: tuple[Unit, ...] | None = None
    daily_limit: int | None = None
    kept_open: bool = False
    """True for those who may use the times kept for staff."""
    others: tuple[Other, ...] = ()
    """The colleagues who take part; all of them must be free."""
