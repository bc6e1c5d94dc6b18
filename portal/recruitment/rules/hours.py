"""How long the job centre was open between two moments, and when so many open hours have passed.

Opening hours are wall times in Denmark, day by day; lengths are measured in UTC, so a clock
change neither adds nor takes away an hour.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from portal.core.clock import at_local, local_date

ZERO = timedelta(0)
DAY = timedelta(days=1)
# A calendar without a working day in so long a time has none: the search must end.
SEARCHED_DAYS = 3 * 366


class OpenHours(Protocol):
    """The wall times between which a day is open."""

    @property
    def opens(self) -> time:
        """Open from this time on."""

    @property
    def closes(self) -> time:
        """Closed from this time on."""


class OpenDays(Protocol):
    """A calendar that knows when a day is open."""

    def hours_on(self, day: date) -> OpenHours | None:
        """The opening hours of `day`, or None when closed."""


def windows(days: OpenDays, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    """The open hours of each open day from `first` to `last`, as moments in UTC."""
    day = first
    while day <= last:
        hours = days.hours_on(day)
        if hours is not None:
            yield at_local(day, hours.opens), at_local(day, hours.closes)
        day += DAY


def open_time(start: datetime, end: datetime, days: OpenDays) -> timedelta:
    """How long it was open from `start` to `end`; nothing when `end` is not after `start`."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    parts = (
        min(end, closes) - max(start, opens)
        for opens, closes in windows(days, local_date(start), local_date(end))
    )
    return sum((part for part in parts if part > ZERO), ZERO)


def after_open_time(start: datetime, wanted: timedelta, days: OpenDays) -> datetime | None:
    """The moment at which `wanted` open time has passed since `start`.

    None when the calendar does not open for that long within three years.
    """
    start = start.astimezone(UTC)
    first = local_date(start)
    left = wanted
    for opens, closes in windows(days, first, first + SEARCHED_DAYS * DAY):
        begins = max(start, opens)
        if closes - begins >= left:
            return begins + left
        left -= max(closes - begins, ZERO)
    return None


class OpenLine:
    """The open hours of a stretch of days, added up once, to measure many lengths in it quickly."""

    def __init__(self, days: OpenDays, first: date, last: date) -> None:
        self._first, self._last, self._days = first, last, days
        self._opens: list[datetime] = []
        self._closes: list[datetime] = []
        self._before: list[timedelta] = []
        total = ZERO
        for opens, closes in windows(days, first, last):
            self._opens.append(opens)
            self._closes.append(closes)
            self._before.append(total)
            total += closes - opens

    def open_time(self, start: datetime, end: datetime) -> timedelta:
        """The same as `open_time` by the same calendar, also beyond the stretch."""
        if not (self._first <= local_date(start) and local_date(end) <= self._last):
            return open_time(start, end, self._days)
        return max(self._until(end) - self._until(start), ZERO)

    def _until(self, moment: datetime) -> timedelta:
        at = bisect_right(self._opens, moment) - 1
        if at < 0:
            return ZERO
        return self._before[at] + min(moment, self._closes[at]) - self._opens[at]


@dataclass(frozen=True)
class Hours:
    """The wall times between which a day is open."""

    opens: time
    closes: time


@dataclass(frozen=True)
class KeptDays:
    """A calendar as it was written down: every day that is closed, and the hours of the others."""

    closed: frozenset[date]
    week: dict[int, Hours]

    def hours_on(self, day: date) -> Hours | None:
        """The opening hours of `day`, or None when closed."""
        return None if day in self.closed else self.week.get(day.weekday())
