"""How long is long enough, and when an answer is due: pure decisions on days."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """How long something is kept: an amount of days, months or years."""

    amount: int
    unit: str

    def before(self, day: date) -> date:
        """The day that lies this long before `day`: what closed until then has been kept enough."""
        return _moved(day, -1, self)

    def after(self, day: date) -> date:
        """The first day on which what closed on `day` need not be kept any more."""
        return _moved(day, 1, self)


def _moved(day: date, sign: int, period: Period) -> date:
    if period.unit == "days":
        return day + sign * timedelta(days=period.amount)
    months = sign * period.amount * (12 if period.unit == "years" else 1)
    return add_months(day, months)


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def answer_by(asked_on: date, months: int) -> date:
    """The last day to answer what was asked on a day: the same day some months on."""
    return add_months(asked_on, months)


def in_force(rules: Iterable[tuple[str, date, Period]], day: date) -> dict[str, Period]:
    """For each key the period that has begun last by `day`."""
    found: dict[str, tuple[date, Period]] = {}
    for key, since, period in rules:
        if since <= day and (key not in found or found[key][0] < since):
            found[key] = (since, period)
    return {key: period for key, (_, period) in found.items()}


def restricts(kind: str) -> str | None:
    """On what ground a request restricts the use of the data while it is looked at, or None.

    Who says that something is wrong, or objects, need not wait for the answer to have it stopped.
    """
    return {"correct": "accuracy", "object": "objection"}.get(kind)


def keeps_restricted(kind: str, decision: str) -> bool:
    """True when the use stays restricted after the decision."""
    return kind in ("restrict", "object") and decision in ("granted", "partly")
