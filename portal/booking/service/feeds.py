"""Secret calendar addresses. Who has one sees the talks, so it can be renewed and stopped."""

import hashlib
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.booking.models import CalendarFeed
from portal.core import audit
from portal.core.access import Actor, Audience


def renew(session: Session, actor: Actor, *, now: datetime) -> str:
    """Make a new secret of 256 bits, the only time it is told; the old address stops."""
    _revoke(session, actor, now)
    secret = secrets.token_urlsafe(32)
    is_citizen = actor.audience is Audience.CITIZEN
    session.add(
        CalendarFeed(
            token_hash=hashed(secret),
            citizen_id=actor.person_id if is_citizen else None,
            staff_id=None if is_citizen else actor.person_id,
            created_at=now,
        )
    )
    audit.record(session, actor, "renew", "calendar_feed", now=now)
    session.flush()
    return secret


def stop(session: Session, actor: Actor, *, now: datetime) -> None:
    """The address stops working at once. Stopping twice changes nothing."""
    if _revoke(session, actor, now):
        audit.record(session, actor, "stop", "calendar_feed", now=now)
        session.flush()


def _revoke(session: Session, actor: Actor, now: datetime) -> bool:
    """End the address there is; False when there was none."""
    ended = session.scalars(
        sa.update(CalendarFeed)
        .where(_whose(actor), CalendarFeed.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(CalendarFeed.token_hash)
    )
    return bool(ended.all())


def _whose(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.audience is Audience.CITIZEN:
        return CalendarFeed.citizen_id == actor.person_id
    return CalendarFeed.staff_id == actor.person_id


def hashed(secret: str) -> bytes:
    """What is stored of a secret. It is random and long, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()
