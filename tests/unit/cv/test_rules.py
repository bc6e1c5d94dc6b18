"""What makes a CV complete, when it must be confirmed, and which dates are possible."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cv import rules
from portal.cv.rules import Confirming, Contents, Education, Experience, Language, Part, Period

TODAY = date(2026, 11, 23)
RULE = Confirming(first_within=timedelta(weeks=3), every=timedelta(weeks=12))
FULL = Contents(
    experience=1,
    education=1,
    languages=1,
    competences=3,
    occupations=1,
    availability=True,
    profile=True,
)
contents = st.builds(
    Contents,
    experience=st.integers(0, 5),
    education=st.integers(0, 5),
    languages=st.integers(0, 5),
    competences=st.integers(0, 5),
    occupations=st.integers(0, 5),
    availability=st.booleans(),
    profile=st.booleans(),
)


def test_an_empty_cv_is_at_nothing_and_a_full_one_at_a_hundred() -> None:
    assert rules.completeness(Contents()) == 0
    assert rules.completeness(FULL) == 100


def test_every_part_is_worth_something() -> None:
    assert set(rules.WORTH) == set(Part)
    assert sum(rules.WORTH.values()) == 100
    assert min(rules.WORTH.values()) > 0


@pytest.mark.parametrize(
    ("confirmed_on", "due"),
    [
        (None, date(2026, 9, 22)),  # three weeks after the first of September
        (date(2026, 9, 1), date(2026, 11, 25)),  # the day after twelve weeks
    ],
)
def test_when_the_cv_must_be_confirmed(confirmed_on: date | None, due: date) -> None:
    assert rules.due_on(confirmed_on, date(2026, 9, 1), RULE) == due


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (Experience("Kok", "Café", date(2020, 1, 1), date(2021, 1, 1)), None),
        (Experience("Kok", "Café", date(2020, 1, 1), date(2020, 1, 1)), None),
        (Experience("Kok", "Café", date(2026, 11, 1)), None),
        (Experience("Kok", "Café", date(2026, 12, 1)), rules.Problem.START_IN_FUTURE),
        (
            Experience("Kok", "Café", date(2020, 1, 1), date(2019, 12, 1)),
            rules.Problem.END_BEFORE_START,
        ),
        (
            Experience("Kok", "Café", date(2020, 1, 1), date(2026, 12, 1)),
            rules.Problem.END_IN_FUTURE,
        ),
        (Education("Kok", "Hotelskolen", 2026), None),
        (Education("Kok", "Hotelskolen"), None),
        (Education("Kok", "Hotelskolen", 2027), rules.Problem.YEAR_IN_FUTURE),
        (Language("Dansk", "native"), None),
    ],
)
def test_dates_of_entries(entry: rules.Entry, problem: rules.Problem | None) -> None:
    assert rules.problem(entry, TODAY) is problem


@pytest.mark.parametrize(
    ("wanted", "before", "is_past"),
    [
        (None, None, False),
        (TODAY, None, False),
        (TODAY - timedelta(days=1), None, True),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=9), False),  # it has only grown old
        (TODAY - timedelta(days=9), TODAY - timedelta(days=8), True),
    ],
)
def test_earliest_start(wanted: date | None, before: date | None, is_past: bool) -> None:
    assert rules.start_is_past(wanted, before, TODAY) is is_past


def test_changing_job_in_a_month_is_no_overlap_but_two_at_once_is() -> None:
    first = Period(1, date(2018, 1, 1), date(2020, 5, 1))
    then = Period(2, date(2020, 5, 1), None)
    beside = Period(3, date(2019, 1, 1), date(2019, 6, 1))
    assert rules.overlaps([first, then]) == {}
    assert rules.overlaps([first, then, beside]) == {1: [3], 3: [1]}


days = st.dates(date(2000, 1, 1), date(2010, 1, 1)).map(lambda d: d.replace(day=1))
spans = st.lists(st.tuples(days, st.none() | days), max_size=6)


@given(spans)
def test_overlap_is_mutual(drawn: list[tuple[date, date | None]]) -> None:
    periods = [
        Period(key, start, end if end is None or end >= start else start)
        for key, (start, end) in enumerate(drawn)
    ]
    found = rules.overlaps(periods)
    assert all(one in found[other] for one, others in found.items() for other in others)


def test_lines_are_tidied_and_kept_once() -> None:
    assert rules.lines("  Kassearbejde \n\nTruckkort  B\nkassearbejde\n") == (
        "Kassearbejde",
        "Truckkort B",
    )


@given(st.text())
def test_lines_read_back_as_themselves(text: str) -> None:
    once = rules.lines(text)
    assert rules.lines("\n".join(once)) == once


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("3/2020", date(2020, 3, 1)),
        (" 03-2020 ", date(2020, 3, 1)),
        ("12.1999", date(1999, 12, 1)),
        ("3 2020", date(2020, 3, 1)),
        ("2020-03", date(2020, 3, 1)),
        ("13/2020", None),
        ("0/2020", None),
        ("3/20", None),
        ("2020", None),
        ("marts", None),
        ("٣/٢٠٢٠", None),
        ("3/0000", None),
    ],
)
def test_months_as_people_type_them(typed: str, month: date | None) -> None:
    assert rules.parse_month(typed) == month


@given(st.dates().map(lambda d: d.replace(day=1)))
def test_a_month_shown_is_read_back(month: date) -> None:
    assert rules.parse_month(f"{month.month}/{month.year:04}") == month


@given(st.text())
def test_any_text_is_a_month_or_none(text: str) -> None:
    month = rules.parse_month(text)
    assert month is None or month.day == 1
