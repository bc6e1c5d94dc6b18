"""What counts in a week, how many it was to be, and which weeks are free of a goal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.joblog.rules.days import PLANNED

WORKING_DAYS = 5


@dataclass(frozen=True)
class Week:
    """What has been applied for in a week, and how many it was to be (None: no goal).

    `away`: there is no goal because the citizen told of a holiday, an illness or the like.
    """

    done: int
    goal: int | None
    away: bool = False
    monday: date | None = None

    @property
    def reached(self) -> bool:
        """True when there is a goal and it is reached."""
        return self.goal is not None and self.done >= self.goal

    @property
    def left(self) -> int:
        """How many are still to be applied for."""
        return max((self.goal or 0) - self.done, 0)


def monday_of(day: date) -> date:
    """The Monday of the calendar week (ISO 8601) that holds `day`."""
    return day - timedelta(days=day.weekday())


def week_of(today: date) -> tuple[date, date]:
    """Monday and Sunday of the calendar week (ISO 8601) that holds `today`."""
    monday = monday_of(today)
    return monday, monday + timedelta(days=6)


def goal(agreed: int | None, by_rule: int | None) -> int | None:
    """The week's goal: what was agreed, else the group's rule; none when there is neither, or 0."""
    wanted = by_rule if agreed is None else agreed
    return wanted or None


def counts(status: str, applied_on: date, today: date) -> bool:
    """True when an entry counts in the week of `today`: applied for, Monday to Sunday."""
    first, last = week_of(today)
    return status != PLANNED and first <= applied_on <= last


def is_free(monday: date, away: Iterable[tuple[date, date]], enough: int) -> bool:
    """True when at least `enough` of the week's five working days lie in a time away."""
    days = [monday + timedelta(days=n) for n in range(WORKING_DAYS)]
    periods = list(away)
    return sum(any(first <= day <= last for first, last in periods) for day in days) >= enough
