"""Pure decisions about the job log: what counts in a week, and which days are possible."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

PLANNED = "planned"
FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Week:
    """What has been applied for in a week, and how many it was to be (None: no goal)."""

    done: int
    goal: int | None

    @property
    def reached(self) -> bool:
        """True when there is a goal and it is reached."""
        return self.goal is not None and self.done >= self.goal

    @property
    def left(self) -> int:
        """How many are still to be applied for."""
        return max((self.goal or 0) - self.done, 0)


def week_of(today: date) -> tuple[date, date]:
    """Monday and Sunday of the calendar week (ISO 8601) that holds `today`."""
    monday = today - timedelta(days=today.weekday())
    return monday, monday + timedelta(days=6)


def goal(agreed: int | None, by_rule: int | None) -> int | None:
    """The week's goal: what was agreed, else the group's rule; none when there is neither, or 0."""
    wanted = by_rule if agreed is None else agreed
    return wanted or None


def counts(status: str, applied_on: date, today: date) -> bool:
    """True when an entry counts in the week of `today`: applied for, Monday to Sunday."""
    first, last = week_of(today)
    return status != PLANNED and first <= applied_on <= last


class Problem(StrEnum):
    """What is wrong with an entry's day."""

    FUTURE = "future"
    TOO_FAR = "too_far"
    TOO_OLD = "too_old"


def day_problem(status: str, day: date, today: date, before: date | None = None) -> Problem | None:
    """What is wrong with the day: only a plan lies ahead, and nothing more than a year away.

    An entry that has grown older than a year keeps its day: `before` is the one it has.
    """
    if day < today - FURTHEST and day != before:
        return Problem.TOO_OLD
    if status != PLANNED and day > today:
        return Problem.FUTURE
    return Problem.TOO_FAR if day > today + FURTHEST else None


def day_after_change(old_status: str, new_status: str, day: date, today: date) -> date:
    """The day an entry has when only its status changes: a plan is carried out today."""
    return today if old_status == PLANNED and new_status != PLANNED else day
