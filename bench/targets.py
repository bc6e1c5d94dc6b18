"""What the portal is to reach on whatever machine, and whether a run has reached it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.figures import Row, ratio
from bench.report import (
    ANSWERS,
    ANSWERS_PGBENCH,
    BOOKING,
    HELLO,
    PGBENCH,
    number,
    spread_text,
    table,
)

EVEN = 4.0
"""One in a hundred waits at most so many times as long as half of them."""
CITY = 1.3
"""A page of a city costs at most so many times what it costs in the demo municipality."""
PEAK_MB = 90.0
SLOTS, FORM, SENT = "citizen: times to choose from", "survey: the form", "survey: an answer sent"
BOOKED, QUEUE = "citizen: a talk booked", "staff: list of requests"


@dataclass(frozen=True)
class Target:
    """So much of another row's rate a row is to reach at least."""

    row: str
    against: str
    least: float


TARGETS = (
    Target(SLOTS, HELLO, 0.055),
    Target(QUEUE, HELLO, 0.055),
    Target(FORM, HELLO, 0.07),
    Target(BOOKED, HELLO, 0.15),
    Target(SENT, HELLO, 0.15),
    Target(BOOKING, PGBENCH, 0.55),
    Target(ANSWERS, ANSWERS_PGBENCH, 0.55),
)


@dataclass(frozen=True)
class Verdict:
    """A target, what was measured, and whether that is enough."""

    what: str
    wanted: str
    measured: str
    met: bool


def verdicts(
    rows: Sequence[Row], cities: Mapping[str, str], peak_mb: float | None = None
) -> list[Verdict]:
    """All targets whose rows were measured; `cities` names the demo's row of each of a city's."""
    known = {row.name: row for row in rows}
    found: list[Verdict] = []
    for target in TARGETS:
        if target.row in known and target.against in known:
            share = ratio(known[target.row], known[target.against])
            if share is not None:
                what, wanted = f"{target.row} × {target.against}", f"≥ {target.least}"
                met = share.middle >= target.least
                found.append(Verdict(what, wanted, spread_text(share), met))
    for city, demo in cities.items():
        if city in known and demo in known:
            times = ratio(known[demo], known[city])
            if times is not None:
                what = f"{city} costs × the demo's"
                found.append(Verdict(what, f"≤ {CITY}", spread_text(times), times.middle <= CITY))
    found += [_even(row) for row in rows if row.kilobytes is not None or _is_page(row)]
    if peak_mb is not None:
        met = peak_mb <= PEAK_MB
        found.append(Verdict("peak RSS of a worker, MB", f"≤ {PEAK_MB:g}", number(peak_mb), met))
    return found


def _is_page(row: Row) -> bool:
    return row.name in {BOOKED, SENT}


def _even(row: Row) -> Verdict:
    times = [s.p99_ms / s.p50_ms for s in row.samples if s.p50_ms and s.p99_ms is not None]
    middle = sorted(times)[len(times) // 2] if times else 0.0
    met = bool(times) and middle <= EVEN
    return Verdict(f"{row.name}: p99 / p50", f"≤ {EVEN:g}", number(middle), met)


def told(found: Sequence[Verdict]) -> str:
    """The verdicts as a table."""
    marks = {True: "met", False: "NOT met"}
    lines = [(one.what, one.wanted, one.measured, marks[one.met]) for one in found]
    return table([("target", "wanted", "measured", ""), *lines])
