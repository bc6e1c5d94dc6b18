"""How long businesses waited, against what they are promised."""

import math
from dataclasses import dataclass
from typing import Protocol

from portal.targets.rules.shares import SMALLEST_SHOWN, Verdict

NEARLY_ALL = 0.9
"""A promise is kept when every enquiry is within it. It is on the right way from this share on."""


class Measured(Protocol):
    """The figures of some enquiries against a promise, however few they are."""

    @property
    def n(self) -> int:
        """How many are counted."""

    @property
    def within(self) -> int:
        """How many of them in time."""

    @property
    def median(self) -> float | None:
        """Half took no longer."""

    @property
    def p90(self) -> float | None:
        """Nine in ten took no longer."""

    @property
    def worst(self) -> float | None:
        """The longest."""


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


def waits_of(found: Measured) -> Waits:
    """What may be shown of a quarter's enquiries: nothing where there are too few.

    Every enquiry is counted, none is drawn by lot, so there is no interval.
    """
    if found.n < SMALLEST_SHOWN:
        return HIDDEN
    return Waits(
        n=found.n,
        within=found.within,
        share=found.within / found.n,
        median=found.median,
        p90=found.p90,
        worst=found.worst,
        verdict=verdict(found.within, found.n),
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
