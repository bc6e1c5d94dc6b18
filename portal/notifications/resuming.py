"""Letting messages out again after a restore."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, outgoing
from portal.notifications.models import OutboxMessage
from portal.notifications.queries import UNSENT


def resume(session: Session, *, drop_before: datetime | None, now: datetime) -> tuple[bool, int]:
    """Open the gate; what was due before `drop_before` is dropped, for it went out before the loss.

    Returns whether the gate was closed, and how many messages were dropped.
    """
    dropped = 0
    if drop_before is not None:
        known = sa.update(OutboxMessage).where(UNSENT, OutboxMessage.due_at < drop_before)
        known = known.where(OutboxMessage.channel != "inbox")
        ended = known.values(dropped_at=now).returning(OutboxMessage.id)
        dropped = len(session.scalars(ended).all())
    opened = outgoing.open_again(session)
    if opened or dropped:
        audit.record(session, None, "resume", "outbox", now=now, dropped=dropped)
    return opened, dropped
