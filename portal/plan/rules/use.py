"""How often plans are used, as staff may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

SMALLEST_SHOWN = 5
"""As of every figure: a smaller number of uses in a month might be one person's."""


@dataclass(frozen=True)
class MonthOfUse:
    """How often plans were used in a month. None: too few to show, none included."""

    first: date
    times: Mapping[str, int | None]
    is_running: bool


def months_back(today: date, months: int) -> date:
    """The first day of the first of so many months, the running one included."""
    number = today.year * 12 + today.month - months
    return date(number // 12, number % 12 + 1, 1)


def use_by_month(
    counted: Mapping[tuple[date, str], int], today: date, kinds: Sequence[str]
) -> list[MonthOfUse]:
    """The months from the first that was counted to the running one, the newest first.

    A month is shown whole or its small numbers are not: no sum over months or kinds is ever made,
    so that nothing can be taken from it again.
    """
    if not counted:
        return []
    running, month = today.replace(day=1), min(month for month, _what in counted)
    found = []
    while month <= running:
        numbers = {what: counted.get((month, what), 0) for what in kinds}
        shown = {what: n if n >= SMALLEST_SHOWN else None for what, n in numbers.items()}
        found.append(MonthOfUse(month, shown, month == running))
        month = months_back(month, 0)
    return found[::-1]
