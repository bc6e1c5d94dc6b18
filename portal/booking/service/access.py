"""Whose talks a member of staff may change."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.booking import queries
from portal.booking.models import Talk
from portal.core.access import Actor


def talk_of_staff(session: Session, talk_id: int, actor: Actor, now: datetime) -> Talk:
    """The talk, held against other changes, if it is the actor's to see.

    Raises:
        NotFound: when there is none, or it is not theirs.
    """
    session.execute(sa.select(Talk.id).where(Talk.id == talk_id).with_for_update())
    return queries.talk_for_staff(session, actor, talk_id, now)
