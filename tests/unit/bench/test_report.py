"""What the bench prints and writes."""

import pytest

from bench.figures import Row, Sample, Spread
from bench.report import HELLO, PGBENCH, TEMPLATE, listed, number, results, spread_text, table

ROWS = [
    Row(HELLO, (Sample(4000, 4.0, 8.0), Sample(2000, 8.0, 16.0)), 0.005),
    Row(TEMPLATE, (Sample(1000, 16.0, 20.0), Sample(500, 32.0, 40.0)), 20.0),
    Row("a page", (Sample(400, 40.0, 80.0), Sample(200, 80.0, 160.0)), 28.4),
]
BESIDE = {"a page": (HELLO, TEMPLATE)}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_each_row_shows_rate_latencies_ratios_and_size() -> None:
    lines = results(ROWS, BESIDE).splitlines()
    assert cells(lines[0])[4:] == [f"× {HELLO}", f"× {TEMPLATE}", "kB"]
    assert cells(lines[4]) == [
        "a page",
        "300 (200–400)",
        "60.0 (40.0–80.0)",
        "120 (80.0–160)",
        "0.100",
        "0.400",
        "28.4",
    ]


def test_the_bare_rows_are_compared_with_nothing() -> None:
    assert cells(results(ROWS, BESIDE).splitlines()[2])[4:6] == ["–", "–"]


def test_a_row_with_errors_says_so() -> None:
    rows = [Row("a page", (Sample(1.0, 1.0, 1.0, errors=3),))]
    assert cells(results(rows, {}).splitlines()[2])[0] == "a page: 3 ERRORS"


def test_programs_get_one_entry_for_each_comparison() -> None:
    entries = listed(ROWS, BESIDE)
    assert [(e["name"], e["against"], e["ratio"]) for e in entries] == [
        (HELLO, HELLO, 1.0),
        (TEMPLATE, TEMPLATE, 1.0),
        ("a page", HELLO, 0.1),
        ("a page", TEMPLATE, 0.4),
    ]
    assert entries[2]["requests_per_s"] == 300
    assert (entries[2]["p50_ms"], entries[2]["p99_ms"]) == (60.0, 120.0)
    assert entries[2]["requests_per_s_range"] == [200.0, 400.0]


def test_a_comparison_that_was_not_measured_is_left_out() -> None:
    assert listed(ROWS, {"a page": (PGBENCH,)})[2:] == []


def test_a_table_is_aligned_markdown() -> None:
    assert table([("name", "n"), ("a", "1"), ("long name", "1,000")]) == (
        "| name      |     n |\n| --------- | ----: |\n| a         |     1 |\n| long name | 1,000 |"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(4168.9, "4,169"), (99.96, "100.0"), (12.34, "12.3"), (1.234, "1.23"), (0.0717, "0.072")],
)
def test_numbers_have_no_more_digits_than_they_tell(value: float, text: str) -> None:
    assert number(value) == text


def test_a_range_of_one_value_is_not_shown() -> None:
    assert spread_text(Spread(2.0, 2.0, 2.0)) == "2.00"
    assert spread_text(None) == "–"
