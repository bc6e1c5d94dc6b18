"""The arithmetic of the bench: rounds in, medians, ranges and ratios out. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Sample:
    """One row in one round. A latency is None where the tool gives none."""

    per_second: float
    p50_ms: float | None
    p99_ms: float | None
    errors: int = 0


@dataclass(frozen=True)
class Spread:
    """The median of some rounds, with the lowest and the highest."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True)
class Row:
    """A line of the result: one name, and its sample in each round, in order."""

    name: str
    samples: tuple[Sample, ...]
    kilobytes: float | None = None
    unit: str = "requests"

    @property
    def rate(self) -> Spread:
        """Requests (or bookings) per second."""
        return spread(s.per_second for s in self.samples)

    @property
    def p50_ms(self) -> Spread | None:
        """The time within which half were answered."""
        return spread_or_none(s.p50_ms for s in self.samples)

    @property
    def p99_ms(self) -> Spread | None:
        """The time within which 99 of 100 were answered."""
        return spread_or_none(s.p99_ms for s in self.samples)

    @property
    def errors(self) -> int:
        """Wrong answers over all rounds. Anything but 0 makes the row worthless."""
        return sum(s.errors for s in self.samples)


def spread(values: Iterable[float]) -> Spread:
    """The median, lowest and highest of at least one value."""
    known = sorted(values)
    return Spread(median(known), known[0], known[-1])


def spread_or_none(values: Iterable[float | None]) -> Spread | None:
    """As `spread`, or None as soon as one value is missing."""
    known = list(values)
    return None if None in known or not known else spread(v for v in known if v is not None)


def ratio(row: Row, against: Row) -> Spread | None:
    """How many times the rate of `against` the row reaches.

    Compared round by round, so that a machine that slows down for a while slows down both sides
    of a division. None when the rows were not measured in the same rounds.
    """
    if len(row.samples) != len(against.samples):
        return None
    pairs = list(zip(row.samples, against.samples, strict=True))
    if not pairs or any(below.per_second == 0 for _, below in pairs):
        return None
    return spread(above.per_second / below.per_second for above, below in pairs)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0-1) of `values` do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def sample_of(seconds: Sequence[float], errors: int = 0) -> Sample:
    """The sample of a single client that did things one after the other, each so long."""
    return Sample(
        per_second=len(seconds) / sum(seconds),
        p50_ms=percentile(seconds, 0.5) * 1000,
        p99_ms=percentile(seconds, 0.99) * 1000,
        errors=errors,
    )
