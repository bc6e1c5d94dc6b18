"""How long businesses waited."""

import math

from hypothesis import given
from hypothesis import strategies as st

from portal.targets.rules.hours import HIDDEN, Wait, nearest_rank, waits_of
from portal.targets.rules.shares import Verdict

HOURS = st.floats(0, 400, allow_nan=False)


def answered(*hours: float) -> list[Wait]:
    return [Wait(h, done=True) for h in hours]


def test_the_figures_of_a_quarter() -> None:
    figures = waits_of(answered(2, 4, 6, 8, 10, 12, 14, 16, 24, 30), goal=24)
    assert (figures.n, figures.within, figures.share) == (10, 9, 0.9)
    assert (figures.median, figures.p90, figures.worst) == (11, 24, 30)
    assert figures.verdict is Verdict.ON_THE_RIGHT_WAY


def test_exactly_at_the_promised_hour_is_in_time() -> None:
    assert waits_of(answered(24, 24, 24, 24, 24), goal=24).verdict is Verdict.MET
    assert waits_of(answered(24, 24, 24, 24, 24.01), goal=24).verdict is Verdict.NOT_MET


def test_who_still_waits_counts_only_once_it_is_late() -> None:
    five = answered(1, 1, 1, 1, 1)
    in_time, late = Wait(23, done=False), Wait(40, done=False)
    assert waits_of([*five, in_time], goal=24).n == 5
    with_late = waits_of([*five, late], goal=24)
    assert (with_late.n, with_late.within, with_late.worst) == (6, 5, 40)


def test_under_five_enquiries_nothing_shows() -> None:
    assert waits_of(answered(1, 2, 3, 400), goal=24) == HIDDEN == waits_of([], goal=24)


def test_nine_in_ten_is_on_the_right_way_and_less_is_not() -> None:
    nineteen_in_time = answered(*[1.0] * 18, 30, 30)
    assert waits_of(nineteen_in_time, goal=24).verdict is Verdict.ON_THE_RIGHT_WAY
    assert waits_of([*nineteen_in_time, Wait(30, True)], goal=24).verdict is Verdict.NOT_MET


@given(st.lists(HOURS, min_size=1, max_size=200), st.sampled_from([0.1, 0.5, 0.9, 1.0]))
def test_nearest_rank_is_the_smallest_value_that_covers_the_fraction(
    hours: list[float], fraction: float
) -> None:
    ordered = sorted(hours)
    value = nearest_rank(ordered, fraction)
    need = math.ceil(fraction * len(ordered) - 1e-9)
    assert value in ordered
    assert sum(h <= value for h in ordered) >= need
    assert sum(h < value for h in ordered) < need


@given(st.lists(HOURS, min_size=5, max_size=100))
def test_median_ninth_decile_and_worst_come_in_that_order(hours: list[float]) -> None:
    figures = waits_of(answered(*hours), goal=24)
    assert figures.median is not None
    assert figures.p90 is not None
    assert figures.worst is not None
    assert min(hours) <= figures.median <= figures.p90 <= figures.worst == max(hours)
