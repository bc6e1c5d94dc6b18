"""Are there times enough? Open duties against free times, deadline by deadline.

By Hall's theorem, duties that any free time before their deadline would fulfil can all be met if
and only if, for every deadline, no more are due by then than there are times until then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Shortage:
    """How many times must be opened, to be held by when, and how they compare."""

    missing: int
    hold_by: date
    due: int
    free: int


def shortage(deadlines: Iterable[date], free_days: Iterable[date]) -> Shortage | None:
    """The largest lack of times, at the earliest deadline it shows; None when there are enough.

    `deadlines` are the days the open duties must be held by, `free_days` the day of each free
    time. `due` and `free` count those until the deadline.
    """
    due, free = sorted(deadlines), sorted(free_days)
    worst: Shortage | None = None
    times = 0
    for count, deadline in enumerate(due, start=1):
        while times < len(free) and free[times] <= deadline:
            times += 1
        is_last_of_day = count == len(due) or due[count] != deadline
        missing = count - times
        if is_last_of_day and missing > (worst.missing if worst else 0):
            worst = Shortage(missing, deadline, count, times)
    return worst
