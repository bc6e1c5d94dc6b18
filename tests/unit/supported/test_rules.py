"""Lengths, ratios, clocks and occupancy of places."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.supported.rules import (
    Asked,
    Code,
    Happened,
    Limits,
    Stage,
    busiest,
    checks,
    last_day,
    most_people,
    occupancy,
    standing,
)

LIMITS = Limits(
    weeks=13,
    months=None,
    hours_most=37,
    ratio_each=5,
    ratio_up_to=50,
    ratio_each_above=10,
    decide_days=14,
)
FIRST = date(2026, 12, 1)
DAYS = st.dates(date(2015, 1, 1), date(2060, 1, 1))


@pytest.mark.parametrize(
    ("first", "weeks", "months", "last"),
    [
        (date(2026, 12, 1), 13, None, date(2027, 3, 1)),
        (date(2026, 12, 1), None, 6, date(2027, 5, 31)),
        (date(2026, 8, 31), None, 6, date(2027, 2, 27)),
        (date(2027, 8, 31), None, 6, date(2028, 2, 28)),
        (date(2026, 12, 31), None, 2, date(2027, 2, 27)),
    ],
)
def test_the_last_day_of_the_longest_time(
    first: date, weeks: int | None, months: int | None, last: date
) -> None:
    assert last_day(first, weeks, months) == last


@given(DAYS, st.integers(1, 24))
def test_more_months_are_never_shorter_and_a_later_start_never_ends_earlier(
    first: date, months: int
) -> None:
    assert last_day(first, None, months) < last_day(first, None, months + 1)
    assert last_day(first, None, months) <= last_day(first + timedelta(days=1), None, months)
    assert last_day(first, None, months) - first >= timedelta(days=28 * months - 1 - 3)


@pytest.mark.parametrize(
    ("staff", "most"),
    [(0, 0), (1, 1), (5, 1), (6, 2), (10, 2), (49, 10), (50, 10), (51, 11), (60, 11), (61, 12)],
)
def test_the_ratio(staff: int, most: int) -> None:
    assert most_people(staff, LIMITS) == most


@given(st.integers(0, 5000))
def test_one_more_employee_never_means_fewer_places_nor_two_more(staff: int) -> None:
    more = most_people(staff + 1, LIMITS) - most_people(staff, LIMITS)
    assert more in (0, 1)
    assert most_people(staff, LIMITS) <= staff


def asked(**changes: object) -> Asked:
    values = {
        "starts_on": FIRST,
        "ends_on": date(2027, 3, 1),
        "counted_from": FIRST,
        "hours": 37,
        "ordinary_staff": 6,
        "others": 1,
    }
    return Asked(**{**values, **changes})  # type: ignore[arg-type]


def failed(one: Asked, limits: Limits | None = LIMITS) -> set[Code]:
    return {check.code for check in checks(one, limits, FIRST) if not check.holds}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"ends_on": date(2027, 3, 2)}, Code.LENGTH),
        ({"counted_from": FIRST - timedelta(days=1)}, Code.LENGTH),
        ({"hours": 38}, Code.HOURS),
        ({"others": 2}, Code.RATIO),
        ({"ordinary_staff": 0, "others": 0}, Code.RATIO),
        ({"ends_on": FIRST - timedelta(days=1)}, Code.ORDER),
        ({"starts_on": FIRST - timedelta(days=1)}, Code.START),
        ({"partner_places": 2, "partner_taken": 1}, None),
        ({"partner_places": 2, "partner_taken": 2}, Code.PARTNER),
        ({"partner_places": 2, "partner_until": date(2027, 2, 28)}, Code.PARTNER),
    ],
)
def test_each_check_fails_alone(changes: dict[str, object], code: Code | None) -> None:
    assert failed(asked(**changes)) == ({code} if code else set())


def test_an_employer_without_a_rule_can_have_no_such_place() -> None:
    assert failed(asked(), None) == {Code.EMPLOYER}


AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def stands(kinds: list[str], today: date, last: date | None = None) -> tuple[Stage, int | None]:
    log = [
        Happened(kind, AT + timedelta(minutes=n), last if kind == "ended" else None)
        for n, kind in enumerate(kinds)
    ]
    days = {one.at: date(2026, 11, 23) for one in log}
    found = standing(log, FIRST, date(2027, 1, 31), 14, today, days)
    backwards = standing(list(reversed(log)), FIRST, date(2027, 1, 31), 14, today, days)
    assert found == backwards, "the order of arrival does not matter"
    return found.stage, found.days_left


@pytest.mark.parametrize(
    ("kinds", "today", "stage", "left"),
    [
        ([], date(2026, 11, 23), Stage.WAITS_FOR_CONSENT, None),
        (["consented"], date(2026, 11, 23), Stage.TO_DECIDE, 14),
        (["consented"], date(2026, 12, 7), Stage.TO_DECIDE, 0),
        (["consented"], date(2026, 12, 8), Stage.TO_DECIDE, -1),
        (["objected"], date(2026, 12, 8), Stage.OBJECTED, None),
        (["consented", "refused"], date(2026, 12, 8), Stage.REFUSED, None),
        (["withdrawn"], date(2026, 12, 8), Stage.WITHDRAWN, None),
        (["consented", "approved"], date(2026, 11, 24), Stage.APPROVED, None),
        (["consented", "approved", "placed"], date(2026, 11, 30), Stage.COMING, None),
        (["consented", "approved", "placed"], date(2026, 12, 1), Stage.RUNNING, None),
        (["consented", "approved", "placed"], date(2027, 1, 31), Stage.RUNNING, None),
        (["consented", "approved", "placed"], date(2027, 2, 1), Stage.OVER, None),
        (["consented", "approved"], date(2027, 2, 1), Stage.OVER, None),
    ],
)
def test_how_an_application_stands(
    kinds: list[str], today: date, stage: Stage, left: int | None
) -> None:
    assert stands(["sent", *kinds], today) == (stage, left)


def test_an_early_end_counts_and_one_before_the_first_day_calls_it_off() -> None:
    log = ["sent", "consented", "approved", "placed", "ended"]
    assert stands(log, date(2026, 12, 10), date(2026, 12, 10))[0] is Stage.RUNNING
    assert stands(log, date(2026, 12, 11), date(2026, 12, 10))[0] is Stage.OVER
    assert stands(log, date(2026, 11, 24), date(2026, 11, 30))[0] is Stage.OVER


SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 12)).map(
        lambda one: (FIRST + timedelta(days=one[0]), FIRST + timedelta(days=one[0] + one[1]))
    ),
    max_size=12,
)


@given(SPANS)
def test_occupancy_is_what_a_count_day_by_day_finds(spans: list[tuple[date, date]]) -> None:
    first, last = FIRST, FIRST + timedelta(days=60)
    days = [first + timedelta(days=n) for n in range(61)]
    counted = {day: sum(a <= day <= b for a, b in spans) for day in days}
    lines = occupancy(spans, first, last)
    for day in days:
        said = [line.taken for line in lines if line.day <= day][-1]
        assert said == counted[day]
    assert busiest(spans, first, last) == max(counted.values())
