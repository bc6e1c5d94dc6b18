"""Months and quarters of few people are hidden, and can't be reckoned from the rest."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.openings.rules import SMALLEST_SHOWN, months_shown, quarter_shown


def quarter(*asked: int) -> dict[date, int]:
    """The months from October on with so many asked in each."""
    return {date(2026, 10 + place, 1): n for place, n in enumerate(asked)}


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ((9, 9, 9), (True, True, True)),
        ((0, 0, 0), (True, True, True)),
        ((9, 0, 9), (True, True, True)),
        ((4, 9, 20), (False, False, True)),
        ((3, 2, 20), (False, False, True)),
        ((2, 2, 20), (False, False, False)),
        ((4, 0, 20), (False, True, False)),
        ((4,), (False,)),
    ],
)
def test_which_months_are_shown(asked: tuple[int, ...], shown: tuple[bool, ...]) -> None:
    months = quarter(*asked)
    assert tuple(month in months_shown(months) for month in months) == shown


@given(st.lists(st.integers(0, 30), min_size=1, max_size=9))
def test_what_is_hidden_is_never_few_people_when_the_quarter_is_shown(asked: list[int]) -> None:
    months = {date(2026, place + 1, 1): n for place, n in enumerate(asked)}
    shown = months_shown(months)
    assert all(n == 0 or n >= SMALLEST_SHOWN for month, n in months.items() if month in shown)
    for first in (1, 4, 7):
        of_it = {month: n for month, n in months.items() if first <= month.month < first + 3}
        hidden = sum(n for month, n in of_it.items() if month not in shown)
        if quarter_shown(sum(of_it.values())):
            assert hidden == 0 or hidden >= SMALLEST_SHOWN
