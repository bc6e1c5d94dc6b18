"""Danish wall time and moments, also on the two nights when clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock


def test_frozen_clock_answers_what_it_was_given() -> None:
    at = datetime(2027, 1, 2, 3, 4, tzinfo=UTC)
    with clock.frozen(at):
        assert clock.now() == at
    assert clock.now() != at


@pytest.mark.parametrize(
    ("day", "wall", "expected"),
    [
        (date(2026, 12, 1), time(10, 30), datetime(2026, 12, 1, 9, 30, tzinfo=UTC)),
        (date(2026, 7, 1), time(10, 30), datetime(2026, 7, 1, 8, 30, tzinfo=UTC)),
        # 02.30 does not exist on this night; clocks then show 03.30
        (date(2027, 3, 28), time(2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        # 02.30 comes twice; the first is meant
        (date(2027, 10, 31), time(2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
    ],
)
def test_wall_time_becomes_a_moment(day: date, wall: time, expected: datetime) -> None:
    assert clock.at_local(day, wall) == expected


@pytest.mark.parametrize(("day", "hours"), [((2027, 3, 28), 23), ((2027, 10, 31), 25)])
def test_days_on_which_clocks_change_have_another_length(
    day: tuple[int, int, int], hours: int
) -> None:
    first = date(*day)
    length = clock.start_of_day(first + timedelta(days=1)) - clock.start_of_day(first)
    assert length == timedelta(hours=hours)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_a_quarter_holds_its_days(day: date) -> None:
    start = clock.quarter_start(day)
    assert start <= day < clock.next_quarter(day)
    assert start.day == 1
    assert start.month in (1, 4, 7, 10)


def test_a_moment_without_offset_is_danish_wall_time() -> None:
    assert clock.parse_moment("2026-12-01T10:30") == datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    assert clock.parse_moment("2026-12-01T10:30Z") == datetime(2026, 12, 1, 10, 30, tzinfo=UTC)
