"""Who of another department sees which parts of a plan, and for how long."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

SECTIONS = ("goal", "strengths", "barriers", "directions", "tasks", "contacts")
"""The parts that are shown one by one, in the order of the plan."""
LONGEST = timedelta(days=366)


class No(StrEnum):
    """Why an invitation can't be made, or answered so."""

    ALREADY = "already"
    ENDS_TOO_SOON = "ends_too_soon"
    LASTS_TOO_LONG = "lasts_too_long"
    NOTHING_CHOSEN = "nothing_chosen"


def ends_problem(until: date, today: date) -> No | None:
    """What is wrong with the last day: gone by, or more than a year away."""
    if until < today:
        return No.ENDS_TOO_SOON
    return No.LASTS_TOO_LONG if until > today + LONGEST else None


def is_over(until: date, today: date) -> bool:
    """True when the last day has gone by."""
    return until < today


def allowed(asked: Iterable[str], chosen: Iterable[str]) -> tuple[str, ...]:
    """Of the parts asked for those the citizen has chosen, in the order of the plan."""
    both = set(asked) & set(chosen)
    return tuple(section for section in SECTIONS if section in both)
