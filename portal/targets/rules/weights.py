"""What the share would be if every group had answered as often as every other.

Made only of counts that are shown, so a weighted figure can't give a hidden one away.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.targets.rules.shares import wilson_at


@dataclass(frozen=True)
class Stratum:
    """A group: how many people, how many answered, how many of those agree."""

    people: int
    n: int
    favourable: int


@dataclass(frozen=True)
class Weighted:
    """A share weighted to all people, with its 95 % interval and design effect."""

    share: float
    low: float
    high: float
    design_effect: float
    effective_n: float


def strata_of(total: Stratum, shown: Iterable[Stratum]) -> list[Stratum]:
    """The groups that are shown, and all others together as one more.

    Small groups are put together before weighting anyway, since a handful of answers would stand
    for many people; and only sums of what is shown go into the result. Where the rest holds no
    answers its people are counted with nobody: their weight is shared out over the others.
    """
    listed = list(shown)
    rest = Stratum(
        total.people - sum(s.people for s in listed),
        total.n - sum(s.n for s in listed),
        total.favourable - sum(s.favourable for s in listed),
    )
    return [s for s in [*listed, rest] if s.n > 0 and s.people > 0]


def post_stratified(strata: Iterable[Stratum]) -> Weighted | None:
    """The share among all people, each group counted by its size.

        p = Σ W_h p_h,  W_h = N_h / N      (D. Holt and T. M. F. Smith, "Post stratification",
                                            J. R. Statist. Soc. A 142 (1979), 33-46)
        deff = n Σ w_i² / (Σ w_i)²         (L. Kish, "Weighting for unequal P_i", Journal of
                                            Official Statistics 8 (1992), 183-200)

    with the weight of one answer w_i = W_h / n_h. The interval is Wilson's at the effective size
    n / deff, which keeps to the scale and holds its 95 % for few answers too (C. Franco, R. J. A.
    Little, T. A. Louis and E. V. Slud, "Comparative study of confidence intervals for proportions
    in complex sample surveys", Journal of Survey Statistics and Methodology 7 (2019), 334-364).
    None when nobody answered.
    """
    listed = [s for s in strata if s.n > 0]
    people = sum(s.people for s in listed)
    if not people:
        return None
    n = sum(s.n for s in listed)
    weights = [s.people / people for s in listed]
    share = sum(w * s.favourable / s.n for w, s in zip(weights, listed, strict=True))
    share = min(max(share, 0.0), 1.0)
    # Σ w_i² over a group's answers is n_h (W_h / n_h)² = W_h² / n_h, and Σ w_i is 1.
    effect = max(n * sum(w * w / s.n for w, s in zip(weights, listed, strict=True)), 1.0)
    low, high = wilson_at(share, n / effect)
    return Weighted(share, low, high, effect, n / effect)
