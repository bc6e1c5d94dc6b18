"""Verdicts on the goals of the employment plans, in the quarterly report's three words."""

from datetime import date
from decimal import Decimal

from portal.targets.rules.shares import Verdict

LEEWAY = Decimal("0.25")
"""A goal that is missed by at most this part of its own size is on the right way.

The municipality never wrote its rule down. Its status on the plan of 2014 says "på rette vej" of
goals missed by 8, 10 and 22 % of their size, and "ikke opfyldt" of none: so the leeway is 22.5 %
or more, and nothing published says how much more. A quarter is the least round number that holds.
"""

MEASURED = ("change_max", "share_min")


def verdict(
    kind: str, target: Decimal | None, value: Decimal | None, *, final: bool = False
) -> Verdict | None:
    """The verdict on a measured `value`, or None when there is nothing to judge.

    * met (opfyldt) — a change is at most the target, a share at least the target
    * on the right way (på rette vej) — missed, but by no more than a quarter of the target's size,
      and the deadline has not come
    * not met (ikke opfyldt) — missed by more, or missed in the end: `final` says that the figure
      is of the deadline's month or later, when there is no way left to be on

    This reproduces all seven verdicts the municipality published on the plan of 2014, 2nd quarter:
    met are −39.7 for −22, −25.3 for −22, −2.1 for −2 and 70.2 for 65; on the right way −9.3 for
    −12 (missed by 22 % of the target), 22.7 for +21 (8 %) and −4.5 for −5 (10 %). Other rules were
    tried on the same figures. Counting the target in proportion to the time gone by fails: 18 of
    24 months into the plan the limit of +21 would be +15.75, which 22.7 is far from. Comparing
    with the cluster fails: −9.3 is better than it, 22.7 and −4.5 are worse, and all three have the
    same verdict.
    """
    if kind not in MEASURED or target is None or value is None:
        return None
    missed_by = value - target if kind == "change_max" else target - value
    if missed_by <= 0:
        return Verdict.MET
    if final or missed_by > LEEWAY * abs(target):
        return Verdict.NOT_MET
    return Verdict.ON_THE_RIGHT_WAY


def is_final(month: date, deadline: str) -> bool:
    """True when a figure of `month` is of the deadline's month (such as 2014-12) or later."""
    return deadline != "" and month.strftime("%Y-%m") >= deadline
