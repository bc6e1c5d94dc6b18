"""Are there times enough? Held against a search that tries every pairing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.booking.rules import Shortage, shortage

MONDAY = date(2026, 11, 30)
days = st.integers(0, 6).map(lambda n: MONDAY + timedelta(days=n))


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("deadlines", "free", "expected"),
    [
        ([], [], None),
        ([], [0, 1], None),
        ([3], [3], None),
        ([3], [4], Shortage(1, day(3), 1, 0)),
        ([3, 3], [3], Shortage(1, day(3), 2, 1)),
        ([1, 5], [5, 5], Shortage(1, day(1), 1, 0)),
        ([1, 5, 5, 5], [0, 4], Shortage(2, day(5), 4, 2)),
        ([2, 2, 6], [6], Shortage(2, day(2), 2, 0)),
    ],
)
def test_examples(deadlines: list[int], free: list[int], expected: Shortage | None) -> None:
    assert shortage([day(n) for n in deadlines], [day(n) for n in free]) == expected


def most_met(deadlines: list[date], free: list[date]) -> int:
    if not deadlines or not free:
        return 0
    first, *others = free
    without = most_met(deadlines, others)
    with_each = [
        1 + most_met(deadlines[:n] + deadlines[n + 1 :], others)
        for n, deadline in enumerate(deadlines)
        if first <= deadline
    ]
    return max([without, *with_each])


@given(st.lists(days, max_size=4), st.lists(days, max_size=4))
def test_it_is_exactly_what_no_pairing_can_meet(deadlines: list[date], free: list[date]) -> None:
    found = shortage(deadlines, free)
    missing = found.missing if found else 0
    assert missing == len(deadlines) - most_met(deadlines, free)


@given(st.lists(days, min_size=1), st.lists(days))
def test_opening_the_missing_times_by_then_is_enough(
    deadlines: list[date], free: list[date]
) -> None:
    found = shortage(deadlines, free)
    if found:
        opened = [*free, *[min(deadlines)] * found.missing]
        assert shortage(deadlines, opened) is None
