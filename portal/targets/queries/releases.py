"""Published figures as they were known at a moment. Small ones are not in the database at all."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.targets.models import FigureRelease, PublishedFigure
from portal.targets.rules.quarters import Quarter
from portal.targets.rules.suppression import Address, Counts


@dataclass(frozen=True)
class Cell:
    """A published count. `counts` None: hidden or empty, nobody can tell which."""

    counts: Counts | None
    population: int | None = None
    """How many had a contact course; None also where that is not known."""
    complete: bool = True
    """False: a few late answers are left out of it."""


@dataclass(frozen=True)
class Release:
    """A quarter's newest release; `cells` by statement and address."""

    quarter: Quarter
    at: datetime
    final: bool
    invited: int
    cells: dict[tuple[str, Address], Cell] = field(default_factory=dict)

    def of(self, key: str, dimension: str) -> Iterator[tuple[Address, Cell]]:
        """The cells of a statement in one division."""
        for (name, address), cell in self.cells.items():
            if name == key and address.dimension == dimension:
                yield address, cell


def published(
    session: Session,
    quarters: Sequence[Quarter],
    dimensions: Collection[str],
    known_at: datetime,
    *,
    pairs: bool = False,
    key: str | None = None,
) -> dict[Quarter, Release]:
    """The newest release at `known_at` of each quarter, from the first to the last of `quarters`.

    One statement. Without `pairs` the groups divided by teams too are left out; with `key` all
    statements but one.
    """
    newest = _newest(min(quarters), max(quarters), known_at)
    figure = PublishedFigure
    rows = session.execute(
        sa.select(
            *newest.c["quarter_start", "at", "final", "invited"],
            figure.key,
            figure.dimension,
            figure.value,
            figure.other,
            figure.invited.label("cell_invited"),
            figure.n,
            figure.favourable,
            figure.population,
            figure.complete,
        )
        .join(figure, figure.release_id == newest.c.id)
        .where(
            figure.dimension.in_(dimensions),
            sa.true() if pairs else figure.other == "",
            sa.true() if key is None else figure.key == key,
        )
    )
    found: dict[Quarter, Release] = {}
    for row in rows:
        quarter = Quarter.of(row.quarter_start)
        if quarter not in found:
            found[quarter] = Release(quarter, row.at, row.final, row.invited)
        place = row.key, Address(row.dimension, row.value, row.other)
        found[quarter].cells[place] = _cell(row)
    return found


def _newest(first: Quarter, last: Quarter, known_at: datetime) -> sa.Subquery:
    """The last release of each quarter that was out at `known_at`."""
    return (
        sa.select(FigureRelease)
        .ext(distinct_on(FigureRelease.quarter_start))
        .where(
            FigureRelease.quarter_start.between(first.first_day, last.first_day),
            FigureRelease.at <= known_at,
        )
        .order_by(FigureRelease.quarter_start, FigureRelease.at.desc())
        .subquery()
    )


def _cell(row: Any) -> Cell:
    if row.n is None:
        return Cell(None, None, row.complete)
    counts = Counts(row.cell_invited, row.n, row.favourable)
    return Cell(counts, row.population, row.complete)
