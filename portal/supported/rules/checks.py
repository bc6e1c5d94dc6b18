"""Whether a place may be as it is asked for, and what would be right when it may not."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

AHEAD = timedelta(days=366)


class Code(StrEnum):
    """What is checked."""

    EMPLOYER = "employer"
    START = "start"
    ORDER = "order"
    LENGTH = "length"
    HOURS = "hours"
    RATIO = "ratio"
    PARTNER = "partner"


@dataclass(frozen=True)
class Limits:
    """The rule in force: the length is in weeks or in months."""

    weeks: int | None
    months: int | None
    hours_most: int
    ratio_each: int
    ratio_up_to: int
    ratio_each_above: int
    decide_days: int
    source: str = ""


@dataclass(frozen=True)
class Asked:
    """What is asked for, and how many such people the unit has at most in that time without it."""

    starts_on: date
    ends_on: date
    counted_from: date
    hours: int
    ordinary_staff: int
    others: int
    partner_places: int | None = None
    """The places of the partner company's agreement, when it is one of them."""
    partner_taken: int = 0
    partner_until: date | None = None


@dataclass(frozen=True)
class Check:
    """One check, and what it found: what is right, and what there is."""

    code: Code
    holds: bool
    right: date | int | None = None
    there: date | int | None = None


def last_day(first: date, weeks: int | None, months: int | None) -> date:
    """The last day of the longest time that begins on `first`.

    A month ends the day before the same day of the next one; where that month has no such day,
    before its last one, as the database counts.
    """
    if weeks is not None:
        return first + timedelta(weeks=weeks, days=-1)
    number = first.year * 12 + first.month - 1 + (months or 0)
    year, month = number // 12, number % 12 + 1
    day = min(first.day, monthrange(year, month)[1])
    return date(year, month, day) - timedelta(days=1)


def most_people(ordinary_staff: int, limits: Limits) -> int:
    """How many such people a unit with so many ordinary employees may have at once."""
    below = min(ordinary_staff, limits.ratio_up_to)
    above = max(0, ordinary_staff - limits.ratio_up_to)
    return -(-below // limits.ratio_each) + -(-above // limits.ratio_each_above)


def checks(asked: Asked, limits: Limits | None, today: date | None = None) -> list[Check]:
    """Every check, whether it holds or not. Without `today` the start may have gone by."""
    found = []
    if today is not None:
        in_time = today <= asked.starts_on <= today + AHEAD
        found.append(Check(Code.START, in_time, today, asked.starts_on))
    found.append(Check(Code.ORDER, asked.starts_on <= asked.ends_on, asked.starts_on))
    found.append(Check(Code.EMPLOYER, limits is not None))
    if limits is None:
        return found
    latest = last_day(asked.counted_from, limits.weeks, limits.months)
    found.append(Check(Code.LENGTH, asked.ends_on <= latest, latest, asked.ends_on))
    found.append(Check(Code.HOURS, asked.hours <= limits.hours_most, limits.hours_most))
    most = most_people(asked.ordinary_staff, limits)
    found.append(Check(Code.RATIO, asked.others < most, most, asked.others))
    if asked.partner_places is not None:
        fits = asked.partner_taken < asked.partner_places
        fits = fits and (asked.partner_until is None or asked.ends_on <= asked.partner_until)
        found.append(Check(Code.PARTNER, fits, asked.partner_places, asked.partner_until))
    return found
