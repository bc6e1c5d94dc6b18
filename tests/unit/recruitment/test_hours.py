"""Open time between two moments, beside a counter that looks at every single minute."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.calendar import Hours, WorkCalendar
from portal.core.clock import at_local, local
from portal.recruitment.rules.hours import after_open_time, open_time

MINUTE = timedelta(minutes=1)
WEEK = WorkCalendar(frozenset(), {day: Hours(time(9), time(15)) for day in range(5)})
# Days round both clock changes, Christmas and Easter.
STARTS = [
    datetime(2026, 10, 23, tzinfo=UTC),
    datetime(2026, 12, 22, tzinfo=UTC),
    datetime(2027, 3, 24, tzinfo=UTC),
    datetime(2026, 11, 20, tzinfo=UTC),
]


def counted_one_by_one(start: datetime, end: datetime, calendar: WorkCalendar) -> int:
    """How many of the minutes from `start` to `end` begin while it is open."""
    open_minutes = 0
    minute = start
    while minute < end:
        wall = local(minute)
        hours = calendar.hours_on(wall.date())
        if hours is not None and hours.opens <= wall.time() < hours.closes:
            open_minutes += 1
        minute += MINUTE
    return open_minutes


# Not between two and three at night: that hour is missing or double when clocks change.
openings = st.sampled_from([time(0), time(1, 30), time(7), time(8, 30), time(9)])
closings = st.sampled_from([time(12), time(15), time(18, 45), time(23, 59)])
calendars = st.builds(
    WorkCalendar,
    st.frozensets(st.sampled_from([date(2026, 12, 23), date(2026, 11, 23), date(2027, 3, 25)])),
    st.dictionaries(st.integers(0, 6), st.builds(Hours, openings, closings)),
)
starts = st.builds(
    lambda day, minutes: day + minutes * MINUTE,
    st.sampled_from(STARTS),
    st.integers(0, 2 * 24 * 60),
)


@settings(max_examples=60, deadline=None)
@given(starts, st.integers(0, 6 * 24 * 60), calendars)
def test_equals_a_count_of_single_minutes(
    start: datetime, minutes: int, calendar: WorkCalendar
) -> None:
    end = start + minutes * MINUTE
    assert open_time(start, end, calendar) == counted_one_by_one(start, end, calendar) * MINUTE


@given(starts, st.integers(0, 9000), st.integers(0, 9000), calendars)
def test_parts_add_up(start: datetime, first: int, second: int, calendar: WorkCalendar) -> None:
    middle, end = start + first * MINUTE, start + (first + second) * MINUTE
    parts = open_time(start, middle, calendar) + open_time(middle, end, calendar)
    assert parts == open_time(start, end, calendar)


@given(starts, st.integers(1, 40 * 60), calendars)
def test_the_deadline_is_the_first_moment_with_so_much_open_time(
    start: datetime, minutes: int, calendar: WorkCalendar
) -> None:
    wanted = minutes * MINUTE
    end = after_open_time(start, wanted, calendar)
    if end is None:
        assert not calendar.hours
        return
    assert open_time(start, end, calendar) == wanted
    assert open_time(start, end - MINUTE, calendar) < wanted


def test_nothing_is_open_backwards() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert open_time(noon, noon - timedelta(hours=2), WEEK) == timedelta(0)


def test_the_search_ends_when_there_is_no_working_day() -> None:
    start = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert after_open_time(start, MINUTE, WorkCalendar(frozenset(), {})) is None
    shut = WorkCalendar(
        frozenset(date(2026, 11, 23) + timedelta(d) for d in range(2000)), WEEK.hours
    )
    assert after_open_time(start, MINUTE, shut) is None


def test_christmas_is_long() -> None:
    # From Wednesday 23 December at 14.00: an hour that day, then nothing until Monday.
    start = at_local(date(2026, 12, 23), time(14))
    assert after_open_time(start, timedelta(hours=2), WEEK) == at_local(
        date(2026, 12, 28), time(10)
    )
