"""Which times can be booked, and why the others can't."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest

from portal.booking.rules import (
    Availability,
    No,
    Terms,
    free_slots,
    judged_slots,
    nearest,
    why_not,
)
from portal.core.clock import at_local, local
from tests.unit.booking.values import (
    AVAILABLE,
    NOW,
    TERMS,
    TODAY,
    every_day,
    pattern,
    span,
)

TUESDAY, NEXT_MONDAY, NEXT_TUESDAY = date(2026, 11, 24), date(2026, 11, 30), date(2026, 12, 1)


def wall(start: datetime) -> str:
    return local(start).strftime("%H:%M")


def test_a_morning_is_cut_into_talks_of_the_rules_length() -> None:
    slots = free_slots(AVAILABLE, TERMS, NEXT_MONDAY, NEXT_MONDAY, NOW)
    assert [wall(start) for start, _ in slots] == ["09:00", "09:45", "10:30", "11:15"]
    assert {end - start for start, end in slots} == {timedelta(minutes=45)}


def test_a_time_too_short_for_a_talk_is_not_offered() -> None:
    hour = replace(TERMS, minutes=60)
    short = replace(AVAILABLE, patterns=(pattern(0, "09:00", "10:59"),))
    assert [wall(s) for s, _ in free_slots(short, hour, NEXT_MONDAY, NEXT_MONDAY, NOW)] == ["09:00"]


def test_no_pattern_no_times() -> None:
    empty = Availability((), is_open=every_day)
    assert free_slots(empty, TERMS, TODAY, TODAY + timedelta(days=60), NOW) == []


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (span(TODAY, "09:00")[0], No.PAST),
        (span(date(2026, 11, 16), "09:00")[0], No.PAST),
        (NOW, No.PAST),
        (span(TODAY, "10:30")[0], No.TOO_SOON),
        (span(TUESDAY, "09:45")[0], No.TOO_SOON),
        (span(TUESDAY, "10:30")[0], None),
        (span(NEXT_MONDAY, "09:00")[0], None),
        (span(NEXT_MONDAY, "09:01")[0], No.OUTSIDE),
        (span(NEXT_MONDAY, "08:15")[0], No.OUTSIDE),
        (span(NEXT_MONDAY, "12:00")[0], No.OUTSIDE),
        (span(date(2026, 11, 25), "09:00")[0], No.OUTSIDE),
        (span(date(2026, 11, 29), "09:00")[0], No.CLOSED),
        (span(date(2027, 1, 18), "09:00")[0], None),
        (span(date(2027, 1, 25), "09:00")[0], No.TOO_FAR),
        (span(date(2099, 12, 28), "09:00")[0], No.TOO_FAR),
    ],
)
def test_every_time_has_its_reason(start: datetime, reason: No | None) -> None:
    assert why_not(AVAILABLE, TERMS, start, NOW) is reason


def test_the_first_bookable_moment_is_exactly_the_lead_away() -> None:
    at_limit = span(TUESDAY, "10:30")[0] - TERMS.lead
    assert why_not(AVAILABLE, TERMS, span(TUESDAY, "10:30")[0], at_limit) is None
    later = at_limit + timedelta(seconds=1)
    assert why_not(AVAILABLE, TERMS, span(TUESDAY, "10:30")[0], later) is No.TOO_SOON


def test_holidays_have_no_times() -> None:
    closed = replace(AVAILABLE, is_open=lambda day: day != NEXT_MONDAY)
    assert free_slots(closed, TERMS, NEXT_MONDAY, NEXT_MONDAY, NOW) == []
    assert why_not(closed, TERMS, span(NEXT_MONDAY, "09:00")[0], NOW) is No.CLOSED


@pytest.mark.parametrize(
    ("busy", "reason"),
    [
        ({"absences": (span(NEXT_MONDAY, "10:00", 10),)}, No.ABSENT),
        ({"caseworker_talks": (span(NEXT_MONDAY, "09:45"),)}, No.TAKEN),
        ({"citizen_talks": (span(NEXT_MONDAY, "10:15", 30),)}, No.CITIZEN_BUSY),
        # A neighbour that ends or begins at the very moment takes nothing away.
        ({"absences": (span(NEXT_MONDAY, "09:00"), span(NEXT_MONDAY, "10:30"))}, None),
        ({"absences": ((span(TODAY, "08:00")[0], span(NEXT_TUESDAY, "08:00")[0]),)}, No.ABSENT),
    ],
)
def test_busy_times_are_not_offered(busy: dict[str, object], reason: No | None) -> None:
    available = replace(AVAILABLE, **busy)  # type: ignore[arg-type]
    wanted = span(NEXT_MONDAY, "09:45")
    assert why_not(available, TERMS, wanted[0], NOW) is reason
    offered = free_slots(available, TERMS, NEXT_MONDAY, NEXT_MONDAY, NOW)
    assert (wanted in offered) is (reason is None)


def test_patterns_begin_and_end_on_their_days() -> None:
    december = replace(
        AVAILABLE,
        patterns=(
            pattern(0, "09:00", "09:45", valid_to=NEXT_MONDAY),
            pattern(0, "13:00", "13:45", valid_from=NEXT_MONDAY + timedelta(days=1)),
        ),
    )
    slots = free_slots(december, TERMS, TODAY, NEXT_MONDAY + timedelta(days=7), NOW)
    assert [local(s).strftime("%d %H:%M") for s, _ in slots] == ["30 09:00", "07 13:00"]


def test_overlapping_patterns_give_no_overlapping_times() -> None:
    doubled = replace(
        AVAILABLE, patterns=(pattern(0, "09:00", "11:00"), pattern(0, "10:00", "12:00"))
    )
    slots = free_slots(doubled, TERMS, NEXT_MONDAY, NEXT_MONDAY, NOW)
    assert [wall(s) for s, _ in slots] == ["09:00", "09:45", "10:30", "11:15"]


def test_only_times_before_the_deadline_are_offered() -> None:
    until = NEXT_MONDAY
    last = TODAY + timedelta(days=60)
    days = {local(s).date() for s, _ in free_slots(AVAILABLE, TERMS, TODAY, last, NOW, until)}
    assert days == {TUESDAY, NEXT_MONDAY}
    late = span(NEXT_TUESDAY, "09:00")[0]
    assert why_not(AVAILABLE, TERMS, late, NOW, until) is No.AFTER_DEADLINE
    assert why_not(AVAILABLE, TERMS, late, NOW) is None


def test_later_times_are_offered_when_none_is_left_before_the_deadline() -> None:
    away = replace(AVAILABLE, absences=((span(TODAY, "08:00")[0], span(NEXT_TUESDAY, "08:00")[0]),))
    slots = free_slots(away, TERMS, TODAY, NEXT_TUESDAY, NOW, hold_by=NEXT_MONDAY)
    assert [local(s).date() for s, _ in slots] == [NEXT_TUESDAY] * 4
    # The answer is the same whichever days are asked about.
    assert free_slots(away, TERMS, NEXT_TUESDAY, NEXT_TUESDAY, NOW, hold_by=NEXT_MONDAY) == slots
    assert why_not(away, TERMS, slots[0][0], NOW, hold_by=NEXT_MONDAY) is None


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2027, 3, 28), 7), (date(2027, 10, 31), 9), (date(2027, 4, 4), 8)],
)
def test_a_night_with_a_clock_change_is_shorter_or_longer(day: date, hours: int) -> None:
    terms = replace(TERMS, minutes=60)
    night = Availability((pattern(6, "00:00", "08:00"),), is_open=every_day)
    now = at_local(day - timedelta(days=7), time(9))
    slots = free_slots(night, terms, day, day, now)
    assert len(slots) == hours
    assert all(end - start == timedelta(hours=1) for start, end in slots)
    assert all(later[0] == earlier[1] for earlier, later in pairwise(slots))
    assert (wall(slots[0][0]), wall(slots[-1][1])) == ("00:00", "08:00")


@pytest.mark.parametrize("change", [date(2027, 3, 28), date(2027, 10, 31)])
def test_office_hours_stay_on_the_clock_through_a_change(change: date) -> None:
    week = tuple(pattern(day, "09:00", "09:45") for day in range(7))
    available = Availability(week, is_open=every_day)
    now = at_local(change - timedelta(days=5), time(8))
    slots = free_slots(
        available, TERMS, change - timedelta(days=3), change + timedelta(days=3), now
    )
    assert [wall(start) for start, _ in slots] == ["09:00"] * 7
    assert {start.utcoffset() for start, _ in slots} == {timedelta(0)}


def test_a_wall_time_that_the_march_night_skips_is_not_offered_twice() -> None:
    day = date(2027, 3, 28)
    available = Availability(
        (pattern(6, "02:00", "03:00"), pattern(6, "03:00", "04:30")), is_open=every_day
    )
    slots = free_slots(available, TERMS, day, day, at_local(day - timedelta(days=3), time(9)))
    assert [wall(start) for start, _ in slots] == ["03:00", "03:45"]


def test_the_three_nearest_times_come_in_order() -> None:
    slots = [span(NEXT_MONDAY, t) for t in ("09:00", "10:30", "11:15")]
    slots += [span(NEXT_TUESDAY, "09:00")]
    assert nearest(slots, span(NEXT_MONDAY, "09:45")[0]) == slots[:3]
    assert nearest(slots[:1], NOW) == slots[:1]
    assert nearest([], NOW) == []


def test_a_reason_is_given_for_every_time_of_the_day() -> None:
    available = replace(AVAILABLE, caseworker_talks=(span(TUESDAY, "11:15"),))
    judged = list(judged_slots(available, TERMS, TODAY, TUESDAY, NOW))
    assert [(wall(s), no) for (s, _), no in judged] == [
        ("09:00", No.PAST),
        ("09:45", No.PAST),
        ("10:30", No.TOO_SOON),
        ("11:15", No.TOO_SOON),
        ("09:00", No.TOO_SOON),
        ("09:45", No.TOO_SOON),
        ("10:30", None),
        ("11:15", No.TAKEN),
    ]


def test_length_follows_the_rule() -> None:
    terms = Terms(**{**TERMS.__dict__, "minutes": 20})
    slots = free_slots(AVAILABLE, terms, NEXT_MONDAY, NEXT_MONDAY, NOW)
    assert len(slots) == 9
