"""Deadlines, what may be changed until when, and when to remind."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.booking.rules import (
    No,
    changeable_until,
    deadlines,
    first_talk_can_be_self_booked,
    next_hold_by,
    remind_at,
    why_no_outcome,
    why_not_change,
    with_notice,
)
from portal.core.clock import at_local, local
from tests.unit.booking.values import NOW, TERMS, TODAY

START = at_local(date(2026, 12, 1), time(10, 30))


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("hold_in", "book_by", "hold_by"),
    [
        (30, 23, 30),
        (15, 8, 15),
        # Too near: the booking deadline keeps its eight days, the talk follows a week later.
        (14, 8, 15),
        (0, 8, 15),
        (-5, 8, 15),
    ],
)
def test_a_booking_deadline_is_at_least_eight_days_away(
    hold_in: int, book_by: int, hold_by: int
) -> None:
    assert deadlines(TERMS, in_days(hold_in), TODAY) == (in_days(book_by), in_days(hold_by))


@pytest.mark.parametrize(
    ("before", "after"),
    [((23, 30), (23, 30)), ((8, 40), (8, 40)), ((3, 10), (8, 15)), ((3, 40), (8, 40))],
)
def test_deadlines_are_kept_unless_notice_would_be_too_short(
    before: tuple[int, int], after: tuple[int, int]
) -> None:
    moved = with_notice(TERMS, in_days(before[0]), in_days(before[1]), TODAY)
    assert moved == (in_days(after[0]), in_days(after[1]))


@given(st.integers(-400, 400), st.integers(0, 60), st.integers(0, 30))
def test_deadlines_are_in_order_and_give_notice(hold_in: int, gap: int, notice: int) -> None:
    terms = replace(TERMS, book_before_hold_days=gap, notice_days=notice)
    book_by, hold_by = deadlines(terms, in_days(hold_in), TODAY)
    assert in_days(notice) <= book_by <= hold_by
    assert hold_by - book_by >= timedelta(days=gap)
    assert hold_by >= in_days(hold_in)


@pytest.mark.parametrize(
    ("last_held", "expected"),
    [
        (None, date(2026, 9, 29)),
        (date(2026, 10, 1), date(2026, 10, 31)),
        (date(2027, 3, 1), date(2027, 3, 31)),
        (date(2027, 3, 2), None),  # six months on, agreed individually
    ],
)
def test_the_next_talk_follows_the_rule(last_held: date | None, expected: date | None) -> None:
    assert next_hold_by(TERMS, date(2026, 9, 1), last_held) == expected


@pytest.mark.parametrize(("days", "possible"), [(28, True), (15, True), (14, False), (None, False)])
def test_an_early_first_talk_is_not_left_to_the_citizen(days: int | None, possible: bool) -> None:
    assert first_talk_can_be_self_booked(replace(TERMS, first_within_days=days)) is possible


def test_talks_without_an_early_phase_keep_one_interval() -> None:
    terms = replace(TERMS, early_within_days=None, early_until_days=None, next_within_days=91)
    assert next_hold_by(terms, date(2026, 9, 1), date(2026, 9, 4)) == date(2026, 12, 4)


def test_a_first_talk_may_be_agreed_individually() -> None:
    assert next_hold_by(replace(TERMS, first_within_days=None), TODAY, None) is None


@pytest.mark.parametrize(
    ("status", "now", "reason"),
    [
        ("booked", START - timedelta(days=3), None),
        ("booked", START - timedelta(hours=24), None),
        ("booked", START - timedelta(hours=23, minutes=59), No.TOO_LATE),
        ("booked", START, No.BEGUN),
        ("booked", START + timedelta(days=1), No.BEGUN),
        ("cancelled", START - timedelta(days=3), No.NOT_BOOKED),
        ("held", START - timedelta(days=3), No.NOT_BOOKED),
        ("citizen_absent", START + timedelta(days=3), No.NOT_BOOKED),
    ],
)
def test_who_may_cancel_or_move(status: str, now: datetime, reason: No | None) -> None:
    assert why_not_change(status, START, TERMS, now) is reason


def test_the_last_moment_for_a_change_is_told_in_advance() -> None:
    until = changeable_until(START, TERMS)
    assert why_not_change("booked", START, TERMS, until) is None
    assert why_not_change("booked", START, TERMS, until + timedelta(seconds=1)) is No.TOO_LATE


@pytest.mark.parametrize(
    ("status", "now", "reason"),
    [
        ("booked", START, None),
        ("booked", START + timedelta(days=4), None),
        ("booked", START - timedelta(minutes=1), No.NOT_BEGUN),
        ("held", START + timedelta(hours=1), No.NOT_BOOKED),
        ("cancelled", START + timedelta(hours=1), No.NOT_BOOKED),
    ],
)
def test_outcomes_are_recorded_once_and_not_in_advance(
    status: str, now: datetime, reason: No | None
) -> None:
    assert why_no_outcome(status, START, now) is reason


@pytest.mark.parametrize(
    ("talk", "hours", "reminder"),
    [
        (time(10, 30), 24, (-1, time(10, 30))),
        (time(9, 0), 24, (-1, time(9, 0))),
        (time(8, 15), 24, (-1, time(9, 0))),  # a quarter past eight waits until nine
        (time(10, 30), 2, (0, time(9, 0))),  # half past eight: nine is still early enough
        (time(8, 30), 10, (-1, time(21, 0))),  # half past ten at night: the evening before
        (time(9, 30), 1, (-1, time(21, 0))),  # nine would be half an hour before
    ],
)
def test_reminders_come_by_day(talk: time, hours: int, reminder: tuple[int, time]) -> None:
    day = date(2026, 12, 1)
    expected = at_local(day + timedelta(days=reminder[0]), reminder[1])
    before = timedelta(hours=hours)
    assert remind_at(at_local(day, talk), before, NOW) == expected


def test_no_reminder_right_after_the_confirmation() -> None:
    assert remind_at(START, timedelta(hours=24), START - timedelta(hours=23)) is None


@given(
    st.integers(0, 24 * 370 * 4).map(lambda n: NOW + timedelta(minutes=15 * n)),
    st.integers(0, 96),
    st.integers(1, 400),
)
def test_nobody_is_reminded_at_night_or_too_late(
    start: datetime, hours: int, booked_hours_before: int
) -> None:
    now = start - timedelta(hours=booked_hours_before)
    moment = remind_at(start, timedelta(hours=hours), now)
    if moment is not None:
        assert time(9) <= local(moment).time() < time(22)
        assert now < moment <= start - timedelta(hours=1)
