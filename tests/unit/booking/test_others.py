"""A joint talk is offered when everybody who takes part is free."""

from dataclasses import replace
from datetime import date, timedelta

from portal.booking.rules import No, Other, all_can, free_slots, why_not
from tests.unit.booking.values import AVAILABLE, NOW, TERMS, pattern, span

MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)
BUSY_AT_NINE = Other((span(MONDAY, "09:00"),))


def starts(*others: Other, minutes_before: int = 0) -> list[tuple[int, int, int]]:
    terms = replace(TERMS, buffer_before=timedelta(minutes=minutes_before))
    slots = free_slots(replace(AVAILABLE, others=others), terms, MONDAY, TUESDAY, NOW)
    return [(start.day, start.hour, start.minute) for start, _end in slots]


def test_one_who_is_busy_takes_the_time_from_all() -> None:
    alone, together = starts(), starts(BUSY_AT_NINE, Other((span(TUESDAY, "10:30"),)))
    assert set(alone) - set(together) == {(30, 8, 0), (1, 9, 30)}
    available = replace(AVAILABLE, others=(BUSY_AT_NINE,))
    assert why_not(available, TERMS, span(MONDAY, "09:00")[0], NOW) is No.COLLEAGUE_BUSY
    assert why_not(available, TERMS, span(MONDAY, "09:45")[0], NOW) is None


def test_the_time_before_and_after_must_be_free_too() -> None:
    # With a quarter of an hour before it the second talk of the morning begins at 10.15.
    assert (30, 9, 15) in starts(minutes_before=15)
    assert (30, 9, 15) not in starts(Other((span(MONDAY, "09:45", 20),)), minutes_before=15)


def test_who_has_days_of_talks_is_asked_on_these_alone_at_any_hour() -> None:
    tuesdays = Other(patterns=(pattern(1, "13:00", "14:00"),))
    assert {day for day, *_ in starts(tuesdays)} == {1}
    assert len(starts(tuesdays)) == 4
    assert starts(Other()) == starts()


def test_all_or_not() -> None:
    nine = span(MONDAY, "09:00")
    assert all_can([], nine)
    assert all_can([Other((span(MONDAY, "09:45"),))], nine)
    assert not all_can([Other(), BUSY_AT_NINE], nine)
