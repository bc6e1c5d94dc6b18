"""Proving anew who one is, before what can't be undone; what was typed waits meanwhile."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts import rules
from portal.accounts.models import HeldForm, Identity, SignIn
from portal.accounts.refusals import ProofRefusal
from portal.accounts.service.sign_ins import hashed, rotate
from portal.core import audit
from portal.core.access import Actor
from portal.core.crypto import seal, unseal
from portal.core.errors import NotFound, Refused
from portal.settings import Settings

PURPOSE = "held-form"
HELD_FOR = timedelta(minutes=30)


@dataclass(frozen=True)
class Held:
    """A form that waits for its sender to come back: where it goes, and what it says."""

    path: str
    fields: list[tuple[str, str]]


def hold_form(
    session: Session,
    settings: Settings,
    identity_id: int,
    path: str,
    fields: list[tuple[str, str]],
    now: datetime,
) -> str:
    """Keep what was typed, encrypted, for its sender alone; the secret that finds it again."""
    secret = secrets.token_urlsafe(24)
    session.add(
        HeldForm(
            id_hash=hashed(secret),
            identity_id=identity_id,
            path=path,
            sealed=seal(settings, PURPOSE, json.dumps(fields)),
            expires_at=now + HELD_FOR,
        )
    )
    session.flush()
    return secret


def held_form(
    session: Session, settings: Settings, identity_id: int, secret: str, now: datetime
) -> Held:
    """The form that waits behind `secret`.

    Raises:
        NotFound: when there is none, or it is another's, or it has waited too long.
    """
    kept = session.get(HeldForm, hashed(secret))
    if kept is None or kept.identity_id != identity_id or kept.expires_at <= now:
        raise NotFound
    fields = json.loads(unseal(settings, PURPOSE, kept.sealed))
    return Held(kept.path, [(name, text) for name, text in fields])


def forget_expired(session: Session, now: datetime) -> int:
    """Delete forms that have waited too long; how many there were."""
    gone = session.execute(
        sa.delete(HeldForm).where(HeldForm.expires_at <= now).returning(HeldForm.id_hash)
    )
    return len(gone.all())


def check_fresh(claims: dict[str, Any], asked_at: datetime, now: datetime) -> datetime:
    """When the person proved who they are, by the provider's `auth_time`.

    Raises:
        Refused: when the provider does not say, or says it was before we asked.
    """
    try:
        proved_at = datetime.fromtimestamp(int(claims["auth_time"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        raise Refused(ProofRefusal.NOT_TOLD) from None
    if not rules.is_fresh(proved_at, asked_at, now):
        raise Refused(ProofRefusal.TOO_OLD)
    return proved_at


def prove_again(
    session: Session,
    current: SignIn,
    identity: Identity,
    actor: Actor,
    *,
    proved_at: datetime,
    loa: str,
    now: datetime,
) -> str:
    """The sign-in goes on under a new secret id; the old one is dead, its ends stay what they were.

    Raises:
        Refused: when it was somebody else who proved who they are.
    """
    if current.identity_id != identity.id:
        raise Refused(ProofRefusal.SOMEBODY_ELSE)
    secret = rotate(session, current, now, proved_at=min(proved_at, now), loa=loa)
    audit.record(session, actor, "prove", "sign_in", now=now)
    return secret
