"""What the bench prints and writes: tables for people, a list for programs. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.figures import Row, Spread, ratio

HELLO, TEMPLATE, PGBENCH = "bare Flask hello", "bare 20 kB template", "pgbench, same SQL"
ANSWERS_PGBENCH = "pgbench, an answer's SQL"
BOOKING, ANSWERS = "booking through the service", "survey answer through the service"
DASH = "–"


def results(rows: Sequence[Row], beside: Mapping[str, Sequence[str]]) -> str:
    """The table of rates, latencies and ratios; `beside` names what each row is compared with."""
    known = {row.name: row for row in rows}
    columns = [name for name in (HELLO, TEMPLATE, PGBENCH, ANSWERS_PGBENCH) if name in known]
    header = ["", "per second", "p50 ms", "p99 ms", *(f"× {name}" for name in columns), "kB"]
    lines = [header]
    for row in rows:
        ratios = [
            spread_text(ratio(row, known[name])) if name in beside.get(row.name, ()) else DASH
            for name in columns
        ]
        name = f"{row.name}: {row.errors} ERRORS" if row.errors else row.name
        size = DASH if row.kilobytes is None else f"{row.kilobytes:.1f}"
        times = [spread_text(row.p50_ms), spread_text(row.p99_ms)]
        lines.append([name, spread_text(row.rate), *times, *ratios, size])
    return table(lines)


def listed(rows: Sequence[Row], beside: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """The same for programs: one entry for each row and each thing it is compared with."""
    known = {row.name: row for row in rows}
    return [
        _entry(row, known[other])
        for row in rows
        for other in beside.get(row.name, ()) or (row.name,)
        if other in known
    ]


def _entry(row: Row, against: Row) -> dict[str, Any]:
    shares = ratio(row, against)
    return {
        "name": row.name,
        "requests_per_s": round(row.rate.middle, 1),
        "requests_per_s_range": [round(row.rate.low, 1), round(row.rate.high, 1)],
        "p50_ms": _rounded(row.p50_ms, 3),
        "p99_ms": _rounded(row.p99_ms, 3),
        "ratio": _rounded(shares, 4),
        "ratio_range": shares and [round(shares.low, 4), round(shares.high, 4)],
        "against": against.name,
        "errors": row.errors,
    }


def _rounded(value: Spread | None, digits: int) -> float | None:
    return None if value is None else round(value.middle, digits)


def table(lines: Sequence[Sequence[str]]) -> str:
    """Cells as a Markdown table that is also easy to read as it is; the first line is the head."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    texts = [_line(line, widths) for line in lines]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join([texts[0], _line(rule, widths), *texts[1:]])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return f"| {' | '.join(padded)} |"


def spread_text(value: Spread | None) -> str:
    """The median, and in brackets the range, each with three telling digits."""
    if value is None:
        return DASH
    if value.low == value.high:
        return number(value.middle)
    return f"{number(value.middle)} ({number(value.low)}–{number(value.high)})"


def number(value: float) -> str:
    """A number with about three telling digits and no more than it has."""
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 1 else f"{value:.3f}"
