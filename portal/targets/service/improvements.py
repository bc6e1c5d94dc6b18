"""Use cases: tell what was changed because of the answers. You said – we did."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.targets.models import Improvement
from portal.targets.refusals import TargetsRefusal
from portal.targets.rules.quarters import Quarter


@dataclass(frozen=True)
class Words:
    """What is told, in both languages."""

    quarter: Quarter
    title_da: str
    title_en: str
    text_da: str
    text_en: str


def write(session: Session, words: Words, *, actor: Actor, now: datetime) -> Improvement:
    """Keep a new one as a draft: nobody outside sees it yet."""
    made = Improvement(written_by_id=actor.person_id, written_at=now)
    _put(made, words)
    session.add(made)
    session.flush()
    audit.record(session, actor, "write", "improvement", made.id, now=now)
    return made


def change(
    session: Session, improvement_id: int, words: Words, seen: int, *, actor: Actor, now: datetime
) -> Improvement:
    """Give it other words; what was published stays published.

    Raises:
        NotFound: there is none.
        Refused: somebody else changed it since version `seen`, or it was withdrawn.
    """
    made = _mine_to_change(session, improvement_id, seen)
    if made.state == "withdrawn":
        raise Refused(TargetsRefusal.WITHDRAWN)
    _put(made, words)
    made.version += 1
    audit.record(session, actor, "change", "improvement", made.id, now=now)
    session.flush()
    return made


def publish(
    session: Session, improvement_id: int, seen: int, *, actor: Actor, now: datetime
) -> None:
    """Show it to everybody. One that was withdrawn comes back as new.

    Raises:
        NotFound: there is none.
        Refused: somebody else changed it since version `seen`.
    """
    made = _mine_to_change(session, improvement_id, seen)
    if made.state != "published":
        made.state, made.published_at, made.withdrawn_at = "published", now, None
        made.version += 1
        audit.record(session, actor, "publish", "improvement", made.id, now=now)
        session.flush()


def withdraw(
    session: Session, improvement_id: int, seen: int, *, actor: Actor, now: datetime
) -> None:
    """Take it back from the public pages; it is kept.

    Raises:
        NotFound: there is none.
        Refused: somebody else changed it since version `seen`, or it was never published.
    """
    made = _mine_to_change(session, improvement_id, seen)
    if made.state == "draft":
        raise Refused(TargetsRefusal.NOT_PUBLISHED)
    if made.state == "published":
        made.state, made.withdrawn_at = "withdrawn", now
        made.version += 1
        audit.record(session, actor, "withdraw", "improvement", made.id, now=now)
        session.flush()


def _mine_to_change(session: Session, improvement_id: int, seen: int) -> Improvement:
    made = session.scalar(
        sa.select(Improvement).where(Improvement.id == improvement_id).with_for_update()
    )
    if made is None:
        raise NotFound
    if made.version != seen:
        raise Refused(TargetsRefusal.EDITED_MEANWHILE)
    return made


def _put(made: Improvement, words: Words) -> None:
    made.quarter_start = words.quarter.first_day
    made.title_da, made.title_en = words.title_da, words.title_en
    made.text_da, made.text_en = words.text_da, words.text_en
