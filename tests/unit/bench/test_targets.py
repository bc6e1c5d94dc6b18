"""A run says of each target whether it was met."""

from bench.figures import Row, Sample
from bench.report import HELLO
from bench.targets import BOOKED, SLOTS, told, verdicts


def row(
    name: str, rate: float, p50: float = 10.0, p99: float = 20.0, kb: float | None = 1.0
) -> Row:
    return Row(name, (Sample(rate, p50, p99),), kb)


def test_a_share_is_met_or_not() -> None:
    rows = [row(HELLO, 1000), row(SLOTS, 60), row(BOOKED, 100, kb=None)]
    found = {one.what: one.met for one in verdicts(rows, {})}
    assert found[f"{SLOTS} × {HELLO}"]
    assert not found[f"{BOOKED} × {HELLO}"]


def test_one_in_a_hundred_may_wait_four_times_as_long() -> None:
    rows = [row("even", 1, 10, 40), row("uneven", 1, 10, 41)]
    assert [one.met for one in verdicts(rows, {})] == [True, False]


def test_a_city_may_cost_a_third_more() -> None:
    rows = [row("a page", 130), row("a page, city", 100), row("a page, other city", 99)]
    cities = {"a page, city": "a page", "a page, other city": "a page"}
    found = [one.met for one in verdicts(rows, cities) if "costs" in one.what]
    assert found == [True, False]


def test_memory_counts_where_it_is_known() -> None:
    assert [one.met for one in verdicts([], {}, 90.0)] == [True]
    assert [one.met for one in verdicts([], {}, 90.1)] == [False]
    assert verdicts([], {}, None) == []


def test_what_is_not_met_stands_out() -> None:
    assert "NOT met" in told(verdicts([row(HELLO, 1000), row(SLOTS, 10)], {}))
