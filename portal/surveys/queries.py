"""The read side: the words of the form, and the counts that figures are made of.

Nothing here reads one answer.
"""

from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.surveys import rules
from portal.surveys.models import STATEMENTS, Answer, Invitation, Statement, Wave

FALLBACK = "da"


class Count(NamedTuple):
    """How many answered one statement in one quarter, and how many of them favourably."""

    quarter_start: date
    key: str
    invited: int
    n: int
    favourable: int


def statements(session: Session, version: int, language: str) -> dict[str, str]:
    """The words of a version in `language`, in order; in Danish where they are missing."""
    rows = session.execute(
        sa.select(Statement.key, Statement.text)
        .where(Statement.version == version, Statement.language.in_({language, FALLBACK}))
        .order_by(Statement.position, Statement.language == language)
    )
    return {key: text for key, text in rows}


def counts(session: Session, first: date, last: date) -> list[Count]:
    """The counts of the waves whose quarter starts between `first` and `last`, in one statement.

    "Not relevant" is outside n. For aggregates only: whoever shows them suppresses small ones.
    """
    invited = (
        sa.select(Invitation.wave_id, sa.func.count().label("invited"))
        .group_by(Invitation.wave_id)
        .subquery()
    )
    columns: list[sa.ColumnElement[int]] = []
    for key in STATEMENTS:
        value = getattr(Answer, key)
        columns.append(sa.func.count(value))
        columns.append(sa.func.count().filter(value >= rules.FAVOURABLE_FROM))
    answered = sa.select(Answer.wave_id, *columns).group_by(Answer.wave_id).subquery()
    rows = session.execute(
        sa.select(Wave.quarter_start, sa.func.coalesce(invited.c.invited, 0), *answered.c)
        .outerjoin(invited, invited.c.wave_id == Wave.id)
        .outerjoin(answered, answered.c.wave_id == Wave.id)
        .where(Wave.quarter_start.between(first, last))
        .order_by(Wave.quarter_start)
    )
    return [count for row in rows for count in _split(row)]


def _split(row: sa.Row[Any]) -> list[Count]:
    quarter_start, invited, _wave_id, *pairs = list(row)
    return [
        Count(quarter_start, key, invited, pairs[2 * i] or 0, pairs[2 * i + 1] or 0)
        for i, key in enumerate(STATEMENTS)
    ]
