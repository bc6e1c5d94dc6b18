"""What the inbox shows, and what operators want to know of the outbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import BusinessUser, Citizen, Staff
from portal.core.access import Audience
from portal.notifications.models import OutboxMessage

PAGE = 30


@dataclass(frozen=True)
class Recipient:
    """Whom a message goes to: what to call them, where e-mail reaches them, their language."""

    name: str
    email: str
    language: str


def recipient(session: Session, audience: Audience, recipient_id: int) -> Recipient | None:
    """The person behind an audience and id, or None."""
    if audience is Audience.CITIZEN:
        citizen = session.execute(
            sa.select(Citizen.name, Citizen.email, Citizen.language).where(
                Citizen.id == recipient_id
            )
        ).one_or_none()
        return citizen and Recipient(citizen.name.split()[0], citizen.email or "", citizen.language)
    model = BusinessUser if audience is Audience.BUSINESS else Staff
    row = session.execute(
        sa.select(model.name, model.email).where(model.id == recipient_id)
    ).one_or_none()
    return row and Recipient(row.name.split()[0], row.email, "da")


def _inbox(audience: Audience, recipient_id: int, now: datetime) -> sa.Select[Any]:
    return sa.select(OutboxMessage).where(
        OutboxMessage.audience == audience.value,
        OutboxMessage.recipient_id == recipient_id,
        OutboxMessage.channel == "inbox",
        OutboxMessage.due_at <= now,
        OutboxMessage.dropped_at.is_(None),
    )


def inbox(
    session: Session,
    audience: Audience,
    recipient_id: int,
    now: datetime,
    *,
    before: OutboxMessage | None = None,
    limit: int = PAGE,
) -> list[OutboxMessage]:
    """The newest messages a person has been told, at most `limit`, older than `before`.

    A message is as new as the moment it was told, not the moment it was queued.
    """
    wanted = _inbox(audience, recipient_id, now)
    told = sa.tuple_(OutboxMessage.due_at, OutboxMessage.id)
    if before is not None:
        wanted = wanted.where(told < sa.tuple_(sa.literal(before.due_at), sa.literal(before.id)))
    newest_first = wanted.order_by(OutboxMessage.due_at.desc(), OutboxMessage.id.desc())
    return list(session.scalars(newest_first.limit(limit)))


def message(
    session: Session, audience: Audience, recipient_id: int, message_id: int, now: datetime
) -> OutboxMessage | None:
    """One message of this person's inbox, or None when it is not theirs."""
    found: OutboxMessage | None = session.scalar(
        _inbox(audience, recipient_id, now).where(OutboxMessage.id == message_id)
    )
    return found


def unread_count(session: Session, audience: Audience, recipient_id: int, now: datetime) -> int:
    """How many messages of this person's inbox have not been read."""
    unread = _inbox(audience, recipient_id, now).where(OutboxMessage.read_at.is_(None))
    return session.scalar(sa.select(sa.func.count()).select_from(unread.subquery())) or 0


def already_told(session: Session, events: Iterable[str]) -> set[str]:
    """Which of these events somebody has been told of, or is about to be."""
    wanted = list(events)
    return set(
        session.scalars(sa.select(OutboxMessage.event).where(OutboxMessage.event.in_(wanted)))
    )


def failed(session: Session) -> list[OutboxMessage]:
    """The e-mails the portal has given up on, the latest first."""
    return list(
        session.scalars(
            sa.select(OutboxMessage)
            .where(OutboxMessage.failed_at.is_not(None))
            .order_by(OutboxMessage.failed_at.desc())
            .limit(500)
        )
    )
