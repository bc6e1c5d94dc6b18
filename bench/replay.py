"""A recorded transaction as a script for pgbench: the very statements, each time new values. Pure.

The values lie in a table of the bench, one row a transaction, and are fetched by a statement
before BEGIN whose time is taken off again.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bench.figures import Sample, percentile

VALUES = "bench_values"
PLACEHOLDER = re.compile(r"%\((\w+)\)[stb]|%([stb])|%%")
FETCH = "SELECT n AS fetched"  # pgbench shows only the beginning of a line in its report
SETTING = re.compile(r"SET LOCAL (\S+) = '([^']*)'")
LATENCY = re.compile(r"^\s*(\d+\.\d+)\s+(?:\d+\s+)?(.*)$")


class Statement(NamedTuple):
    """A statement as it was handed to psycopg."""

    sql: str
    parameters: Mapping[str, Any] | Sequence[Any] | None


class Replay(NamedTuple):
    """The script, and for each transaction the values of its variables (None is SQL's NULL)."""

    script: str
    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]


def as_one(settings: str) -> Statement:
    """Settings of a transaction as one statement with values: prepared, pgbench sends one at a
    time, where the portal sends them in one message."""
    found = SETTING.findall(settings)
    listed = ", ".join(f"set_config('{name}', %s, true)" for name, _ in found)
    return Statement(f"SELECT {listed}", [value for _, value in found])


def shape(transaction: Sequence[Statement]) -> tuple[str, ...]:
    """What two transactions must share to be runs of the same script."""
    return tuple(statement.sql for statement in transaction)


def replay(transactions: Sequence[Sequence[Statement]]) -> Replay:
    """The script that does `transactions`, which must all have the same shape.

    Raises:
        ValueError: when their shapes differ.
    """
    if len({shape(transaction) for transaction in transactions}) != 1:
        raise ValueError("the transactions don't send the same statements")
    texts: list[str] = []
    columns: list[str] = []
    values: list[list[Any]] = [[] for _ in transactions]
    for number, first in enumerate(transactions[0]):
        text, names = with_variables(first.sql, first.parameters is not None, number)
        found = [_values_of(t[number]) for t in transactions]
        for place, name in enumerate(names):
            given = [row[place] for row in found]
            if all(value is None for value in given):
                text = re.sub(rf":{name}\b", "NULL", text)
                continue
            if any(value is None for value in given):
                # pgbench knows no NULL: it reads one as an empty text.
                text = re.sub(rf":{name}\b", f"nullif(:{name}, '')", text)
            columns.append(name)
            for row, value in zip(values, given, strict=True):
                row.append(value)
        texts.append(text)
    fetch = f"{', '.join([FETCH, *columns])} FROM {VALUES} WHERE n = :n \\gset\n"
    script = "\\set n :n + 1\n" + fetch
    script += "".join(f"{text.strip().rstrip(';')};\n" for text in ("BEGIN", *texts, "COMMIT"))
    return Replay(script, tuple(columns), tuple(tuple(row) for row in values))


def with_variables(text: str, has_parameters: bool, number: int) -> tuple[str, list[str]]:
    """A statement with pgbench's variables where psycopg's placeholders were, and their names.

    Each placeholder gets its own variable, in order, also where a name comes twice.
    """
    if not has_parameters:
        return text, []
    names: list[str] = []

    def variable(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        names.append(f"v{number}_{len(names)}")
        return f":{names[-1]}"

    return PLACEHOLDER.sub(variable, text), names


def _values_of(statement: Statement) -> list[Any]:
    """The values in the order of their placeholders."""
    if statement.parameters is None:
        return []
    given = statement.parameters
    places = [m for m in PLACEHOLDER.finditer(statement.sql) if m[0] != "%%"]
    if isinstance(given, Mapping):
        return [given[place[1]] for place in places]
    return list(given)


def fetch_ms(report: str) -> float:
    """What pgbench says (with --report-per-command) that fetching the values took."""
    for line in report.splitlines():
        found = LATENCY.match(line)
        if found and found[2].startswith(FETCH):
            return float(found[1])
    raise ValueError(f"pgbench did not say how long the values took:\n{report}")


def read_log(log: str, fetch: float, *, skip: int = 0) -> Sample:
    """The sample in pgbench's log of transactions, each without the `fetch` milliseconds.

    A line is: client, number of the transaction, microseconds, script, seconds, microseconds.
    The first `skip` transactions only warmed up.
    """
    times = [int(line.split()[2]) / 1000 - fetch for line in log.splitlines()][skip:]
    return Sample(
        per_second=1000 * len(times) / sum(times),
        p50_ms=percentile(times, 0.5),
        p99_ms=percentile(times, 0.99),
    )
