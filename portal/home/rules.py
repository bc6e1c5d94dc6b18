"""What is most urgent of all that waits for a citizen."""

from datetime import datetime, timedelta
from enum import IntEnum

from portal.core.feed import ToDo

ABOUT_TO_END = timedelta(hours=48)
LAPSES_SOON = timedelta(hours=24)


class Urgency(IntEnum):
    """How urgent something is, the most urgent first."""

    MUST_NOW = 0
    """Much hangs on it, and its last moment is near or has gone by."""
    LAPSING = 1
    """A chance that is gone within a day: what is owed can still be done tomorrow, this can't."""
    MUST = 2
    """Much hangs on it, and there is time."""
    OWED = 3
    """Its day has gone by, and it can still be done."""
    DUE = 4
    OPEN = 5
    """It has no last moment."""


def urgency(one: ToDo, now: datetime) -> Urgency:
    """How urgent `one` is at `now`. It never becomes less so as time goes, until it has lapsed."""
    left = one.until - now if one.until is not None else None
    if one.must:
        return Urgency.MUST_NOW if left is not None and left <= ABOUT_TO_END else Urgency.MUST
    if left is None:
        return Urgency.OPEN
    if one.lapses:
        return Urgency.LAPSING if left <= LAPSES_SOON else Urgency.DUE
    return Urgency.OWED if left <= timedelta() else Urgency.DUE


def most_urgent_first(waiting: list[ToDo], now: datetime) -> list[ToDo]:
    """`waiting` in the order to do it in; of two equally urgent ones the first to end is first."""
    return sorted(waiting, key=lambda one: (urgency(one, now), one.until or now))
