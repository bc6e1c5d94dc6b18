"""Calendar quarters."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.targets.rules.quarters import Quarter, latest

DAYS = st.dates(date(1950, 1, 1), date(2200, 1, 1))


@given(DAYS)
def test_a_day_lies_in_its_quarter(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first_day <= day <= quarter.last_day
    assert Quarter.named(quarter.name) == quarter


@given(DAYS)
def test_quarters_follow_without_a_gap(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.shifted(1).first_day == quarter.last_day + timedelta(days=1)
    assert quarter.shifted(1).shifted(-1) == quarter
    assert quarter < quarter.shifted(1)


def test_the_latest_eight_end_with_the_running_one() -> None:
    names = [quarter.name for quarter in latest(date(2026, 11, 23))]
    assert names[0] == "2025-Q1"
    assert names[-1] == "2026-Q4"
    assert len(names) == 8


@pytest.mark.parametrize("text", ["", "2026", "2026-Q5", "2026-Q0", "26-Q1", "2026-q1", "0000-Q1"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no quarter"):
        Quarter.named(text)


def test_other_digits_are_refused() -> None:
    with pytest.raises(ValueError, match="is no quarter"):
        Quarter.named("２０２６-Q1")
