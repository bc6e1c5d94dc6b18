"""How looks are grouped for those they are about, and which months are to be drawn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Group:
    """The looks of one person for one purpose on one day."""

    first: datetime
    last: datetime
    times: int
    look: Any
    """The latest of them."""


def grouped(looks: Iterable[Any], day_of: Any) -> Iterator[tuple[date, list[Group]]]:
    """Looks, newest first, by day and then by who and what for, the newest first.

    A look has `at` and `key`, which says who and what for.
    """
    days: dict[date, dict[Any, Group]] = {}
    for look in looks:
        of_day = days.setdefault(day_of(look.at), {})
        known = of_day.get(look.key)
        if known is None:
            of_day[look.key] = Group(look.at, look.at, 1, look)
        else:
            of_day[look.key] = Group(look.at, known.last, known.times + 1, known.look)
    for day, groups in days.items():
        yield day, list(groups.values())


def month_before(day: date) -> date:
    """The first day of the month before the one that holds `day`."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
