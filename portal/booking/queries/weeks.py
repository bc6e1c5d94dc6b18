"""Free times as people look for them: a week at a time, by day, morning and afternoon."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from portal.booking.queries.planner import Slot
from portal.core import clock

NOON = time(12)


@dataclass(frozen=True)
class Time:
    """A time that can be chosen. `value` is what a form sends."""

    starts: datetime

    @property
    def value(self) -> str:
        """The moment in UTC, to the minute."""
        return self.starts.strftime("%Y-%m-%dT%H:%MZ")


@dataclass
class Day:
    """A day's times."""

    day: date
    morning: list[Time] = field(default_factory=list)
    afternoon: list[Time] = field(default_factory=list)


@dataclass(frozen=True)
class Week:
    """A week's days with times, and the Mondays of the nearest weeks with times around it."""

    monday: date
    days: list[Day]
    previous: date | None
    following: date | None


def times(starts: Iterable[datetime]) -> list[Time]:
    """The moments as times to choose among."""
    return [Time(start) for start in starts]


def week_of(slots: list[Slot], wanted: date | None = None) -> Week | None:
    """The first week with times, or with `wanted` the first from that day's week on.

    When there are none so late it is the last week with times; None when there are no times.
    """
    weeks: dict[date, dict[date, Day]] = {}
    for slot in slots:
        start = slot.starts
        day = clock.local_date(start)
        days = weeks.setdefault(_monday(day), {})
        shown = days.setdefault(day, Day(day))
        half = shown.morning if clock.local(start).time() < NOON else shown.afternoon
        half.append(Time(start))
    if not weeks:
        return None
    mondays = list(weeks)
    from_monday = _monday(wanted) if wanted else mondays[0]
    at = next((i for i, monday in enumerate(mondays) if monday >= from_monday), len(mondays) - 1)
    return Week(
        mondays[at],
        list(weeks[mondays[at]].values()),
        mondays[at - 1] if at else None,
        mondays[at + 1] if at + 1 < len(mondays) else None,
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
