"""What counts in the week, what the goal is, and which days are possible."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.joblog import rules
from portal.joblog.rules import Week

TODAY = date(2026, 11, 25)  # a Wednesday
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("status", "applied_on", "counted"),
    [
        ("applied", date(2026, 11, 22), False),  # the Sunday before
        ("applied", date(2026, 11, 23), True),
        ("rejected", date(2026, 11, 25), True),
        ("interview", date(2026, 11, 29), True),
        ("applied", date(2026, 11, 30), False),
        ("planned", date(2026, 11, 25), False),
    ],
)
def test_what_counts(status: str, applied_on: date, counted: bool) -> None:
    assert rules.counts(status, applied_on, TODAY) is counted


@given(days, days)
def test_a_day_counts_in_exactly_the_week_with_its_iso_number(day: date, today: date) -> None:
    same = day.isocalendar()[:2] == today.isocalendar()[:2]
    assert rules.counts("applied", day, today) is same


@pytest.mark.parametrize(
    ("agreed", "by_rule", "goal"),
    [(None, None, None), (None, 2, 2), (1, 2, 1), (0, 2, None), (3, None, 3), (None, 0, None)],
)
def test_goal(agreed: int | None, by_rule: int | None, goal: int | None) -> None:
    assert rules.goal(agreed, by_rule) == goal


@pytest.mark.parametrize(
    ("week", "reached", "left"),
    [
        (Week(0, None), False, 0),
        (Week(1, 2), False, 1),
        (Week(2, 2), True, 0),
        (Week(5, 2), True, 0),
    ],
)
def test_week(week: Week, reached: bool, left: int) -> None:
    assert (week.reached, week.left) == (reached, left)


@pytest.mark.parametrize(
    ("status", "day", "problem"),
    [
        ("applied", TODAY, None),
        ("applied", TODAY + timedelta(days=1), rules.Problem.FUTURE),
        ("planned", TODAY + timedelta(days=1), None),
        ("planned", TODAY + rules.FURTHEST + timedelta(days=1), rules.Problem.TOO_FAR),
        ("applied", TODAY - rules.FURTHEST, None),
        ("applied", TODAY - rules.FURTHEST - timedelta(days=1), rules.Problem.TOO_OLD),
        ("applied", date(206, 11, 25), rules.Problem.TOO_OLD),
    ],
)
def test_possible_days(status: str, day: date, problem: rules.Problem | None) -> None:
    assert rules.day_problem(status, day, TODAY) is problem


def test_an_entry_that_has_grown_old_can_still_change_status() -> None:
    old = TODAY - timedelta(days=700)
    assert rules.day_problem("rejected", old, TODAY, before=old) is None


@pytest.mark.parametrize(
    ("old", "new", "day"),
    [
        ("planned", "applied", TODAY),
        ("planned", "planned", date(2026, 12, 1)),
        ("applied", "interview", date(2026, 12, 1)),
    ],
)
def test_a_plan_is_carried_out_today(old: str, new: str, day: date) -> None:
    assert rules.day_after_change(old, new, date(2026, 12, 1), TODAY) == day
