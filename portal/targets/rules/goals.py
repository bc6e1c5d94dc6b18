"""Verdicts on the goals of the employment plans, in the quarterly report's three words."""

from decimal import Decimal

from portal.targets.rules.shares import Verdict

LEEWAY = Decimal("0.25")
"""A goal that is missed by at most this part of its own size is on the right way."""

MEASURED = ("change_max", "share_min")


def verdict(kind: str, target: Decimal | None, value: Decimal | None) -> Verdict | None:
    """The verdict on a reported `value`, or None when there is nothing to judge.

    * met (opfyldt) — a change is at most the target, a share at least the target
    * on the right way (på rette vej) — missed, but by no more than a quarter of the target's size
    * not met (ikke opfyldt) — missed by more

    The municipality never wrote its rule down. This one reproduces all seven verdicts of its
    status on the plan of 2014, 2nd quarter: met are −39.7 for −22, −25.3 for −22, −2.1 for −2
    and 70.2 for 65; on the right way −9.3 for −12 (missed by 22 % of the target), 22.7 for +21
    (8 %) and −4.5 for −5 (10 %). Counting the target in proportion to the time gone by would
    not: 18 of 24 months into the plan the limit of +21 would be +15.75, which 22.7 is far from.
    """
    if kind not in MEASURED or target is None or value is None:
        return None
    missed_by = value - target if kind == "change_max" else target - value
    if missed_by <= 0:
        return Verdict.MET
    return Verdict.ON_THE_RIGHT_WAY if missed_by <= LEEWAY * abs(target) else Verdict.NOT_MET
