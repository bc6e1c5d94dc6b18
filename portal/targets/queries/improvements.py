"""What was changed because of the answers, for staff and for everybody."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.errors import NotFound
from portal.targets.models import Improvement
from portal.targets.rules.quarters import Quarter


@dataclass(frozen=True)
class Told:
    """One of them in the reader's language."""

    quarter: Quarter
    title: str
    text: str


def told(session: Session, language: str, limit: int | None = None) -> list[Told]:
    """What is published, the latest first, in one statement; English for all but Danish readers."""
    english = language != "da"
    title = Improvement.title_en if english else Improvement.title_da
    text = Improvement.text_en if english else Improvement.text_da
    rows = session.execute(
        sa.select(Improvement.quarter_start, title, text)
        .where(Improvement.state == "published")
        .order_by(Improvement.quarter_start.desc(), Improvement.published_at.desc(), Improvement.id)
        .limit(limit)
    )
    return [Told(Quarter.of(start), head, body) for start, head, body in rows]


def every_improvement(session: Session) -> list[Improvement]:
    """All of them for those who write them, the latest quarter first."""
    return list(
        session.scalars(
            sa.select(Improvement).order_by(Improvement.quarter_start.desc(), Improvement.id.desc())
        )
    )


def improvement(session: Session, improvement_id: int) -> Improvement:
    """One of them.

    Raises:
        NotFound: there is none.
    """
    found = session.get(Improvement, improvement_id)
    if found is None:
        raise NotFound
    return found
