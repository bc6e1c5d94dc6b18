"""The bakery's own system: an access in use, and an address that did not always listen."""

import json
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.crypto import seal
from portal.demo.town import Company, Town
from portal.recruitment.models import RecruitmentRequest, RequestEvent
from portal.recruitment.service.log import TOLD
from portal.systems.models import (
    HOOK_EVENTS,
    SystemAccess,
    SystemSecret,
    Webhook,
    WebhookDelivery,
    WebhookSecret,
)
from portal.systems.rules.hooks import SECRET_PREFIX, WAITS
from portal.systems.service.hooks import SEALED_FOR

PERSONA = "lars-bageri"
URL = "https://personale.oerholm-bageri.example/jobcenter"
# No token has this hash: it is of words, and words are no token.
NOBODYS = sha256(b"the demo's token, which nobody holds").digest()


def load(session: Session, town: Town) -> None:
    """Let the baker find a system with access, and what the portal has told it."""
    company = next(one for one in town.companies if one.persona == PERSONA)
    _access(session, town, company)
    _hook(session, town, company)


def _access(session: Session, town: Town, company: Company) -> None:
    made = town.now - timedelta(days=61)
    access = SystemAccess(
        business_id=company.id,
        name="Personalesystemet",
        scopes=["read", "write"],
        created_by_id=company.user_id,
        created_at=made,
    )
    session.add(access)
    session.flush()
    session.add(
        SystemSecret(
            access_id=access.id,
            hash=NOBODYS,
            ending="q7Xd",
            created_at=made,
            expires_at=made + timedelta(days=365),
            last_used_at=town.now - timedelta(hours=2),
        )
    )


def _hook(session: Session, town: Town, company: Company) -> None:
    hook = Webhook(
        business_id=company.id,
        url=URL,
        events=list(HOOK_EVENTS),
        created_at=town.now - timedelta(days=60),
    )
    session.add(hook)
    session.flush()
    secret = SECRET_PREFIX + b64encode(sha256(b"the demo's key").digest()).decode()
    session.add(
        WebhookSecret(
            webhook_id=hook.id,
            sealed=seal(town.settings, SEALED_FOR, secret),
            created_at=hook.created_at,
        )
    )
    told = session.scalars(
        sa.select(RequestEvent)
        .join(RecruitmentRequest, RecruitmentRequest.id == RequestEvent.request_id)
        .where(
            RecruitmentRequest.business_id == company.id,
            RequestEvent.kind.in_(TOLD),
            RequestEvent.at > hook.created_at,
        )
        .order_by(RequestEvent.at, RequestEvent.id)
    ).all()
    for place, event in enumerate(told):
        session.add(_delivery(town, hook, event, arrived=place != 1))


def _delivery(town: Town, hook: Webhook, event: RequestEvent, *, arrived: bool) -> WebhookDelivery:
    """One that arrived at once, or one whose system was down longer than we try."""
    kind = TOLD[event.kind]
    address = f"{town.settings.base_url}/api/v1/recruitment-requests/{event.request_id}"
    enquiry = {"id": event.request_id, "status": event.kind, "url": address}
    body = {"type": f"enquiry.{kind}", "at": event.at.isoformat(), "enquiry": enquiry}
    return WebhookDelivery(
        webhook_id=hook.id,
        event=f"event:{event.id}",
        kind=kind,
        body=json.dumps(body),
        created_at=event.at,
        due_at=event.at,
        attempts=1 if arrived else len(WAITS) + 1,
        delivered_at=event.at if arrived else None,
        failed_at=None if arrived else min(event.at + sum(WAITS, timedelta()), town.now),
        last_status=204 if arrived else 503,
        last_problem="" if arrived else "refused",
    )
