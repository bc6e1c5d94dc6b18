"""Sending what waits for companies' systems: each taken, sent, and marked, as the outbox does.

Who dies in between leaves a message that is taken again when its lease runs out; the receiver
knows it by its id. Two workers never hold the same message.
"""

import ssl
from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from portal.businesses.models import Business
from portal.core import outgoing
from portal.core.crypto import unseal
from portal.core.logs import log
from portal.settings import Settings
from portal.systems.models import Webhook, WebhookDelivery, WebhookSecret
from portal.systems.post import Undelivered, post
from portal.systems.rules import hooks
from portal.systems.service.hooks import SEALED_FOR


def send_due(
    session: Session,
    settings: Settings,
    tell_time: Callable[[], datetime],
    told_to_stop: Callable[[], bool] = lambda: False,
    context: ssl.SSLContext | None = None,
) -> int:
    """Send what is due until nothing is left; returns how many arrived. Commits after each step.

    Sends nothing while the gate is closed: a restored portal would tell systems old news.
    """
    if settings.webhook_mode() == "off":
        return 0
    if not outgoing.is_open(session):
        session.commit()
        return 0
    arrived = 0
    while not told_to_stop():
        delivery = _take_next(session, tell_time())
        if delivery is None:
            break
        arrived += _send(session, settings, delivery, tell_time, context)
    return arrived


def _take_next(session: Session, now: datetime) -> WebhookDelivery | None:
    waiting = aliased(WebhookDelivery)
    due = (
        sa.select(waiting.id)
        .join(Webhook, Webhook.id == waiting.webhook_id)
        .join(Business, Business.id == Webhook.business_id)
        .where(
            waiting.delivered_at.is_(None),
            waiting.failed_at.is_(None),
            waiting.due_at <= now,
            Webhook.disabled_at.is_(None),
            Webhook.removed_at.is_(None),
            Business.closed_at.is_(None),
        )
        .order_by(waiting.due_at, waiting.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=waiting)
        .scalar_subquery()
    )
    taken = session.scalar(
        sa.update(WebhookDelivery)
        .where(WebhookDelivery.id == due)
        .values(attempts=WebhookDelivery.attempts + 1, due_at=now + hooks.LEASE)
        .returning(WebhookDelivery),
        execution_options={"populate_existing": True},
    )
    session.commit()
    return taken


def _send(
    session: Session,
    settings: Settings,
    delivery: WebhookDelivery,
    tell_time: Callable[[], datetime],
    context: ssl.SSLContext | None,
) -> bool:
    now = tell_time()
    hook = session.get_one(Webhook, delivery.webhook_id)
    sealed = _secrets(session, hook.id, now)
    session.commit()
    outcome: dict[str, object]
    try:
        secrets = [unseal(settings, SEALED_FOR, token) for token in sealed]
        flaw = hooks.url_flaw(
            hook.url, settings.webhook_allowed(), loopback=settings.webhook_loopback
        )
        if flaw is not None:
            raise Undelivered(flaw.value)
        status = post(
            hook.url,
            delivery.body,
            hooks.headers(secrets, str(delivery.id), now, delivery.body),
            timeout=settings.webhook_timeout,
            loopback=settings.webhook_loopback,
            context=context,
        )
    except Undelivered as problem:
        outcome = _put_off(delivery, problem, tell_time())
        if problem.problem == "gone":
            hook.disabled_at = tell_time()
    except Exception as error:  # whatever is wrong with one message, the others go out
        log.error("webhook failed", webhook_id=hook.id, reason=type(error).__name__)
        outcome = _put_off(delivery, Undelivered("broken"), tell_time())
    else:
        outcome = {"delivered_at": tell_time(), "last_status": status, "last_problem": ""}
    session.execute(
        sa.update(WebhookDelivery).where(WebhookDelivery.id == delivery.id).values(**outcome)
    )
    session.commit()
    return "delivered_at" in outcome


def _secrets(session: Session, hook_id: int, now: datetime) -> Sequence[bytes]:
    """What the address knows us by, sealed, the newest first."""
    return session.scalars(
        sa.select(WebhookSecret.sealed)
        .where(
            WebhookSecret.webhook_id == hook_id,
            sa.or_(WebhookSecret.expires_at.is_(None), WebhookSecret.expires_at > now),
        )
        .order_by(WebhookSecret.id.desc())
    ).all()


def _put_off(delivery: WebhookDelivery, problem: Undelivered, now: datetime) -> dict[str, object]:
    said: dict[str, object] = {"last_status": problem.status, "last_problem": problem.problem}
    again = hooks.next_attempt(delivery.attempts, now)
    if again is None or problem.problem == "gone":
        return said | {"failed_at": now}
    return said | {"due_at": again}
