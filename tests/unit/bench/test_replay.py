"""Recorded statements become a script that pgbench runs with other values each time."""

import pytest

from bench.replay import Statement, as_one, fetch_ms, read_log, replay, with_variables

FIND = "SELECT id FROM talk WHERE citizen_id = %(citizen)s::BIGINT"


def test_placeholders_become_variables_in_order() -> None:
    text = "SELECT %(a)s::BIGINT, %(b)s, %(a)s WHERE x LIKE 'y%%'"
    assert with_variables(text, True, 3) == (
        "SELECT :v3_0::BIGINT, :v3_1, :v3_2 WHERE x LIKE 'y%'",
        ["v3_0", "v3_1", "v3_2"],
    )


def test_a_statement_without_parameters_stays_as_it_is() -> None:
    """psycopg reads no placeholders there, so a doubled percent sign is two."""
    assert with_variables("SELECT '%s', '%%'", False, 0) == ("SELECT '%s', '%%'", [])


def test_each_transaction_has_its_values_in_the_order_of_the_columns() -> None:
    insert = "INSERT INTO talk VALUES (%s, %s);"
    made = replay(
        [
            [Statement(FIND, {"citizen": 7}), Statement(insert, (7, "phone"))],
            [Statement(FIND, {"citizen": 8}), Statement(insert, (8, "video"))],
        ]
    )
    assert made.columns == ("v0_0", "v1_0", "v1_1")
    assert made.values == ((7, 7, "phone"), (8, 8, "video"))
    assert made.script == (
        "\\set n :n + 1\n"
        "SELECT n AS fetched, v0_0, v1_0, v1_1 FROM bench_values WHERE n = :n \\gset\n"
        "BEGIN;\n"
        "SELECT id FROM talk WHERE citizen_id = :v0_0::BIGINT;\n"
        "INSERT INTO talk VALUES (:v1_0, :v1_1);\n"
        "COMMIT;\n"
    )


def test_null_is_written_into_the_script_because_pgbench_has_none() -> None:
    made = replay(
        [[Statement("SELECT %s, %s", (None, 1))], [Statement("SELECT %s, %s", (None, 2))]]
    )
    assert "SELECT NULL, :v0_1;" in made.script
    assert made.columns == ("v0_1",)


def test_a_value_that_is_null_only_sometimes_is_told_from_an_empty_text() -> None:
    made = replay([[Statement("SELECT %s::date", (None,))], [Statement("SELECT %s::date", ("x",))]])
    assert "SELECT nullif(:v0_0, '')::date;" in made.script
    assert made.values == ((None,), ("x",))


def test_more_than_ten_variables_are_kept_apart() -> None:
    values = [None, *range(11)]
    made = replay([[Statement("SELECT " + ", ".join(["%s"] * 12), values)]])
    assert made.script.count("NULL") == 1
    assert made.columns[-2:] == ("v0_10", "v0_11")


def test_transactions_of_other_statements_are_no_runs_of_one_script() -> None:
    with pytest.raises(ValueError, match="same statements"):
        replay([[Statement(FIND, {"citizen": 7})], [Statement("SELECT 1", None)]])


REPORT = """\
latency average = 2.464 ms
statement latencies in milliseconds and failures:
         0.001           0  \\set n :n + 1
         0.135           0  SELECT n AS fetched, v0_0, v0_1
         0.067           0  BEGIN;
"""


@pytest.mark.parametrize("report", [REPORT, REPORT.replace("           0  ", "  ")])
def test_the_time_of_fetching_is_found_with_and_without_failures(report: str) -> None:
    assert fetch_ms(report) == 0.135


def test_a_report_without_it_is_refused() -> None:
    with pytest.raises(ValueError, match="did not say"):
        fetch_ms("latency average = 2.464 ms")


def test_the_log_gives_times_without_fetching_and_without_the_warm_up() -> None:
    log = "0 1 90000 0 1700000000 1\n0 2 2135 0 1700000000 2\n0 3 4135 0 1700000000 3\n"
    sample = read_log(log, 0.135, skip=1)
    assert sample.per_second == pytest.approx(1000 / 3)
    assert (sample.p50_ms, sample.p99_ms) == (pytest.approx(2.0), pytest.approx(4.0))


def test_settings_of_a_transaction_are_one_statement_with_values() -> None:
    said = "SET LOCAL portal.citizen = '12'; SET LOCAL role = ''; SET LOCAL portal.request = 'ab'"
    assert as_one(said) == Statement(
        "SELECT set_config('portal.citizen', %s, true), set_config('role', %s, true),"
        " set_config('portal.request', %s, true)",
        ["12", "", "ab"],
    )
