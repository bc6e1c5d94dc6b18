"""Pure decisions about the survey: who is asked when, and what an answer may be."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum

LOWEST, HIGHEST = 1, 5
FAVOURABLE_FROM = 4
LINK_LASTS = timedelta(days=21)


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


def day_of_asking(citizen_id: int, first_day: date, last_day: date) -> date:
    """The day of the quarter `first_day`..`last_day` on which this citizen is asked.

    Stable: the same citizen is asked at the same point of every quarter, so about three months
    pass between two invitations. A hash spreads the citizens evenly over the quarter's days,
    whatever order their ids were given in.
    """
    digest = hashlib.sha256(f"survey day {citizen_id}".encode()).digest()
    point = int.from_bytes(digest[:8], "big") / 2**64
    days = (last_day - first_day).days + 1
    return first_day + timedelta(days=int(point * days))


def is_due(citizen_id: int, first_day: date, last_day: date, today: date) -> bool:
    """True from the citizen's day on: a run of the job that was missed loses nobody."""
    return day_of_asking(citizen_id, first_day, last_day) <= today
