"""Where lines and bars lie."""

from hypothesis import given
from hypothesis import strategies as st

from portal.targets import charts
from portal.targets.rules.quarters import Quarter, latest

QUARTERS = [Quarter(2025, 1).shifted(i) for i in range(8)]
SHARES = st.lists(st.none() | st.floats(0, 1, allow_nan=False), min_size=8, max_size=8)
TARGETS = st.floats(0, 1, allow_nan=False)


def points(run: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in run.split())]


@given(SHARES, TARGETS)
def test_a_chart_stays_inside_its_frame_and_higher_is_better(
    shares: list[float | None], target: float
) -> None:
    made = charts.chart(QUARTERS, shares, [(s, s) for s in shares], target)
    assert [bar.top is None for bar in made.bars] == [share is None for share in shares]
    for bar in made.bars:
        assert bar.x >= charts.LEFT
        assert bar.x + bar.width <= charts.RIGHT
        assert bar.top is None or charts.TOP <= bar.top <= charts.BOTTOM
        if bar.top is not None and bar.share is not None and bar.share > target:
            assert bar.top <= made.target_y


def test_the_scale_is_the_whole_of_it() -> None:
    made = charts.chart(QUARTERS, [0.0, 1.0] * 4, [(None, None)] * 8, 0.5)
    assert {bar.top for bar in made.bars} == {charts.BOTTOM, charts.TOP}
    assert made.target_y == (charts.BOTTOM + charts.TOP) / 2
    assert [share for share, _y in made.grid] == [0, 0.2, 0.4, 0.6, 0.8, 1]


@given(SHARES, TARGETS)
def test_a_spark_line_stays_inside_and_skips_what_is_hidden(
    shares: list[float | None], target: float
) -> None:
    line = charts.spark(shares, target)
    drawn = [point for run in line.runs for point in points(run)]
    assert len(drawn) <= sum(share is not None for share in shares)
    for x, y in [*drawn, *([line.end] if line.end else []), (0, line.target_y)]:
        assert 0 <= x <= charts.SPARK_WIDTH
        assert 0 < y < charts.SPARK_HEIGHT
    assert (line.end is None) == all(share is None for share in shares)


def test_a_gap_breaks_the_spark_line() -> None:
    line = charts.spark([0.5, 0.6, None, 0.7, None, 0.8, 0.9, 0.8], 0.75)
    assert [len(points(run)) for run in line.runs] == [2, 3]
    assert line.end == points(line.runs[-1])[-1]


def test_small_changes_look_small() -> None:
    line = charts.spark([0.80, 0.81], 0.8)
    (first, second) = points(line.runs[0])
    assert 0 < first[1] - second[1] < 2


def test_a_single_quarter_is_a_point() -> None:
    quarters = latest(QUARTERS[0].first_day, 1)
    assert charts.spark([0.5], 0.5).runs == []
    assert len(charts.chart(quarters, [0.5], [(0.4, 0.6)], 0.5).bars) == 1
