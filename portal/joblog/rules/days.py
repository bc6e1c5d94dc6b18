"""Which days an entry and a time away may have, and what they become when a status changes."""

from datetime import date, timedelta
from enum import StrEnum

PLANNED = "planned"
FURTHEST = timedelta(days=366)
LONGEST_AWAY = timedelta(days=366)
# One may tell of an illness afterwards, but not rewrite last year.
LATEST_TOLD = timedelta(days=28)


class Problem(StrEnum):
    """What is wrong with a day."""

    FUTURE = "future"
    TOO_FAR = "too_far"
    TOO_OLD = "too_old"
    NEXT_PAST = "next_past"
    NEXT_TOO_FAR = "next_too_far"
    ENDS_BEFORE = "ends_before"
    AWAY_TOO_LONG = "away_too_long"
    AWAY_TOO_OLD = "away_too_old"
    AWAY_TOO_FAR = "away_too_far"


def day_problem(status: str, day: date, today: date, before: date | None = None) -> Problem | None:
    """What is wrong with the day: only a plan lies ahead, and nothing more than a year away.

    An entry that has grown older than a year keeps its day: `before` is the one it has.
    """
    if day < today - FURTHEST and day != before:
        return Problem.TOO_OLD
    if status != PLANNED and day > today:
        return Problem.FUTURE
    return Problem.TOO_FAR if day > today + FURTHEST else None


def next_problem(day: date | None, today: date, before: date | None = None) -> Problem | None:
    """What is wrong with the day of the next step. The one it has already may have gone by."""
    if day is None or day == before:
        return None
    if day < today:
        return Problem.NEXT_PAST
    return Problem.NEXT_TOO_FAR if day > today + FURTHEST else None


def period_problem(first: date, last: date, today: date) -> Problem | None:
    """What is wrong with a time away: told of in time, the end not before the start."""
    if last < first:
        return Problem.ENDS_BEFORE
    if last - first > LONGEST_AWAY:
        return Problem.AWAY_TOO_LONG
    if first < today - LATEST_TOLD:
        return Problem.AWAY_TOO_OLD
    return Problem.AWAY_TOO_FAR if first > today + FURTHEST else None


def day_after_change(old_status: str, new_status: str, day: date, today: date) -> date:
    """The day an entry has when only its status changes: a plan is carried out today."""
    return today if old_status == PLANNED and new_status != PLANNED else day
