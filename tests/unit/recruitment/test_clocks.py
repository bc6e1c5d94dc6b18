"""The two service clocks, read from a log."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.calendar import Hours, WorkCalendar
from portal.core.clock import COPENHAGEN
from portal.recruitment.models import EVENTS
from portal.recruitment.rules.clocks import (
    ANSWER,
    CANDIDATES,
    Clock,
    Promise,
    State,
    clocks,
    in_force,
)
from portal.recruitment.rules.events import STARTS, Moments, read
from portal.recruitment.rules.progress import Progress, Stage

NEVER = WorkCalendar(frozenset(), {})
WEEK = WorkCalendar(frozenset(), {day: Hours(time(9), time(15)) for day in range(5)})
RECEIVED = datetime(2026, 11, 23, 13, 32, tzinfo=UTC)  # Monday 14.32 in Denmark
HOUR = timedelta(hours=1)
PROMISES = (
    Promise(ANSWER, 24, "elapsed", date(2019, 1, 1)),
    Promise(CANDIDATES, 72, "elapsed", date(2019, 1, 1)),
)

moments = st.builds(
    lambda days, seconds: RECEIVED + timedelta(days, seconds),
    st.integers(-500, 500),
    st.integers(0, 86400),
)


def progress(found: Moments, now: datetime) -> Progress:
    """How far a request for people has come."""
    made = clocks("recruitment", found, PROMISES, NEVER, date(2026, 11, 23))
    return Progress(found, made, now)


events = st.tuples(st.sampled_from(EVENTS), moments)


def answer_clock(done: datetime | None = None, ended: datetime | None = None) -> Clock:
    return Clock(ANSWER, 24, RECEIVED, RECEIVED + 24 * HOUR, done, ended)


def log(*kinds: str) -> list[tuple[str, datetime]]:
    """A log in which one thing happens an hour after the other."""
    return [(kind, RECEIVED + number * HOUR) for number, kind in enumerate(kinds)]


def test_the_receipt_does_not_stop_the_clock() -> None:
    found = read(log("received", "receipt_sent"))
    assert found == Moments(RECEIVED)


def test_the_first_answer_counts_and_later_ones_change_nothing() -> None:
    found = read(log("received", "answered", "answered", "presented", "presented"))
    assert found == Moments(RECEIVED, RECEIVED + HOUR, RECEIVED + 3 * HOUR)


def test_an_answer_from_before_the_enquiry_is_no_answer() -> None:
    early = ("answered", RECEIVED - HOUR)
    assert read([early, ("received", RECEIVED)]) == Moments(RECEIVED)


def test_an_answer_at_the_moment_of_the_enquiry_is_one() -> None:
    found = read([("answered", RECEIVED), ("received", RECEIVED)])
    assert found is not None
    assert found.answered == RECEIVED


def test_no_enquiry_no_clocks() -> None:
    assert read(log("answered")) is None
    assert read([]) is None


@given(st.lists(events), st.randoms())
def test_the_order_in_which_events_arrive_changes_nothing(
    happened: list[tuple[str, datetime]], chance: random.Random
) -> None:
    shuffled = list(happened)
    chance.shuffle(shuffled)
    assert read(shuffled) == read(happened)


def lengths(found: Moments | None) -> Iterable[float]:
    assert found is not None
    for done in (found.answered, found.presented):
        yield (done - found.received) / timedelta(hours=1) if done else float("inf")


@given(st.lists(events), events, moments)
def test_more_events_never_make_a_clock_longer_or_start_it_again(
    happened: list[tuple[str, datetime]], more: tuple[str, datetime], received: datetime
) -> None:
    """But for an enquiry found to have come earlier, which is what the next test is about."""
    happened = [(k, at) for k, at in happened if k not in STARTS] + [("received", received)]
    before = list(lengths(read(happened)))
    if more[0] in STARTS:
        more = ("answered", more[1])
    after = list(lengths(read([*happened, more])))
    assert all(late <= early for early, late in zip(before, after, strict=True))
    assert all(length >= 0 for length in after)


@given(st.lists(events), moments, moments)
def test_an_enquiry_found_to_have_come_earlier_only_starts_earlier(
    happened: list[tuple[str, datetime]], received: datetime, found_out: datetime
) -> None:
    happened = [(k, at) for k, at in happened if k not in STARTS] + [("received", received)]
    after = read([*happened, ("backdated", found_out)])
    assert after is not None
    assert after.received == min(received, found_out)


@given(moments, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_time_left_only_gets_less(now: datetime, later: timedelta) -> None:
    clock = answer_clock()
    first, second = clock.left(now), clock.left(now + later)
    assert first is not None
    assert second is not None
    assert first - second == later
    assert clock.spent(now + later) >= clock.spent(now)


@pytest.mark.parametrize(
    ("waited", "state"),
    [
        (timedelta(0), State.IN_TIME),
        (18 * HOUR - timedelta(seconds=1), State.IN_TIME),
        (18 * HOUR, State.SOON),
        (24 * HOUR, State.SOON),
        (24 * HOUR + timedelta(seconds=1), State.LATE),
    ],
)
def test_a_running_clock_in_words(waited: timedelta, state: State) -> None:
    assert answer_clock().state(RECEIVED + waited) is state


@pytest.mark.parametrize(
    ("waited", "state"),
    [(24 * HOUR, State.DONE_IN_TIME), (24 * HOUR + timedelta(seconds=1), State.DONE_LATE)],
)
def test_a_stopped_clock_stays_as_it_was(waited: timedelta, state: State) -> None:
    clock = answer_clock(done=RECEIVED + waited)
    assert clock.state(RECEIVED + waited) is state
    assert clock.state(RECEIVED + timedelta(days=900)) is state
    assert clock.spent(RECEIVED + timedelta(days=900)) == clock.spent(RECEIVED + waited)


def test_a_clock_of_a_closed_request_neither_runs_nor_is_done() -> None:
    clock = answer_clock(ended=RECEIVED + HOUR)
    assert clock.state(RECEIVED + 99 * HOUR) is State.ENDED
    assert not clock.is_running(RECEIVED + 99 * HOUR)


@pytest.mark.parametrize("kind", ["upskilling", "placement", "other"])
def test_candidates_are_promised_to_those_who_want_to_hire(kind: str) -> None:
    made = clocks(kind, Moments(RECEIVED), PROMISES, NEVER, date(2026, 11, 23))
    assert list(made) == [ANSWER]
    made = clocks("recruitment", Moments(RECEIVED), PROMISES, NEVER, date(2026, 11, 23))
    assert {key: clock.due for key, clock in made.items()} == {
        ANSWER: datetime(2026, 11, 24, 13, 32, tzinfo=UTC),
        CANDIDATES: datetime(2026, 11, 26, 13, 32, tzinfo=UTC),
    }


def test_a_later_promise_does_not_reach_back() -> None:
    shorter = (*PROMISES, Promise(ANSWER, 4, "elapsed", date(2026, 12, 1)))
    old = clocks("other", Moments(RECEIVED), shorter, NEVER, date(2026, 11, 23))
    new = clocks("other", Moments(RECEIVED), shorter, NEVER, date(2026, 12, 1))
    assert (old[ANSWER].hours, new[ANSWER].hours) == (24, 4)
    assert in_force(shorter, ANSWER, date(2018, 12, 31)) is None


def test_counted_in_opening_hours_a_clock_stands_still_at_night() -> None:
    promises = [Promise(ANSWER, 8, "opening", date(2019, 1, 1))]
    made = clocks("other", Moments(RECEIVED), promises, WEEK, date(2026, 11, 23))
    # 28 minutes on Monday, six hours on Tuesday, the rest on Wednesday from nine.
    assert made[ANSWER].due == datetime(2026, 11, 25, 9, 32, tzinfo=UTC)


def test_a_calendar_that_never_opens_gives_no_deadline_and_no_breach() -> None:
    promises = [Promise(ANSWER, 8, "opening", date(2019, 1, 1))]
    made = clocks("other", Moments(RECEIVED), promises, NEVER, date(2026, 11, 23))
    assert made[ANSWER].due is None
    assert made[ANSWER].state(RECEIVED + timedelta(days=999)) is State.IN_TIME
    assert made[ANSWER].left(RECEIVED) is None


def test_twentyfour_hours_from_the_evening_before_the_clocks_change() -> None:
    received = datetime(2027, 3, 27, 20, 0, tzinfo=COPENHAGEN)
    made = clocks("other", Moments(received), PROMISES, NEVER, date(2027, 3, 27))
    due = made[ANSWER].due
    assert due is not None
    assert due.astimezone(COPENHAGEN).time() == time(21)


@pytest.mark.parametrize(
    ("kinds", "stage"),
    [
        (("received",), Stage.RECEIVED),
        (("received", "answered"), Stage.ANSWERED),
        (("received", "answered", "presented"), Stage.PRESENTED),
        (("received", "answered", "closed"), Stage.CLOSED),
        (("received", "withdrawn"), Stage.WITHDRAWN),
        (("received", "spam"), Stage.SPAM),
        (("received", "duplicate"), Stage.DUPLICATE),
    ],
)
def test_how_far_a_request_has_come(kinds: tuple[str, ...], stage: Stage) -> None:
    found = read(log(*kinds))
    assert found is not None
    far = progress(found, RECEIVED + 9 * HOUR)
    assert far.stage is stage
    assert far.is_open is (stage in (Stage.RECEIVED, Stage.ANSWERED, Stage.PRESENTED))
    assert bool(far.running) is (stage in (Stage.RECEIVED, Stage.ANSWERED))


def test_the_clock_that_runs_out_first_is_the_urgent_one() -> None:
    far = progress(Moments(RECEIVED), RECEIVED)
    assert [clock.key for clock in far.running] == [ANSWER, CANDIDATES]
    assert far.next_due == RECEIVED + 24 * HOUR
