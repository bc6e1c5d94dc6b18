"""How long is long enough, when an answer is due, and what restricts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.privacy import rules
from portal.privacy.rules import Period

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
PERIODS = st.one_of(
    st.builds(Period, st.integers(1, 3650), st.just("days")),
    st.builds(Period, st.integers(1, 100), st.sampled_from(["months", "years"])),
)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 23), 1, date(2026, 12, 23)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2028, 2, 29), -12, date(2027, 2, 28)),
    ],
)
def test_a_month_is_the_same_day_or_the_months_last(day: date, months: int, later: date) -> None:
    assert rules.add_months(day, months) == later


@given(DAYS, PERIODS)
def test_what_is_due_today_was_promised_until_today(closed: date, period: Period) -> None:
    """Who was told a day is not forgotten before it, and by a month's length at most after."""
    until = period.after(closed)
    assert period.before(until - timedelta(days=1)) < closed
    assert period.before(until + timedelta(days=3)) >= closed


@given(DAYS, PERIODS, st.integers(1, 400))
def test_later_closed_is_later_forgotten(closed: date, period: Period, days: int) -> None:
    assert period.after(closed + timedelta(days=days)) >= period.after(closed)


def test_the_period_that_began_last_holds() -> None:
    written = [
        ("talks", date(2014, 1, 1), Period(2, "years")),
        ("talks", date(2027, 1, 1), Period(3, "years")),
        ("cv", date(2014, 1, 1), Period(6, "months")),
    ]
    for order in (written, list(reversed(written))):
        assert rules.in_force(order, date(2026, 12, 31))["talks"] == Period(2, "years")
        assert rules.in_force(order, date(2027, 1, 1))["talks"] == Period(3, "years")
    assert rules.in_force(written, date(2013, 12, 31)) == {}


@pytest.mark.parametrize(
    ("kind", "at_once", "when_granted"),
    [
        ("correct", "accuracy", False),
        ("object", "objection", True),
        ("restrict", None, True),
        ("erase", None, False),
    ],
)
def test_what_restricts(kind: str, at_once: str | None, when_granted: bool) -> None:
    assert rules.restricts(kind) == at_once
    assert rules.keeps_restricted(kind, "granted") is when_granted
    assert rules.keeps_restricted(kind, "partly") is when_granted
    assert not rules.keeps_restricted(kind, "refused")
