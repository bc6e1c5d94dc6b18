"""Which of the months and quarters of a table may be shown, so that none tells of a few people."""

from collections.abc import Mapping, Sequence
from datetime import date

SMALLEST_SHOWN = 5
"""As of every figure: fewer people than this may be known by name to who reads it."""


def months_shown(asked: Mapping[date, int]) -> frozenset[date]:
    """The months whose numbers may stand beside their quarter's; each by its first day.

    A month with few people is hidden. What is hidden of a quarter is never few people either: then
    its smallest month goes too, or the quarter less the months shown would tell of them. A month in
    which nobody was asked tells of nobody.
    """
    hidden: set[date] = {month for month, n in asked.items() if 0 < n < SMALLEST_SHOWN}
    for months in _by_quarter(list(asked)).values():
        while 0 < sum(asked[month] for month in months if month in hidden) < SMALLEST_SHOWN:
            rest = [month for month in months if month not in hidden and asked[month]]
            if not rest:
                break
            hidden.add(min(rest, key=lambda month: (asked[month], month)))
    return frozenset(asked) - hidden


def quarter_shown(asked: int) -> bool:
    """Whether a quarter in which so many were asked may be shown."""
    return asked == 0 or asked >= SMALLEST_SHOWN


def _by_quarter(months: Sequence[date]) -> dict[tuple[int, int], list[date]]:
    found: dict[tuple[int, int], list[date]] = {}
    for month in months:
        found.setdefault((month.year, (month.month - 1) // 3), []).append(month)
    return found
