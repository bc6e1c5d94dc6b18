"""How promises were kept, over many enquiries: nothing is hidden, and n always stands beside."""

import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from portal.recruitment.rules.events import LEFT_OUT
from portal.targets.rules.hours import nearest_rank


@dataclass(frozen=True)
class Measured:
    """One enquiry against one promise, counted in one way."""

    hours: float
    """How long it took, or has run in vain so far or until the enquiry ended."""
    goal: int
    done: bool
    left_out: str | None = None
    """'spam', 'duplicate', 'withdrawn' or 'closed'."""

    @property
    def is_settled(self) -> bool:
        """True when the promise was kept or broken, whatever happened to the enquiry later."""
        return self.done or self.hours > self.goal

    @property
    def counts(self) -> bool:
        """True when it is in the figures.

        Spam and copies never are; what ended is when the promise was settled before.
        """
        return self.is_settled and self.left_out not in LEFT_OUT


@dataclass(frozen=True)
class Summary:
    """How a promise was kept. Without any enquiry that counts there is nothing but n = 0."""

    n: int
    within: int
    share: float | None
    median: float | None
    p90: float | None
    worst: float | None
    waiting: int
    """Not settled yet: neither kept nor broken."""
    left_out: dict[str, int]
    """How many are in no figure, by why."""


def summarise(cases: Iterable[Measured]) -> Summary:
    """The figures of some enquiries against one promise."""
    listed = list(cases)
    hours = sorted(case.hours for case in listed if case.counts)
    within = sum(case.hours <= case.goal for case in listed if case.counts)
    out = Counter(case.left_out for case in listed if case.left_out and not case.counts)
    n = len(hours)
    return Summary(
        n=n,
        within=within,
        share=within / n if n else None,
        median=statistics.median(hours) if n else None,
        p90=nearest_rank(hours, 0.9) if n else None,
        worst=hours[-1] if n else None,
        waiting=sum(not case.is_settled and not case.left_out for case in listed),
        left_out={why: number for why, number in sorted(out.items()) if why},
    )
