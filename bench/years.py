"""Twenty quarters of the survey with two million answers, in the bench's database."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from bench.figures import percentile
from bench.load import Request
from bench.server import answer
from portal.surveys.models import STATEMENTS, Cell, Tally, Wave
from portal.surveys.rules.cells import BANDS, FAMILIES
from portal.targets.models import FigureRelease
from portal.targets.rules.quarters import Quarter
from portal.targets.service import publication

ANSWERS = 2_000_000
QUARTERS = 12
"""Those before the demo's eight."""
TEAMS = 8
ASKED = 200
_OF_TEMPLATE = sa.text(f"""
    INSERT INTO survey_answer (id, cell_id, {", ".join(STATEMENTS)})
    SELECT gen_random_uuid(), cell_id, {", ".join(STATEMENTS)} FROM bench_answer
""")
# Half of everybody's answers are those of talks with their own caseworker, and so on.
_BESIDE = sa.text("""
    INSERT INTO survey_tally (cell_id, key, n, favourable)
    SELECT beside.id, key,
           CASE WHEN beside.value IN ('own', 'phone') THEN sum(n) / 2 ELSE sum(n) - sum(n) / 2 END,
           CASE WHEN beside.value IN ('own', 'phone') THEN sum(favourable) / 2
                ELSE sum(favourable) - sum(favourable) / 2 END
    FROM survey_tally JOIN survey_cell AS part ON part.id = cell_id AND part.kind = 'background'
    JOIN survey_cell AS beside ON beside.wave_id = part.wave_id AND beside.kind <> 'background'
    WHERE part.wave_id = :wave GROUP BY beside.id, beside.value, key
""")


@dataclass(frozen=True)
class Years:
    """What it took to make and publish them, and the newest of the large quarters."""

    seconds: float
    freezing_ms: list[float]
    last: Quarter

    def told(self) -> str:
        """One line for the table."""
        worst = max(self.freezing_ms)
        return (
            f"{ANSWERS:,} answers in {QUARTERS} quarters by COPY in {self.seconds:.0f} s; a quarter"
            f" published with its groups and frozen in at most {worst:.0f} ms"
        )


def fill(engine: sa.Engine, now: datetime) -> Years:
    """Make the quarters before the first one there is, and publish them."""
    began = time.perf_counter()
    with orm.Session(engine) as session:
        first = session.scalar(sa.select(sa.func.min(FigureRelease.quarter_start)))
        last = Quarter.of(first or date(2024, 1, 1)).shifted(-1)
        session.execute(sa.text("SET LOCAL statement_timeout = 0"))
        quarters = [last.shifted(back) for back in range(1 - QUARTERS, 1)]
        for quarter in quarters:
            _one(session, quarter)
        session.commit()
    seconds = time.perf_counter() - began
    freezing = []
    for quarter in quarters:
        began = time.perf_counter()
        with orm.Session(engine) as session:
            publication.publish_quarter(session, quarter, True, now)
            session.commit()
        freezing.append((time.perf_counter() - began) * 1000)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
    return Years(seconds, freezing, last)


def _one(session: orm.Session, quarter: Quarter) -> None:
    chance = random.Random(quarter.name)
    wave = Wave(quarter_start=quarter.first_day, closed=True)
    session.add(wave)
    session.flush()
    cells = [
        Cell(wave_id=wave.id, group_family=f, team=str(t), length_band=b, population=9, invited=9)
        for f in FAMILIES
        for t in range(1, TEAMS + 1)
        for b, _ in BANDS
    ]
    beside = [("caseworker", "own"), ("caseworker", "other")]
    beside += [("channel", "phone"), ("channel", "in_person")]
    session.add_all(cells)
    session.add_all(Cell(wave_id=wave.id, kind=kind, value=value) for kind, value in beside)
    session.flush()
    columns = ", ".join(f"{key} smallint" for key in STATEMENTS)
    session.execute(sa.text(f"CREATE TEMP TABLE bench_answer (cell_id bigint, {columns})"))
    driver: Any = session.connection().connection.dbapi_connection
    ids = [cell.id for cell in cells]
    # A few groups are large, most are small, as in a municipality.
    weights = [chance.paretovariate(0.7) for _ in ids]
    with driver.cursor() as cursor, cursor.copy("COPY bench_answer FROM STDIN") as stream:
        for block in _blocks(chance, ids, weights):
            stream.write(block)
    session.execute(_OF_TEMPLATE)
    session.execute(sa.text("DROP TABLE bench_answer"))
    _count(session, wave.id)


def _blocks(chance: random.Random, ids: list[int], weights: list[float]) -> Iterator[str]:
    values = [
        "\t".join(chance.choice(("2", "3", "4", "5", "5", "\\N")) for _ in STATEMENTS)
        for _ in range(997)
    ]
    left = ANSWERS // QUARTERS
    while left:
        number = min(left, 20_000)
        cells = chance.choices(ids, weights, k=number)
        yield "".join(f"{cell}\t{values[i % 997]}\n" for i, cell in enumerate(cells))
        left -= number


def _count(session: orm.Session, wave: int) -> None:
    """Three invited and four on the course for each answer; the talks divided in two."""
    counted = sa.select(sa.func.max(Tally.n)).where(Tally.cell_id == Cell.id).scalar_subquery()
    session.execute(
        sa.update(Cell)
        .where(Cell.wave_id == wave, Cell.kind == "background")
        .values(
            invited=3 * sa.func.coalesce(counted, 0) + 9,
            population=4 * sa.func.coalesce(counted, 0) + 9,
        )
    )
    session.execute(_BESIDE, {"wave": wave})


def alone(port: int, request: Request) -> str:
    """How long one visitor waits for the page, asking again and again with nobody else there."""
    waits = []
    for _ in range(ASKED):
        began = time.perf_counter()
        answer(port, request.path, request.cookie, request.body)
        waits.append(time.perf_counter() - began)
    p50, p95 = (percentile(waits, share) * 1000 for share in (0.5, 0.95))
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms"
