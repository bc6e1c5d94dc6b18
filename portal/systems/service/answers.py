"""What was answered under an idempotency key, kept so that asking again changes nothing."""

from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core.errors import Refused
from portal.systems.models import SystemAnswer
from portal.systems.refusals import SystemRefusal


def claim(
    session: Session, access_id: int, key: str, body: bytes, now: datetime
) -> SystemAnswer | None:
    """Take a key for this body: None when it is ours now, else what was answered before.

    Of two at once the second waits for the first to commit, and gets its answer.

    Raises:
        Refused: when the key was used with another body.
    """
    body_hash = sha256(body).digest()
    taken = session.scalar(
        insert(SystemAnswer)
        .values(access_id=access_id, key=key, body_hash=body_hash, at=now)
        .on_conflict_do_nothing(constraint="system_answer_once")
        .returning(SystemAnswer.key)
    )
    if taken is not None:
        return None
    known = session.scalars(
        sa.select(SystemAnswer).where(SystemAnswer.access_id == access_id, SystemAnswer.key == key)
    ).one()
    if known.body_hash != body_hash:
        raise Refused(SystemRefusal.KEY_USED)
    return known


def keep(session: Session, access_id: int, key: str, answer: str, subject_id: int) -> None:
    """Keep what is answered now for whoever asks the same again."""
    session.execute(
        sa.update(SystemAnswer)
        .where(SystemAnswer.access_id == access_id, SystemAnswer.key == key)
        .values(answer=answer, subject_id=subject_id)
    )
