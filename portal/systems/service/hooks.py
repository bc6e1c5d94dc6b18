"""Webhooks: an address is told, signed with a secret, and what waits is written with the change."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.businesses.models import Business
from portal.core import audit, jobs
from portal.core.access import Actor
from portal.core.crypto import seal
from portal.core.errors import NotFound, Refused, in_words
from portal.settings import Settings
from portal.systems.models import HOOK_EVENTS, Webhook, WebhookDelivery, WebhookSecret
from portal.systems.refusals import URL_REFUSALS, SystemRefusal
from portal.systems.rules import hooks
from portal.systems.service.tokens import check_administrator

SEND_DUE = "systems.send_due"
SEALED_FOR = "webhook"
MOST = 5


def register(
    session: Session, actor: Actor, *, url: str, events: list[str], now: datetime
) -> tuple[Webhook, str]:
    """Tell an address from now on. Returns the webhook and the secret it is signed with.

    Raises:
        Refused: when the person is not the administrator, nothing is sent just now, the address
            may not be told, or it is told already.
    """
    administrator = check_administrator(session, actor)
    settings = _settings()
    if settings.webhook_mode() == "off":
        raise Refused(SystemRefusal.HOOKS_OFF)
    flaw = hooks.url_flaw(url, settings.webhook_allowed(), loopback=settings.webhook_loopback)
    if flaw is not None:
        raise Refused(URL_REFUSALS[flaw])
    there = sa.select(sa.func.count()).select_from(Webhook)
    there = there.where(
        Webhook.business_id == administrator.business_id, Webhook.removed_at.is_(None)
    )
    if (session.scalar(there) or 0) >= MOST:
        raise Refused(SystemRefusal.TOO_MANY)
    hook = Webhook(
        business_id=administrator.business_id,
        url=url,
        events=[event for event in HOOK_EVENTS if event in events],
        created_at=now,
    )
    with in_words(session, {"webhook_address_once": SystemRefusal.URL_KNOWN}):
        session.add(hook)
    secret = _add_secret(session, hook, now)
    audit.record(session, actor, "register", "webhook", hook.id, now=now, events=hook.events)
    session.flush()
    return hook, secret


def rotate(session: Session, actor: Actor, hook_id: int, *, now: datetime) -> tuple[Webhook, str]:
    """Sign with a new secret, and for a week with the old one beside it.

    Raises:
        Refused: when the person is not the administrator.
        NotFound: when the company has no such webhook.
    """
    hook = _held(session, actor, hook_id)
    session.execute(
        sa.update(WebhookSecret)
        .where(WebhookSecret.webhook_id == hook.id, WebhookSecret.expires_at.is_(None))
        .values(expires_at=now + hooks.OVERLAP)
    )
    secret = _add_secret(session, hook, now)
    audit.record(session, actor, "rotate", "webhook", hook.id, now=now)
    session.flush()
    return hook, secret


def remove(session: Session, actor: Actor, hook_id: int, *, now: datetime) -> None:
    """Tell an address no more; what waits is not sent.

    Raises:
        Refused, NotFound: as `rotate` does.
    """
    hook = _held(session, actor, hook_id)
    hook.removed_at = now
    audit.record(session, actor, "remove", "webhook", hook.id, now=now)
    session.flush()


def enable(session: Session, actor: Actor, hook_id: int, *, now: datetime) -> None:
    """Tell an address again that had said it was gone.

    Raises:
        Refused, NotFound: as `rotate` does.
    """
    hook = _held(session, actor, hook_id)
    hook.disabled_at = None
    audit.record(session, actor, "enable", "webhook", hook.id, now=now)
    session.flush()


def send_again(
    session: Session, actor: Actor, hook_id: int, delivery_id: UUID, *, now: datetime
) -> None:
    """Send a message once more, under the same id, from the first attempt on.

    Raises:
        Refused: when the person is not the administrator, or the address said that it is gone.
        NotFound: when the company has no such webhook or message.
    """
    hook = _held(session, actor, hook_id)
    if hook.disabled_at is not None:
        raise Refused(SystemRefusal.DISABLED)
    found = session.scalar(
        sa.update(WebhookDelivery)
        .where(WebhookDelivery.id == delivery_id, WebhookDelivery.webhook_id == hook.id)
        .values(due_at=now, attempts=0, delivered_at=None, failed_at=None, last_problem="")
        .returning(WebhookDelivery.id)
    )
    if found is None:
        raise NotFound
    audit.record(session, actor, "resend", "webhook_delivery", delivery_id, now=now)
    jobs.defer(session, SEND_DUE)
    session.flush()


def publish(
    session: Session,
    business_id: Any,
    *,
    kind: str,
    event: str,
    enquiry_id: int,
    status: str,
    at: datetime,
    now: datetime,
) -> None:
    """Queue a message to each address of a company that wants this kind: one statement.

    `business_id` may be a query for it. The same `event` again changes nothing. The message
    names the enquiry and how far it has come, and nobody.
    """
    settings = _settings()
    if settings.webhook_mode() == "off":
        return
    message: dict[str, sa.ColumnElement[Any]] = {
        "event": sa.literal(event),
        "kind": sa.literal(kind),
        "body": sa.literal(_body(settings.base_url, kind, enquiry_id, status, at)),
        "created_at": sa.literal(now, sa.DateTime(timezone=True)),
        "due_at": sa.literal(now, sa.DateTime(timezone=True)),
    }
    made = session.execute(
        insert(WebhookDelivery)
        .from_select(
            ["webhook_id", *message], _who_wants(business_id, kind).add_columns(*message.values())
        )
        .on_conflict_do_nothing(constraint="webhook_delivery_once_per_event")
        .returning(WebhookDelivery.id)
    ).all()
    if made:
        jobs.defer(session, SEND_DUE)


def _body(base_url: str, kind: str, enquiry_id: int, status: str, at: datetime) -> str:
    """What a message says, as `docs/api.md` promises it."""
    return json.dumps(
        {
            "type": f"enquiry.{kind}",
            "at": at.isoformat(),
            "enquiry": {
                "id": enquiry_id,
                "status": status,
                "url": f"{base_url}/api/v1/recruitment-requests/{enquiry_id}",
            },
        }
    )


def _who_wants(business_id: Any, kind: str) -> sa.Select[int]:
    """The addresses of an open company that are told of this kind."""
    return (
        sa.select(Webhook.id)
        .join(Business, Business.id == Webhook.business_id)
        .where(
            Webhook.business_id == business_id,
            sa.literal(kind) == sa.any_(Webhook.events),
            Webhook.disabled_at.is_(None),
            Webhook.removed_at.is_(None),
            Business.closed_at.is_(None),
        )
    )


def _held(session: Session, actor: Actor, hook_id: int) -> Webhook:
    administrator = check_administrator(session, actor)
    hook = session.scalar(
        sa.select(Webhook)
        .where(
            Webhook.id == hook_id,
            Webhook.business_id == administrator.business_id,
            Webhook.removed_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if hook is None:
        raise NotFound
    return hook


def _add_secret(session: Session, hook: Webhook, now: datetime) -> str:
    secret = hooks.make_secret()
    sealed = seal(_settings(), SEALED_FOR, secret)
    session.add(WebhookSecret(webhook_id=hook.id, sealed=sealed, created_at=now))
    session.flush()
    return secret


def _settings() -> Settings:
    settings: Settings = current_app.extensions["portal.settings"]
    return settings
