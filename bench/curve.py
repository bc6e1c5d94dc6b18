"""`python -m bench.curve`: what pages cost as the town grows, as a table and as docs/curve.svg.

Processor time of the portal and of its database for each request, one after the other, as
`bench.cost` counts it: in the demo municipality of 2,000 citizens, and in cities around it.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10
from os import environ
from pathlib import Path
from typing import NamedTuple

import psycopg
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from psycopg import sql
from sqlalchemy import orm

from bench import BenchError, database, report
from bench.cost import Cost, Process, measure
from bench.crowds import Crowds
from bench.pages import Page, Visitors, all_pages
from portal.core import clock, policy
from portal.core.db import APPLICATION
from portal.core.embedded_postgres import EmbeddedPostgresError
from portal.settings import ROOT, SettingsError, load_settings

DEMO_CITIZENS, CITY_CITIZENS = 2_000, 50_000
SIZES = (DEMO_CITIZENS, 10_000, CITY_CITIZENS)
PAGES = ("slots", "survey", "answer", "requests", "first", "log", "calendar")
PICTURE = ROOT / "docs" / "curve.svg"
# Where the plot lies in the picture, and how far apart names must stand.
LEFT, RIGHT, TOP, BOTTOM, APART = 60, 500, 40, 380, 18
# Told apart without colour too: by the pattern of the line.
LOOKS = (
    ("#004d99", ""), ("#b35900", "6 3"), ("#2d7a2d", "2 3"), ("#9c1f8c", "8 3 2 3"),
    ("#555555", ""), ("#c0392b", "6 3"), ("#007a87", "2 3"), ("#6b4ea0", "8 3 2 3"),
    ("#8a6d00", "1 2"),
)  # fmt: skip


@dataclass(frozen=True)
class Curve:
    """What one page costs in each town."""

    name: str
    costs: list[Cost]

    @property
    def grows(self) -> float:
        """How many times as much the largest town's page costs as the smallest's."""
        return self.costs[-1].both / self.costs[0].both


class Line(NamedTuple):
    """A curve as it is drawn; its name stands at `told`."""

    name: str
    points: list[tuple[float, float]]
    colour: str
    dashes: str
    told: float


def town(cluster: database.Cluster, citizens: int, *, fresh: bool) -> str:
    """Have a town of so many citizens in a database of its own; returns the database's name."""
    name = f"portal_bench_town_{citizens}"
    cluster.ready()
    if citizens == DEMO_CITIZENS:
        cluster.copy(name)
        return name
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as server:
        known = server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount
        if known and not fresh:
            return name
        cluster.drop(name)
        made = sql.SQL("CREATE DATABASE {} ENCODING UTF8 TEMPLATE template0")
        server.execute(made.format(sql.Identifier(name)))
    part = citizens / CITY_CITIZENS
    for words in ("db upgrade", f"demo load --size city --part {part}"):
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "portal", *words.split()],
            cwd=ROOT,
            env=environ | cluster.environment(name),
            stdout=sys.stdout,
            stderr=subprocess.DEVNULL,
        )
        if done.returncode:
            raise BenchError(f"`portal {words}` failed")
    with psycopg.connect(cluster.url(name), autocommit=True) as loaded:
        loaded.execute("VACUUM ANALYZE")
    return name


def costs(cluster: database.Cluster, name: str, given: argparse.Namespace) -> dict[str, Cost]:
    """What each page costs in a database: the least of the rounds, by its key."""
    process = Process(cluster.url(name, APPLICATION))
    engine = cluster.engine(name)
    found: dict[str, list[Cost]] = {}
    try:
        with process.app.app_context(), orm.Session(engine, expire_on_commit=False) as session:
            visitors = Visitors(process.app, session, clock.now())
            crowds = Crowds(session, visitors.now)
            pages = [*all_pages(process.ask, visitors, crowds), *_more(visitors)]
            for _ in range(given.rounds):
                for page in pages:
                    if page.key in PAGES:
                        cost = measure(process, page, given.times)
                        found.setdefault(page.key, []).append(cost)
    finally:
        engine.dispose()
        process.engine.dispose()
    return {key: min(each, key=lambda cost: cost.both) for key, each in found.items()}


def _more(visitors: Visitors) -> list[Page]:
    """Pages that are asked for often and read what grows most."""
    return [
        Page("first", "citizen: first page", "<h1", lambda _: visitors.of_citizens("home.citizen")),
        Page(
            "log",
            "citizen: who has seen my data",
            "<h1",
            lambda _: visitors.of_citizens("access_log.of_citizen"),
        ),
        Page(
            "calendar",
            "staff: calendar",
            "<h1",
            lambda _: visitors.staff("booking_calendar.week", policy.RUN_TALKS),
        ),
    ]


def table(sizes: Sequence[int], curves: Sequence[Curve]) -> str:
    """The curves as figures: Python and PostgreSQL, and how much the largest is dearer."""
    lines = [("", *(f"{size:,} citizens" for size in sizes), "× of the smallest")]
    for one in curves:
        cells = (f"{c.both:.2f} ({c.python:.2f} + {c.database:.2f})" for c in one.costs)
        lines.append((one.name, *cells, f"{one.grows:.2f}"))
    return report.table(lines)


def picture(sizes: Sequence[int], curves: Sequence[Curve]) -> str:
    """The curves as SVG: the table says the same to whoever can't see it."""
    most = max(cost.both for one in curves for cost in one.costs)
    step = 5 * ceil(most / 25)
    top = step * ceil(most / step)

    def x(size: int) -> float:
        first, last = log10(sizes[0]), log10(sizes[-1])
        return round(LEFT + (RIGHT - LEFT) * (log10(size) - first) / (last - first), 1)

    def y(cost: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * cost / top, 1)

    drawn = []
    told = float(BOTTOM + APART)
    # From below, so that names of lines that end close together stand one above the other.
    for one, look in sorted(
        zip(curves, LOOKS, strict=False), key=lambda pair: pair[0].costs[-1].both
    ):
        points = [(x(size), y(cost.both)) for size, cost in zip(sizes, one.costs, strict=True)]
        told = min(told - APART, points[-1][1])
        drawn.append(Line(one.name, points, *look, told))
    pages = Environment(loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined,
                        autoescape=True, trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    return pages.get_template("curve.svg").render(
        lines=drawn,
        sizes=[(x(size), f"{size:,}") for size in sizes],
        steps=[(y(at), at) for at in range(0, top + 1, step)],
        left=LEFT, right=RIGHT, top=TOP, bottom=BOTTOM,
    )  # fmt: skip


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print the table and draw the picture."""
    parser = argparse.ArgumentParser(prog="python -m bench.curve", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="citizens, in order")
    parser.add_argument("--times", type=int, default=100, help="how often each page (100)")
    parser.add_argument("--rounds", type=int, default=3, help="over all pages (3)")
    parser.add_argument("--fresh", action="store_true", help="make the towns again")
    parser.add_argument("--keep", action="store_true", help="leave the towns' databases there")
    parser.add_argument("--out", type=Path, default=PICTURE, help="where the picture goes")
    given = parser.parse_args(words)
    sizes = [int(size) for size in given.sizes.split(",")]
    cluster = database.cluster(load_settings())
    os.environ["PORTAL_REQUESTS_PER_MINUTE"] = "0"
    measured: list[dict[str, Cost]] = []
    for size in sizes:
        began = time.monotonic()
        name = town(cluster, size, fresh=given.fresh)
        print(f"{size:,} citizens are there ({time.monotonic() - began:.0f} s).", flush=True)
        measured.append(costs(cluster, name, given))
        if not given.keep:
            cluster.drop(name)
    curves = [
        Curve(measured[0][key].name, [each[key] for each in measured])
        for key in PAGES
        if key in measured[0]
    ]
    print(table(sizes, curves))
    given.out.write_text(picture(sizes, curves))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (BenchError, EmbeddedPostgresError, SettingsError) as error:
        sys.exit(str(error))
