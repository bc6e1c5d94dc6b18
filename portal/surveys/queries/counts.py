"""The read side: the words of the form, who is to be asked, and the counts figures are made of.

Nothing here reads one answer.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.core import clock
from portal.surveys.models import (
    STATEMENTS_OF,
    Cell,
    OpenAnswer,
    SealedAnswer,
    Statement,
    SurveyRule,
    Tally,
    Wave,
)
from portal.surveys.rules import Numbers

FALLBACK = "da"
BACKGROUND = ("group_family", "team", "length_band")
DIMENSIONS = ("all", *BACKGROUND, "caseworker", "channel", "occasion")
Dimension = str | tuple[str, ...]


class Count(NamedTuple):
    """How many answered one statement in one quarter, and how many of them favourably."""

    quarter_start: date
    key: str
    invited: int
    n: int
    favourable: int


class CellCount(NamedTuple):
    """The same for those who share a value of a dimension (a tuple for a pair of dimensions)."""

    quarter_start: date
    value: Any
    key: str
    invited: int
    n: int
    favourable: int


class Population(NamedTuple):
    """How many had a contact course when the quarter's wave began, by value of a dimension."""

    quarter_start: date
    value: Any
    number: int


def numbers(session: Session, day: date) -> Numbers:
    """The settings in force on `day`."""
    found = session.execute(
        sa.select(SurveyRule.key, SurveyRule.value)
        .where(SurveyRule.valid_from <= day)
        .ext(distinct_on(SurveyRule.key))
        .order_by(SurveyRule.key, SurveyRule.valid_from.desc())
    )
    known = Numbers.__dataclass_fields__
    return Numbers(**{key: value for key, value in found if key in known})


def statements(
    session: Session, version: int, language: str, questionnaire: str = "citizen"
) -> dict[str, str]:
    """The words of a version in `language`, in order; in Danish where they are missing."""
    rows = session.execute(
        sa.select(Statement.key, Statement.text)
        .where(
            Statement.questionnaire == questionnaire,
            Statement.version == version,
            Statement.language.in_({language, FALLBACK}),
        )
        .order_by(Statement.position, Statement.language == language)
    )
    return {key: text for key, text in rows}


def cells(
    session: Session,
    dimension: Dimension,
    first: date,
    last: date,
    questionnaire: str = "citizen",
) -> list[CellCount]:
    """The counts by value of `dimension`, of the waves whose quarter starts in `first`..`last`.

    `dimension` is one of `DIMENSIONS`, or a pair of background dimensions such as ("group_family",
    "team"); then the values are pairs. Every value that somebody was or will be invited with comes
    with every statement, also when nobody has answered. "other" is what was kept back because too
    few share it. "Not relevant" is outside n. In one statement.

    Raw counts, however small: whoever shows them decides what may be shown.
    """
    values, kind = _grouping(dimension, questionnaire)
    scope = (kind, (first, last), questionnaire)
    no_key = sa.null().cast(sa.Text)
    invited = sa.select(
        Wave.quarter_start, *values, no_key, sa.func.sum(Cell.invited), sa.func.sum(0)
    )
    counted = sa.select(
        Wave.quarter_start, *values, Tally.key, sa.func.sum(Tally.n), sa.func.sum(Tally.favourable)
    )
    rows = session.execute(
        sa.union_all(
            _in_waves(invited, *scope).group_by(Wave.quarter_start, *values),
            _in_waves(counted, *scope)
            .join(Tally, Tally.cell_id == Cell.id)
            .group_by(Wave.quarter_start, *values, Tally.key),
        )
    )
    return _joined(rows, dimension, STATEMENTS_OF[questionnaire])


def _joined(rows: Iterable[Any], dimension: Dimension, keys: tuple[str, ...]) -> list[CellCount]:
    """Each group with its size and, for every statement, its counts."""
    invited: dict[tuple[date, Any], int] = {}
    counted: dict[tuple[date, Any, str], tuple[int, int]] = {}
    for quarter, *values, key, number, favourable in rows:
        if None in values:  # a wave without cells has no groups
            continue
        value = _value(dimension, values)
        if key is None:
            invited[quarter, value] = int(number or 0)
        else:
            counted[quarter, value, key] = (int(number), int(favourable))
    return [
        CellCount(quarter, value, key, number, *counted.get((quarter, value, key), (0, 0)))
        for (quarter, value), number in sorted(invited.items())
        for key in keys
    ]


def population(session: Session, dimension: Dimension, first: date, last: date) -> list[Population]:
    """How many citizens had a contact course when each wave began, by value of a background
    dimension (or a pair of them): what answers can be weighted to."""
    values, kind = _grouping(dimension, "citizen")
    rows = session.execute(
        _in_waves(
            sa.select(Wave.quarter_start, *values, sa.func.sum(Cell.population)),
            kind,
            (first, last),
            "citizen",
        )
        .group_by(Wave.quarter_start, *values)
        .order_by(Wave.quarter_start, *values)
    )
    return [
        Population(row[0], _value(dimension, list(row[1:-1])), int(row[-1]))
        for row in rows
        if row[-1] is not None
    ]


def waits(wave_id: Any) -> sa.ColumnElement[bool]:
    """Whether answers of a wave still wait to be laid down: until then its figures move."""
    return sa.exists().where(SealedAnswer.wave_id == wave_id)


def _grouping(dimension: Dimension, questionnaire: str) -> tuple[list[sa.ColumnElement[str]], str]:
    """The columns to group by, and the kind of cells they are columns of."""
    whole = "background" if questionnaire == "citizen" else "occasion"
    names = (dimension,) if isinstance(dimension, str) else dimension
    if dimension == "all":
        return [], whole
    if all(name in BACKGROUND for name in names):
        return [getattr(Cell, name) for name in names], "background"
    if dimension in DIMENSIONS:
        return [sa.type_coerce(Cell.value, sa.Text)], str(dimension)
    raise ValueError(f"{dimension!r} is no dimension of the survey")


def _in_waves(query: Any, kind: str, between: tuple[date, date], questionnaire: str) -> Any:
    """The query over the cells of that kind; a wave without any still has its total."""
    whole = kind in ("background", "occasion")
    return (
        query.select_from(Wave)
        .join(Cell, sa.and_(Cell.wave_id == Wave.id, Cell.kind == kind), isouter=whole)
        .where(Wave.questionnaire == questionnaire, Wave.quarter_start.between(*between))
    )


def _value(dimension: Dimension, found: list[str]) -> Any:
    if dimension == "all":
        return "all"
    return found[0] if isinstance(dimension, str) else tuple(found)


def counts(session: Session, first: date, last: date) -> list[Count]:
    """The counts of the waves whose quarter starts between `first` and `last`, in one statement.

    "Not relevant" is outside n. For aggregates only: whoever shows them suppresses small ones.
    """
    return [
        Count(one.quarter_start, one.key, one.invited, one.n, one.favourable)
        for one in cells(session, "all", first, last)
    ]


def open_answers(
    session: Session, quarter: date, now: datetime, questionnaire: str = "citizen"
) -> list[str]:
    """What people wrote in a quarter, as far as it is checked and let through.

    None at all while fewer than the setting are let through.
    """
    found = session.scalars(
        sa.select(OpenAnswer.released)
        .join(Wave, Wave.id == OpenAnswer.wave_id)
        .where(
            Wave.quarter_start == quarter,
            Wave.questionnaire == questionnaire,
            OpenAnswer.state == "released",
        )
        .order_by(OpenAnswer.id)
    ).all()
    least = numbers(session, clock.local_date(now)).open_least
    return list(found) if len(found) >= least else []
