"""The list of openings that staff see, with what was asked and said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.errors import NotFound
from portal.openings import rules
from portal.openings.models import Opening, Referral
from portal.openings.queries.search import is_open

PER_PAGE = 15
# How many are read in one go for a file.
AT_ONCE = 1000


@dataclass(frozen=True)
class Row:
    """An opening of the list, and how many were asked and what they said."""

    opening: Opening
    asked: int
    yes: int
    applied: int
    no: int
    waiting: int


@dataclass(frozen=True)
class Rows:
    """A page of the list."""

    rows: list[Row]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // PER_PAGE))


def page(
    session: Session, now: datetime, *, ended: bool = False, words: str = "", number: int = 1
) -> Rows:
    """Open openings, the first to end first, or ended ones, the newest first: two statements."""
    which = [~is_open(now) if ended else is_open(now)]
    which += [
        Opening.searched.contains(part, autoescape=True) for _w, part in rules.parts_of(words)
    ]
    total = session.scalar(sa.select(sa.func.count(Opening.id)).where(*which)) or 0
    number = min(max(number, 1), Rows([], total, 1).pages)
    order = (
        (Opening.id.desc(),) if ended else (Opening.apply_by.asc().nulls_last(), Opening.id.desc())
    )
    rows = _with_counts(session, now, which, order, PER_PAGE, (number - 1) * PER_PAGE)
    return Rows(rows, total, number)


def number_of_openings(session: Session) -> int:
    """How many there are."""
    return session.scalar(sa.select(sa.func.count()).select_from(Opening)) or 0


def export_rows(session: Session, now: datetime, before: int | None) -> list[Row]:
    """The next openings below that number with their counts, the newest first."""
    which = sa.true() if before is None else Opening.id < before
    return _with_counts(session, now, [which], (Opening.id.desc(),), AT_ONCE, 0)


def _with_counts(
    session: Session, now: datetime, which: list[Any], order: Any, most: int | None, skipped: int
) -> list[Row]:
    shown = (
        sa.select(Opening.id).where(*which).order_by(*order).limit(most).offset(skipped).subquery()
    )
    waits = sa.and_(
        Referral.answer.is_(None), Referral.withdrawn_at.is_(None), Referral.answer_by >= now
    )
    counts = (
        sa.select(
            Referral.opening_id,
            sa.func.count().label("asked"),
            *(
                sa.func.count().filter(Referral.answer == word).label(word)
                for word in ("yes", "applied", "no")
            ),
            sa.func.count().filter(waits).label("waiting"),
        )
        .where(Referral.opening_id.in_(sa.select(shown.c.id)))
        .group_by(Referral.opening_id)
        .subquery()
    )
    numbers = [
        sa.func.coalesce(counts.c[name], 0) for name in ("asked", "yes", "applied", "no", "waiting")
    ]
    rows = session.execute(
        sa.select(Opening, *numbers)
        .join(shown, shown.c.id == Opening.id)
        .outerjoin(counts, counts.c.opening_id == Opening.id)
        .order_by(*order)
    )
    return [Row(*row) for row in rows]


def opening(session: Session, opening_id: int) -> Opening:
    """An opening.

    Raises:
        NotFound: when there is none.
    """
    found = session.get(Opening, opening_id)
    if found is None:
        raise NotFound
    return found
