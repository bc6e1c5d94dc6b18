"""What an administrator sees of the company's systems."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.core.errors import NotFound
from portal.systems.models import SystemAccess, SystemSecret, Webhook, WebhookDelivery

SHOWN_DELIVERIES = 50
SHOWN_CLOSED = 10


@dataclass(frozen=True)
class AccessRow:
    """One system, with the tokens it can use now."""

    access: SystemAccess
    valid: list[SystemSecret]

    @property
    def last_used_at(self) -> datetime | None:
        """When any of its tokens was last used."""
        used = [secret.last_used_at for secret in self.access.secrets if secret.last_used_at]
        return max(used, default=None)

    @property
    def expires_at(self) -> datetime | None:
        """When the token that lasts longest stops working; None when all have."""
        return max((secret.expires_at for secret in self.valid), default=None)


def accesses(session: Session, business_id: int, now: datetime) -> list[AccessRow]:
    """The company's systems, those with access first: two statements."""
    found = session.scalars(
        sa.select(SystemAccess)
        .where(SystemAccess.business_id == business_id)
        .options(
            joinedload(SystemAccess.unit),
            joinedload(SystemAccess.created_by),
            selectinload(SystemAccess.secrets),
        )
        .order_by(SystemAccess.revoked_at.desc().nulls_first(), SystemAccess.name)
        .execution_options(populate_existing=True)
    ).all()
    rows = [
        AccessRow(access, [secret for secret in access.secrets if secret.expires_at > now])
        for access in found
    ]
    gone = [row for row in rows if row.access.revoked_at is not None]
    return [row for row in rows if row.access.revoked_at is None] + gone[:SHOWN_CLOSED]


def webhooks(session: Session, business_id: int) -> list[Webhook]:
    """The addresses of the company that are told: one statement."""
    return list(
        session.scalars(
            sa.select(Webhook)
            .where(Webhook.business_id == business_id, Webhook.removed_at.is_(None))
            .order_by(Webhook.id)
        )
    )


def webhook(session: Session, business_id: int, hook_id: int) -> Webhook:
    """One of them, with its secrets: two statements.

    Raises:
        NotFound: when the company has none of that number.
    """
    found = session.scalar(
        sa.select(Webhook)
        .where(
            Webhook.id == hook_id,
            Webhook.business_id == business_id,
            Webhook.removed_at.is_(None),
        )
        .options(selectinload(Webhook.secrets))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def deliveries(session: Session, hook_id: int) -> list[WebhookDelivery]:
    """The latest messages to an address, the latest first: one statement."""
    return list(
        session.scalars(
            sa.select(WebhookDelivery)
            .where(WebhookDelivery.webhook_id == hook_id)
            .order_by(WebhookDelivery.created_at.desc(), WebhookDelivery.id)
            .limit(SHOWN_DELIVERIES)
        )
    )
