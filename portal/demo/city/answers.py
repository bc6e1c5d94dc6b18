"""Years of the survey before the municipality's own, with very many answers, published."""

# ruff: noqa: S608  # put together of our own columns

import random
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.demo.city.bare import bare
from portal.demo.writing import copy_text
from portal.surveys.models import STATEMENTS, Cell, Tally, Wave
from portal.surveys.rules.cells import BANDS, FAMILIES
from portal.targets.models import FigureRelease
from portal.targets.rules.quarters import Quarter
from portal.targets.service import publication

QUARTERS = 12
"""Those before the municipality's eight."""
TEAMS = 8
BLOCK = 20_000
_COLUMNS = ", ".join(STATEMENTS)
_OF_TEMPLATE = sa.text(
    f"INSERT INTO survey_answer (id, cell_id, {_COLUMNS})"
    f" SELECT gen_random_uuid(), cell_id, {_COLUMNS} FROM many_answers"
)
_EACH = ", ".join(f"count({k}), count(*) FILTER (WHERE {k} >= 4)" for k in STATEMENTS)
_NAMED = ", ".join(f"n_{k}, f_{k}" for k in STATEMENTS)
_ROWS = ", ".join(f"('{k}', n_{k}, f_{k})" for k in STATEMENTS)
# What the table's own trigger counts, which is away while the owner fills it.
_TALLIED = sa.text(
    "INSERT INTO survey_tally (cell_id, key, n, favourable)"
    f" WITH counted (cell_id, {_NAMED}) AS ("
    f" SELECT cell_id, {_EACH} FROM many_answers GROUP BY cell_id)"
    f" SELECT cell_id, key, n, f FROM counted, LATERAL (VALUES {_ROWS}) AS one (key, n, f)"
    " WHERE n > 0"
)
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


def load(session: Session, answers: int, now: datetime, *, as_owner: bool = False) -> list[Quarter]:
    """So many answers over the quarters before the first there is; returns those quarters.

    They are not published yet: see `publish`. The owner of the table is quicker, for its indexes
    and triggers are away meanwhile.
    """
    first = session.scalar(sa.select(sa.func.min(FigureRelease.quarter_start)))
    last = Quarter.of(first or date(2024, 1, 1)).shifted(-1)
    quarters = [last.shifted(back) for back in range(1 - QUARTERS, 1)]
    with bare(session, ("survey_answer",)) if as_owner else nullcontext():
        for quarter in quarters:
            _one(session, quarter, answers // QUARTERS, count=as_owner)
    return quarters


def publish_all(session: Session, quarters: list[Quarter], now: datetime) -> None:
    """Publish these quarters, each with its groups."""
    for quarter in quarters:
        publish(session, quarter, now)


def publish(session: Session, quarter: Quarter, now: datetime) -> None:
    """Publish a quarter with its groups, and freeze it."""
    publication.publish_quarter(session, quarter, True, now)


def _one(session: Session, quarter: Quarter, answers: int, *, count: bool) -> None:
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
    session.execute(sa.text(f"CREATE TEMP TABLE many_answers (cell_id bigint, {columns})"))
    ids = [cell.id for cell in cells]
    # A few groups are large, most are small, as in a municipality.
    weights = [chance.paretovariate(0.7) for _ in ids]
    copy_text(
        session, "many_answers", f"cell_id, {_COLUMNS}", _blocks(chance, ids, weights, answers)
    )
    session.execute(_OF_TEMPLATE)
    if count:
        session.execute(_TALLIED)
    session.execute(sa.text("DROP TABLE many_answers"))
    _count(session, wave.id)


def _blocks(
    chance: random.Random, ids: list[int], weights: list[float], left: int
) -> Iterator[str]:
    values = [
        "\t".join(chance.choice(("2", "3", "4", "5", "5", "\\N")) for _ in STATEMENTS)
        for _ in range(997)
    ]
    while left:
        number = min(left, BLOCK)
        cells = chance.choices(ids, weights, k=number)
        yield "".join(f"{cell}\t{values[i % 997]}\n" for i, cell in enumerate(cells))
        left -= number


def _count(session: Session, wave: int) -> None:
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
