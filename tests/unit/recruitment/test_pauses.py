"""Pauses of the candidate clock, beside a counter that looks at every single minute."""

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.calendar import Hours, WorkCalendar
from portal.core.clock import local
from portal.recruitment.rules.clocks import (
    ANSWER,
    CANDIDATES,
    ELAPSED,
    OPENING,
    Clock,
    Promise,
    State,
    clocks,
    running_time,
)
from portal.recruitment.rules.events import Moments, Pause, pauses_between, read
from portal.recruitment.rules.hours import OpenDays, OpenLine, open_time

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
WEEK = WorkCalendar(frozenset(), {day: Hours(time(9), time(15)) for day in range(5)})
NEVER = WorkCalendar(frozenset(), {})
LONG_AGO = date(2019, 1, 1)
# Round both clock changes, Christmas and New Year.
STARTS = [
    datetime(2026, 10, 24, 20, tzinfo=UTC),
    datetime(2026, 12, 22, 9, tzinfo=UTC),
    datetime(2027, 3, 27, 7, tzinfo=UTC),
    datetime(2026, 11, 20, 12, tzinfo=UTC),
]
starts = st.builds(
    lambda day, minutes: day + minutes * MINUTE, st.sampled_from(STARTS), st.integers(0, 2000)
)
minutes = st.lists(st.integers(0, 6 * 24 * 60), max_size=6)
counting = st.sampled_from([ELAPSED, OPENING])


def log_of(start: datetime, paused: list[int], resumed: list[int]) -> list[tuple[str, datetime]]:
    """A log with pauses so many minutes after the enquiry."""
    return [
        ("received", start),
        *(("paused", start + at * MINUTE) for at in paused),
        *(("resumed", start + at * MINUTE) for at in resumed),
    ]


def candidate_clock(
    log: list[tuple[str, datetime]], hours: int, counted: str, days: OpenDays = WEEK
) -> Clock:
    found = read(log)
    assert found is not None
    promise = Promise(CANDIDATES, hours, counted, LONG_AGO)
    return clocks("recruitment", found, [promise], days, local(found.received).date())[CANDIDATES]


def counts(minute: datetime, log: list[tuple[str, datetime]], counted: str) -> bool:
    """Whether this minute counts: it is open where that matters, and the last word is no pause."""
    if counted == OPENING:
        wall, hours = local(minute), WEEK.hours_on(local(minute).date())
        if hours is None or not hours.opens <= wall.time() < hours.closes:
            return False
    said = [(at, kind == "resumed") for kind, at in log if kind != "received" and at <= minute]
    return max(said)[1] if said else True


def first_moment_with(
    start: datetime, wanted: int, log: list[tuple[str, datetime]], counted: str
) -> datetime | None:
    """When so many minutes have counted, one minute after the other; None within three weeks."""
    seen, minute = 0, start
    while minute < start + timedelta(days=21):
        if seen == wanted:
            return minute
        seen += counts(minute, log, counted)
        minute += MINUTE
    return None


@settings(max_examples=40, deadline=None)
@given(starts, minutes, minutes, st.integers(1, 12), counting)
def test_due_equals_a_count_of_single_minutes(
    start: datetime, paused: list[int], resumed: list[int], hours: int, counted: str
) -> None:
    log = log_of(start, paused, resumed)
    clock = candidate_clock(log, hours, counted)
    slow = first_moment_with(start, hours * 60, log, counted)
    if clock.left_in_pause is not None:
        assert slow is None
        used = sum(counts(start + n * MINUTE, log, counted) for n in range(max(paused) + 1))
        assert clock.left_in_pause == (hours * 60 - used) * MINUTE
    elif slow is not None:
        assert clock.due == slow


@given(starts, minutes, minutes, st.randoms())
def test_pauses_do_not_depend_on_the_order_in_which_events_arrive(
    start: datetime, paused: list[int], resumed: list[int], chance: random.Random
) -> None:
    log = log_of(start, paused, resumed)
    shuffled = list(log)
    chance.shuffle(shuffled)
    assert read(shuffled) == read(log)


@given(starts, minutes, minutes, st.integers(0, 5000), st.integers(0, 5000), counting)
def test_time_adds_up_over_pauses(
    start: datetime, paused: list[int], resumed: list[int], first: int, more: int, counted: str
) -> None:
    found = read(log_of(start, paused, resumed))
    assert found is not None
    middle, end = start + first * MINUTE, start + (first + more) * MINUTE

    def time_between(since: datetime, until: datetime) -> timedelta:
        return running_time(since, until, counted, WEEK, found.pauses)

    whole = time_between(start, end)
    assert time_between(start, middle) + time_between(middle, end) == whole
    assert timedelta(0) <= whole <= running_time(start, end, counted, WEEK)


@given(starts, minutes, minutes, st.integers(0, 9000), st.integers(0, 9000), counting)
def test_time_left_never_grows_and_a_broken_promise_stays_broken(
    start: datetime, paused: list[int], resumed: list[int], at: int, later: int, counted: str
) -> None:
    """Only what is known at each moment: what will be paused later is not yet in the log."""
    log = log_of(start, paused, resumed)
    first, second = start + at * MINUTE, start + (at + later) * MINUTE

    def known_at(moment: datetime) -> Clock:
        return candidate_clock([e for e in log if e[1] <= moment], 12, counted)

    early, late = known_at(first), known_at(second)
    assert early.spent(first) <= late.spent(second) + 1e-9 or counted == OPENING
    if early.is_broken(first):
        assert late.is_broken(second)
        assert late.due == early.due


def test_a_pause_moves_the_deadline_by_its_length() -> None:
    start = STARTS[3]
    clock = candidate_clock(log_of(start, [60], [180]), 72, ELAPSED)
    assert clock.due == start + 74 * HOUR
    open_still = candidate_clock(log_of(start, [60], []), 72, ELAPSED)
    assert open_still.due is None
    assert open_still.left(start + 500 * HOUR) == 71 * HOUR
    assert open_still.state(start + 500 * HOUR) is State.PAUSED
    assert not open_still.is_broken(start + 500 * HOUR)


def test_what_has_run_out_stays_run_out() -> None:
    start = STARTS[3]
    clock = candidate_clock(log_of(start, [73 * 60], [99 * 60]), 72, ELAPSED)
    assert clock.due == start + 72 * HOUR
    assert clock.state(start + 100 * HOUR) is State.LATE


def test_nothing_pauses_the_answer() -> None:
    found = read(log_of(STARTS[3], [60], []))
    assert found is not None
    promise = Promise(ANSWER, 24, ELAPSED, LONG_AGO)
    made = clocks("recruitment", found, [promise], NEVER, date(2026, 11, 20))
    assert made[ANSWER].due == STARTS[3] + 24 * HOUR


def test_candidates_presented_in_a_pause_are_in_time() -> None:
    start = STARTS[3]
    log = [*log_of(start, [60], []), ("presented", start + 300 * HOUR)]
    clock = candidate_clock(log, 72, ELAPSED)
    assert clock.state(start + 999 * HOUR) is State.DONE_IN_TIME


@pytest.mark.parametrize(
    ("paused", "resumed", "found"),
    [
        ([1], [], [(1, None)]),
        ([1, 2], [3], [(1, 3)]),
        ([], [3], []),
        ([5], [3], [(5, None)]),
        ([5], [5], []),
        ([1, 5], [5], [(1, 5)]),
        ([1, 9], [5, 12], [(1, 5), (9, 12)]),
    ],
)
def test_pauses_between(
    paused: list[int], resumed: list[int], found: list[tuple[int, int | None]]
) -> None:
    def moment(at: int) -> datetime:
        return STARTS[3] + at * HOUR

    wanted: list[Pause] = [(moment(a), None if b is None else moment(b)) for a, b in found]
    assert pauses_between(map(moment, paused), map(moment, resumed)) == tuple(wanted)


def test_an_enquiry_can_come_earlier_than_written_down_but_never_later() -> None:
    start = STARTS[3]
    found = read([("received", start), ("backdated", start - 3 * HOUR), ("answered", start)])
    assert found == Moments(start - 3 * HOUR, start)
    found = read([("received", start), ("backdated", start + 3 * HOUR)])
    assert found == Moments(start)


@given(starts, st.integers(-600, 9000), st.integers(0, 9000))
def test_hours_added_up_once_measure_the_same(start: datetime, at: int, length: int) -> None:
    first = start + at * MINUTE
    line = OpenLine(WEEK, local(start).date(), local(start + timedelta(days=9)).date())
    end = first + length * MINUTE
    assert line.open_time(first, end) == open_time(first, end, WEEK)
