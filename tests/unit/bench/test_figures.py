"""Medians, ranges and ratios, on numbers one can check in the head."""

import pytest

from bench.figures import Row, Sample, Spread, percentile, ratio, sample_of, spread


def row(*rates: float) -> Row:
    return Row("a row", tuple(Sample(rate, 1.0, 2.0) for rate in rates))


def test_a_spread_is_the_median_with_the_lowest_and_highest() -> None:
    assert spread([30.0, 10.0, 20.0]) == Spread(20.0, 10.0, 30.0)
    assert spread([10.0, 40.0, 20.0, 30.0]) == Spread(25.0, 10.0, 40.0)


def test_ratios_are_taken_round_by_round() -> None:
    """A machine at half speed in one round changes both rates and no ratio."""
    assert ratio(row(10, 5, 10), row(100, 50, 100)) == Spread(0.1, 0.1, 0.1)


def test_the_ratio_is_the_median_of_the_rounds_and_not_of_the_rates() -> None:
    assert ratio(row(10, 30, 20), row(100, 100, 400)) == Spread(0.1, 0.05, 0.3)


def test_rows_of_other_rounds_have_no_ratio() -> None:
    assert ratio(row(10, 10), row(100)) is None
    assert ratio(row(), row()) is None
    assert ratio(row(10), row(0)) is None


@pytest.mark.parametrize(
    ("share", "expected"), [(0.5, 50.0), (0.99, 99.0), (1.0, 100.0), (0.0, 1.0), (0.991, 100.0)]
)
def test_percentiles_are_values_that_were_measured(share: float, expected: float) -> None:
    assert percentile([float(n) for n in range(100, 0, -1)], share) == expected


def test_a_single_client_does_as_many_a_second_as_its_times_allow() -> None:
    sample = sample_of([0.01, 0.02, 0.03, 0.04])
    assert sample.per_second == pytest.approx(40)
    assert (sample.p50_ms, sample.p99_ms) == (20.0, 40.0)


def test_errors_of_all_rounds_count() -> None:
    samples = (Sample(1.0, 1.0, 1.0), Sample(1.0, 1.0, 1.0, errors=2), Sample(1.0, 1.0, 1.0, 3))
    assert Row("a row", samples).errors == 5


def test_a_latency_missing_in_one_round_is_missing() -> None:
    samples = (Sample(1.0, 3.0, None), Sample(1.0, 5.0, 9.0))
    assert Row("a row", samples).p99_ms is None
    assert Row("a row", samples).p50_ms == Spread(4.0, 3.0, 5.0)
