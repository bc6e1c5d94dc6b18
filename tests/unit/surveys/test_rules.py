"""Who is asked when, and what an answer may be."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.surveys import rules
from portal.surveys.models import STATEMENTS
from portal.surveys.rules import LinkState, Problem

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
ALL_AGREE: dict[str, int | None] = dict.fromkeys(STATEMENTS, 4)


@given(st.lists(st.sampled_from([None, 1, 2, 3, 4, 5]), min_size=5, max_size=5))
def test_five_values_on_the_scale_or_not_relevant_are_fine(values: list[int | None]) -> None:
    assert rules.problem_with(dict(zip(STATEMENTS, values, strict=True)), STATEMENTS) is None


@pytest.mark.parametrize("value", [0, 6, -1, 10**20, True, 4.0, "4"])
def test_everything_else_is_off_the_scale(value: object) -> None:
    answers = ALL_AGREE | {"purpose": value}
    assert rules.problem_with(answers, STATEMENTS) is Problem.OFF_SCALE  # type: ignore[arg-type]


def test_a_missing_or_unknown_statement_is_refused() -> None:
    four = {key: 4 for key in STATEMENTS[:4]}
    assert rules.problem_with(four, STATEMENTS) is Problem.INCOMPLETE
    assert rules.problem_with(four | {"wave_id": 1}, STATEMENTS) is Problem.INCOMPLETE
    assert rules.problem_with(ALL_AGREE | {"wave_id": 1}, STATEMENTS) is Problem.INCOMPLETE


def test_a_link_ends_at_its_last_moment_and_says_used_before_expired() -> None:
    end = datetime(2026, 11, 1, tzinfo=UTC)
    just_before = end - timedelta(microseconds=1)
    assert rules.link_state(used=False, expires_at=end, now=just_before) is LinkState.OPEN
    assert rules.link_state(used=False, expires_at=end, now=end) is LinkState.EXPIRED
    assert rules.link_state(used=True, expires_at=end, now=just_before) is LinkState.USED
    assert rules.link_state(used=True, expires_at=end, now=end) is LinkState.USED


@given(st.integers(min_value=1, max_value=2**62))
def test_the_day_of_asking_lies_in_the_quarter_and_is_stable(citizen_id: int) -> None:
    day = rules.day_of_asking(citizen_id, FIRST, LAST)
    assert FIRST <= day <= LAST
    assert rules.day_of_asking(citizen_id, FIRST, LAST) == day


@given(st.integers(min_value=1, max_value=2**62))
def test_about_three_months_pass_between_two_askings(citizen_id: int) -> None:
    first = rules.day_of_asking(citizen_id, FIRST, LAST)
    second = rules.day_of_asking(citizen_id, date(2027, 1, 1), date(2027, 3, 31))
    assert 88 <= (second - first).days <= 93


def test_citizens_are_spread_evenly_over_the_days() -> None:
    per_day = Counter(rules.day_of_asking(c, FIRST, LAST) for c in range(1, 9201))
    assert len(per_day) == 92
    # 100 a day on average; four standard deviations are 40.
    assert 60 <= min(per_day.values()) <= max(per_day.values()) <= 140


def test_a_missed_day_is_made_up_for() -> None:
    day = rules.day_of_asking(17, FIRST, LAST)
    assert not rules.is_due(17, FIRST, LAST, day - timedelta(days=1))
    assert rules.is_due(17, FIRST, LAST, day)
    assert rules.is_due(17, FIRST, LAST, LAST)
