"""How long businesses waited."""

import math

from hypothesis import given
from hypothesis import strategies as st

from portal.recruitment.rules.figures import Measured, summarise
from portal.targets.rules.hours import HIDDEN, Waits, nearest_rank
from portal.targets.rules.hours import waits_of as shown_of
from portal.targets.rules.shares import Verdict

HOURS = st.floats(0, 400, allow_nan=False)


def answered(*hours: float) -> list[Measured]:
    return [Measured(h, 24, done=True) for h in hours]


def waits_of(cases: list[Measured]) -> Waits:
    return shown_of(summarise(cases))


def test_the_figures_of_a_quarter() -> None:
    figures = waits_of(answered(2, 4, 6, 8, 10, 12, 14, 16, 24, 30))
    assert (figures.n, figures.within, figures.share) == (10, 9, 0.9)
    assert (figures.median, figures.p90, figures.worst) == (11, 24, 30)
    assert figures.verdict is Verdict.ON_THE_RIGHT_WAY


def test_exactly_at_the_promised_hour_is_in_time() -> None:
    assert waits_of(answered(24, 24, 24, 24, 24)).verdict is Verdict.MET
    assert waits_of(answered(24, 24, 24, 24, 24.01)).verdict is Verdict.NOT_MET


def test_who_still_waits_counts_only_once_it_is_late() -> None:
    five = answered(1, 1, 1, 1, 1)
    in_time, late = Measured(23, 24, done=False), Measured(40, 24, done=False)
    assert waits_of([*five, in_time]).n == 5
    with_late = waits_of([*five, late])
    assert (with_late.n, with_late.within, with_late.worst) == (6, 5, 40)


def test_under_five_enquiries_nothing_shows() -> None:
    assert waits_of(answered(1, 2, 3, 400)) == HIDDEN == waits_of([])


def test_nine_in_ten_is_on_the_right_way_and_less_is_not() -> None:
    nineteen_in_time = answered(*[1.0] * 18, 30, 30)
    assert waits_of(nineteen_in_time).verdict is Verdict.ON_THE_RIGHT_WAY
    assert waits_of([*nineteen_in_time, Measured(30, 24, done=True)]).verdict is Verdict.NOT_MET


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
    figures = waits_of(answered(*hours))
    assert figures.median is not None
    assert figures.p90 is not None
    assert figures.worst is not None
    assert min(hours) <= figures.median <= figures.p90 <= figures.worst == max(hours)
