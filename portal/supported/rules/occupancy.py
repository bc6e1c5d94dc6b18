"""How many are at a place on each day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

Span = tuple[date, date]
"""The first and the last day."""


@dataclass(frozen=True)
class Change:
    """From a day on so many are there."""

    day: date
    taken: int


def occupancy(spans: Iterable[Span], first: date, last: date) -> list[Change]:
    """How many are there from `first` to `last`, one line for each day it changes."""
    inside = [(max(start, first), min(end, last)) for start, end in spans]
    inside = [(start, end) for start, end in inside if start <= end]
    days = {first, *(start for start, _ in inside)}
    days |= {end + timedelta(days=1) for _, end in inside if end < last}
    found: list[Change] = []
    for day in sorted(days):
        taken = sum(start <= day <= end for start, end in inside)
        if not found or found[-1].taken != taken:
            found.append(Change(day, taken))
    return found


def busiest(spans: Iterable[Span], first: date, last: date) -> int:
    """The most that are there at once on any day from `first` to `last`."""
    return max((one.taken for one in occupancy(spans, first, last)), default=0)
