"""Where the bars and lines of measured figures lie."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.targets import goal_charts

NUMBERS = st.none() | st.floats(-1e6, 1e6, allow_nan=False).map(lambda v: round(v, 1))
PLACES = ("municipality", "cluster", "eastern_denmark", "whole_country")


@given(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), NUMBERS)
def test_a_comparison_stays_inside_and_longer_is_more(
    values: tuple[float | None, ...], target: float | None
) -> None:
    made = goal_charts.comparison(dict(zip(PLACES, values, strict=True)), target)
    for bar in made.bars:
        assert (bar.width is None) is (bar.value is None)
        if bar.value is not None and bar.width is not None:
            assert bar.x >= goal_charts.NAME_WIDTH
            assert bar.x + bar.width <= goal_charts.WIDTH
            assert bar.label_left is (bar.value < 0)
            assert bar.y + goal_charts.BAR <= made.height
    shown = [
        (abs(b.value), b.width) for b in made.bars if b.value is not None and b.width is not None
    ]
    for size, width in shown:
        for other_size, other_width in shown:
            assert size <= other_size or width >= other_width


def test_the_bars_of_2014_point_left_for_a_fall_and_right_for_a_rise() -> None:
    made = goal_charts.comparison(
        {"municipality": 22.7, "cluster": 8.5, "eastern_denmark": 4.6, "whole_country": -9.2}, 21.0
    )
    rise, *_others, fall = made.bars
    assert rise.x == made.zero_x
    assert fall.width is not None
    assert round(fall.x + fall.width, 1) == made.zero_x
    assert made.target_x is not None
    assert made.zero_x < made.target_x < rise.x + (rise.width or 0)


@given(st.lists(NUMBERS, min_size=1, max_size=30), NUMBERS)
def test_a_course_stays_inside_and_higher_is_more(
    values: list[float | None], target: float | None
) -> None:
    periods = [str(number) for number in range(len(values))]
    made = goal_charts.course(periods, {"municipality": values}, target)
    known = [value for value in values if value is not None]
    if len(known) < 2:
        assert made is None
        return
    assert made is not None
    dots = made.lines[0].dots
    assert len(dots) == len(known)
    for x, y in dots:
        assert goal_charts.LEFT <= x <= goal_charts.RIGHT
        assert goal_charts.PLOT_TOP - 0.1 <= y <= goal_charts.PLOT_BOTTOM + 0.1
    for one, (_x, y) in zip(known, dots, strict=True):
        for other, (_ox, other_y) in zip(known, dots, strict=True):
            assert one <= other or y <= other_y
    assert made.periods[-1][0] == periods[-1]


@given(
    st.floats(-1e5, 1e5, allow_nan=False),
    st.floats(0, 1e5, allow_nan=False),
    st.sampled_from((0.1, 1.0)),
)
def test_ticks_are_round_few_and_never_alike(low: float, span: float, least: float) -> None:
    ticks = goal_charts.nice_ticks(low, low + span, least)
    assert ticks[0] <= low + 1e-6
    assert ticks[-1] >= low + span - 1e-6
    assert 2 <= len(ticks) <= 9
    steps = {round(b - a, 4) for a, b in pairwise(ticks)}
    assert len(steps) == 1
    assert min(steps) >= least
