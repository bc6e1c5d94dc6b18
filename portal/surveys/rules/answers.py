"""What an answer may be, and what a link is good for."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

LOWEST, HIGHEST = 1, 5
FAVOURABLE_FROM = 4


class Problem(Enum):
    """Why a set of answers can't be stored."""

    INCOMPLETE = "incomplete"
    OFF_SCALE = "off_scale"


class LinkState(Enum):
    """What a true link is good for."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"


def problem_with(answers: Mapping[str, int | None], statements: tuple[str, ...]) -> Problem | None:
    """What is wrong with `answers`, or None.

    Every statement needs an answer, and no other key may have one. None means "not relevant".
    """
    if set(answers) != set(statements):
        return Problem.INCOMPLETE
    given = [value for value in answers.values() if value is not None]
    # True and False are whole numbers to Python, but nobody answered with them.
    if not all(type(value) is int and LOWEST <= value <= HIGHEST for value in given):
        return Problem.OFF_SCALE
    return None


def link_state(*, used: bool, expires_at: datetime, now: datetime) -> LinkState:
    """Whether a link still opens the form. A used link says so also after it has expired."""
    if used:
        return LinkState.USED
    return LinkState.OPEN if now < expires_at else LinkState.EXPIRED
