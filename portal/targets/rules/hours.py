"""How long businesses waited, against what they are promised."""

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from portal.targets.rules.shares import SMALLEST_SHOWN, Verdict

NEARLY_ALL = 0.9
"""A promise is kept when every enquiry is within it. It is on the right way from this share on."""


@dataclass(frozen=True)
class Wait:
    """How many hours one enquiry waited; until now, or until it was ended, if not `done`."""

    hours: float
    done: bool


@dataclass(frozen=True)
class Waits:
    """A quarter's waits that may be shown, or not: then every figure is None."""

    n: int | None
    within: int | None
    share: float | None
    median: float | None
    p90: float | None
    worst: float | None
    verdict: Verdict

    @property
    def shown(self) -> bool:
        """True when there are enough enquiries to show anything."""
        return self.n is not None


HIDDEN = Waits(None, None, None, None, None, None, Verdict.TOO_EARLY)


def waits_of(waits: Iterable[Wait], goal: float) -> Waits:
    """The figures of a quarter's enquiries against a promise of `goal` hours.

    An enquiry that still waits within its time, or was closed or withdrawn within it, is not
    counted. One that waited longer in vain counts as late. Every enquiry is counted, none is
    drawn by lot, so there is no interval.
    """
    hours = sorted(w.hours for w in waits if w.done or w.hours > goal)
    n = len(hours)
    if n < SMALLEST_SHOWN:
        return HIDDEN
    within = sum(h <= goal for h in hours)
    return Waits(
        n=n,
        within=within,
        share=within / n,
        median=statistics.median(hours),
        p90=nearest_rank(hours, 0.9),
        worst=hours[-1],
        verdict=verdict(within, n),
    )


def nearest_rank(ordered: list[float], fraction: float) -> float:
    """The smallest value that at least `fraction` of the `ordered` values do not exceed.

    The nearest-rank percentile (definition 1 of R. J. Hyndman and Y. Fan, The American Statistician
    50 (1996), 361-365): always a value that occurred, so "nine of ten were answered within …" is
    true as it stands.
    """
    # The small step back keeps 0.9 × 10 from becoming the tenth value by a rounding error.
    rank = math.ceil(fraction * len(ordered) - 1e-9)
    return ordered[max(rank, 1) - 1]


def verdict(within: int, n: int) -> Verdict:
    """Met when all are within, on the right way from `NEARLY_ALL` on, else not met."""
    if within == n:
        return Verdict.MET
    return Verdict.ON_THE_RIGHT_WAY if within >= NEARLY_ALL * n else Verdict.NOT_MET
