"""Shares of answers: the interval, what may be shown, and the verdict.

A share is a fraction, 0 to 1. Favourable are the answers 4 and 5 of 5; "not relevant" is outside.
"""

import math
from dataclasses import dataclass
from enum import Enum

SMALLEST_SHOWN = 5
"""Fewer answers than this show nothing: neither the share nor n, whatever they are."""

ENOUGH_FOR_A_VERDICT = 30
"""Fewer answers than this show their share and interval, but no verdict yet.

With 29 answers the 95 % interval is up to 34 percentage points wide: a target of 80 % and a result
of 65 % could not be told apart, and a word would promise more than the figures hold.
"""

Z_95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution: 95 % lie within ± this."""


class Verdict(Enum):
    """How a figure stands to its target. The value is its name in the API."""

    MET = "met"
    ON_THE_RIGHT_WAY = "on_the_right_way"
    NOT_MET = "not_met"
    TOO_EARLY = "too_early_to_say"


@dataclass(frozen=True)
class Share:
    """A share that may be shown, or one that may not: then every figure in it is None."""

    n: int | None
    favourable: int | None
    share: float | None
    low: float | None
    high: float | None
    verdict: Verdict

    @property
    def shown(self) -> bool:
        """True when there are enough answers to show anything."""
        return self.n is not None


HIDDEN = Share(None, None, None, None, None, Verdict.TOO_EARLY)


def wilson(favourable: int, n: int) -> tuple[float, float]:
    """The 95 % confidence interval of a share, by Wilson's score method.

        centre ± z·√(p(1−p)/n + z²/4n²), both over (1 + z²/n), with centre = p + z²/2n

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22
    (1927), 209–212; method 3 of R. G. Newcombe, Statistics in Medicine 17 (1998), 857–872, who
    found it sound for small n and for shares near 0 and 1, where the usual ± formula is not.

    Raises:
        ValueError: unless 0 ≤ favourable ≤ n and n ≥ 1.
    """
    if not 0 <= favourable <= n or n < 1:
        raise ValueError(f"{favourable} of {n} is no share")
    return wilson_at(favourable / n, n)


def wilson_at(p: float, n: float) -> tuple[float, float]:
    """Wilson's interval for a share `p` of `n` answers, where n may be an effective size."""
    z2 = Z_95 * Z_95
    centre = p + z2 / (2 * n)
    half = Z_95 * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    # The ends of the scale are exact; rounding must not push the interval past the share.
    low = 0.0 if p <= 0 else min((centre - half) / scale, p)
    high = 1.0 if p >= 1 else max((centre + half) / scale, p)
    return low, high


def verdict(low: float, high: float, n: int, target: float) -> Verdict:
    """How a share with the interval `low`..`high` from `n` answers stands to its target.

    * too early to say — fewer than `ENOUGH_FOR_A_VERDICT` answers
    * met — the whole interval is at the target or above: low ≥ target
    * not met — the whole interval is below the target: high < target
    * on the right way — the interval holds the target: low < target ≤ high. The share itself may
      lie on either side; the answers are not enough to say which.
    """
    if n < ENOUGH_FOR_A_VERDICT:
        return Verdict.TOO_EARLY
    if low >= target:
        return Verdict.MET
    return Verdict.NOT_MET if high < target else Verdict.ON_THE_RIGHT_WAY


def share_of(favourable: int, n: int, target: float) -> Share:
    """What may be shown of `favourable` out of `n` answers, judged against `target`.

    Hidden and missing look alike: 0 and 4 answers give the same.
    """
    if n < SMALLEST_SHOWN:
        return HIDDEN
    low, high = wilson(favourable, n)
    return Share(n, favourable, favourable / n, low, high, verdict(low, high, n, target))


class Movement(Enum):
    """How a share stands to the one before it. The value is its name in the API."""

    RISEN = "risen"
    FALLEN = "fallen"
    UNCERTAIN = "no_clear_change"


@dataclass(frozen=True)
class Change:
    """The difference of two shares, in fractions, with its 95 % interval."""

    difference: float
    low: float
    high: float

    @property
    def movement(self) -> Movement:
        """Risen or fallen only when the whole interval is on one side of nothing."""
        if self.low > 0:
            return Movement.RISEN
        return Movement.FALLEN if self.high < 0 else Movement.UNCERTAIN


def change(before: Share, after: Share) -> Change | None:
    """How far a share has moved, by Newcombe's hybrid score interval; None unless both are shown.

        d = p₂ − p₁,   d − √((p₂−l₂)² + (u₁−p₁)²)  to  d + √((u₂−p₂)² + (p₁−l₁)²)

    with l and u the ends of each share's Wilson interval: method 10 of R. G. Newcombe, "Interval
    estimation for the difference between independent proportions", Statistics in Medicine 17
    (1998), 873-890. It takes the two quarters' answers as independent. Many citizens answer in
    both, and what one person says in two quarters is alike, so the true interval is if anything
    narrower: the words "risen" and "fallen" are used a little too seldom, not too often.
    """
    if before.share is None or before.low is None or before.high is None:
        return None
    if after.share is None or after.low is None or after.high is None:
        return None
    difference = after.share - before.share
    down = math.hypot(after.share - after.low, before.high - before.share)
    up = math.hypot(after.high - after.share, before.share - before.low)
    return Change(difference, difference - down, difference + up)


def response_rate(n: int | None, invited: int) -> float | None:
    """The answers on the scale out of those invited; None where they may not be shown.

    "Not relevant" is no answer on the scale, so this is the rate of one statement. (AAPOR,
    Standard Definitions, 2023: response rate 2 with every invitation taken as eligible.)
    """
    return None if n is None or invited < 1 else min(n / invited, 1.0)
