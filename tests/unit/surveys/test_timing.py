"""The truth table of who is asked when."""

from datetime import date, timedelta

import pytest

from portal.surveys import rules
from portal.surveys.rules import Contact, Numbers, Person

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
TODAY = date(2026, 11, 23)
EARLY, LATE = (
    next(n for n in range(1, 999) if (rules.day_of_asking(n, FIRST, LAST) <= TODAY) is due)
    for due in (True, False)
)
"""Somebody whose day of the quarter has come, and somebody whose has not."""


def ago(days: int | None) -> date | None:
    return None if days is None else TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("person", "asked", "talked", "reason"),
    [
        # The turn of the quarter, held back by the guard of 45 days only.
        (EARLY, None, None, "turn"),
        (EARLY, 44, None, None),
        (EARLY, 45, None, "turn"),
        (EARLY, 44, 3, None),
        (EARLY, 60, 3, "turn"),
        # Before their turn: a talk of 2 to 21 days ago, when not asked within 90 days.
        (LATE, None, None, None),
        (LATE, None, 1, None),
        (LATE, None, 2, "talk"),
        (LATE, None, 21, "talk"),
        (LATE, None, 22, None),
        (LATE, 89, 3, None),
        (LATE, 90, 3, "talk"),
        (LATE, 44, 3, None),
        (LATE, 200, None, None),
        # The clock stood wrong: what lies in the future is no reason.
        (LATE, None, -1, None),
        (EARLY, -1, None, None),
    ],
)
def test_who_is_asked_when(
    person: int, asked: int | None, talked: int | None, reason: str | None
) -> None:
    one = Person(person, ago(asked), ago(talked))
    assert rules.reason_to_ask(one, FIRST, LAST, TODAY, Numbers()) == reason


def test_a_turn_put_off_by_the_guard_still_comes_in_the_quarter() -> None:
    talked_into = FIRST + timedelta(days=1)
    for person in range(1, 300):
        one = Person(person, talked_into, None)
        assert rules.reason_to_ask(one, FIRST, LAST, LAST, Numbers()) == "turn"


@pytest.mark.parametrize(
    ("asked", "closed", "known", "reason"),
    [
        (None, None, None, None),
        (None, None, 364, None),
        (None, None, 365, "yearly"),
        (None, 1, 30, None),
        (None, 2, 30, "request"),
        (None, 21, 30, "request"),
        (None, 22, 30, None),
        (89, 3, 400, None),
        (90, 3, 400, "request"),
        (364, None, 800, None),
        (365, None, 800, "yearly"),
        (365, 3, 800, "request"),
    ],
)
def test_which_businesses_are_asked_when(
    asked: int | None, closed: int | None, known: int | None, reason: str | None
) -> None:
    one = Contact(1, ago(asked), ago(closed), ago(known))
    assert rules.reason_to_ask_business(one, TODAY, Numbers()) == reason


@pytest.mark.parametrize(
    ("weekday", "batch"),
    [(0, date(2026, 11, 17)), (1, date(2026, 11, 24)), (6, date(2026, 11, 24))],
)
def test_reminders_go_on_one_day_of_the_week(weekday: int, batch: date) -> None:
    today = date(2026, 11, 23) + timedelta(days=weekday)
    assert rules.batch_day(today, 1) == batch


@pytest.mark.parametrize(("number", "days"), [(1, 7), (2, 14)])
def test_a_reminder_comes_when_as_many_whole_days_have_passed(number: int, days: int) -> None:
    day = date(2026, 11, 24)
    until = rules.invited_before(day, number, Numbers())
    assert day - timedelta(days=days) < until
    assert not day - timedelta(days=days - 1) < until


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Ring til 45 97 30 11", {2, 3, 4, 5}),
        ("ring til +45 31 22 40 11.", {2, 3, 4, 5, 6}),
        ("mit nummer er 010180 - 1234", {3, 4, 5}),
        ("jeg kom 3 gange og ventede 45 minutter", set()),
        ("fra 10 12 personer", set()),
        ("kl. 9 og 10", set()),
        ("tak for hjælpen med mit CV, Mette", {6}),
    ],
)
def test_numbers_written_in_pieces_are_pointed_out(text: str, places: set[int]) -> None:
    assert rules.suspects(text, frozenset()) == places
