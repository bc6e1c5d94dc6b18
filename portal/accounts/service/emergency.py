"""Break-glass: an administrator comes in with a security key while the provider is away.

Nothing of it works until somebody at the machine's terminal has made a link and an administrator
has enrolled a key with it. Each use says why, ends by itself and is told to all administrators.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from portal.accounts import webauthn
from portal.accounts.models import (
    EmergencyKey,
    EmergencyLink,
    EmergencyUse,
    Identity,
    SignIn,
    Staff,
)
from portal.accounts.refusals import EmergencyRefusal
from portal.accounts.rules import Limits
from portal.accounts.service.sign_ins import EMERGENCY, hashed, open_sign_in
from portal.core import audit
from portal.core.access import Actor, Audience, Role
from portal.core.errors import NotFound, Refused
from portal.notifications import service as notifications
from portal.settings import Settings

LINK_LASTS = timedelta(minutes=30)
PATH = "/personale/medarbejdere/noedadgang"


def invite(session: Session, email: str, now: datetime) -> tuple[Staff, str]:
    """A link for that administrator to enrol a key with, once; its secret.

    Raises:
        NotFound: when no administrator at work has that address.
    """
    person = session.scalar(
        sa.select(Staff).where(
            Staff.email == email.lower(), Staff.active, Staff.role == Role.ADMINISTRATOR.value
        )
    )
    if person is None:
        raise NotFound
    secret = secrets.token_urlsafe(32)
    session.add(
        EmergencyLink(id_hash=hashed(secret), staff_id=person.id, expires_at=now + LINK_LASTS)
    )
    session.flush()
    audit.record(session, None, "invite", "emergency_key", person.id, now=now)
    return person, secret


def invited(session: Session, secret: str, now: datetime) -> tuple[EmergencyLink, Staff]:
    """The link behind a secret, and whose it is.

    Raises:
        NotFound: when there is none, or it is used or too old.
    """
    link = session.get(EmergencyLink, hashed(secret))
    if link is None or link.used_at is not None or link.expires_at <= now:
        raise NotFound
    return link, session.get_one(Staff, link.staff_id)


def enrol(
    session: Session, settings: Settings, secret: str, answer: str, challenge: str, now: datetime
) -> EmergencyKey:
    """Keep the key that answered; the link is used up.

    Raises:
        NotFound: when the link is no link any more.
        Refused: when the answer does not hold.
    """
    link, person = invited(session, secret, now)
    try:
        made = webauthn.enrolled(settings, answer, challenge)
    except webauthn.NotTheKey as error:
        raise Refused(EmergencyRefusal.NOT_THE_KEY) from error
    link.used_at = now
    key = EmergencyKey(
        staff_id=person.id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        made_at=now,
    )
    session.add(key)
    session.flush()
    audit.record(session, None, "enrol", "emergency_key", key.id, now=now, staff=person.id)
    _tell_all(session, "emergency_key_made", f"emergency_key:{key.id}", now, who=person.name)
    return key


def is_set_up(session: Session) -> bool:
    """True when somebody could come in that way."""
    live = sa.select(EmergencyKey.id).where(EmergencyKey.revoked_at.is_(None))
    return bool(session.scalar(sa.select(live.exists())))


def come_in(
    session: Session,
    settings: Settings,
    *,
    answer: str,
    challenge: str,
    reason: str,
    device: str,
    limits: Limits,
    now: datetime,
) -> str:
    """Let the administrator in whose key answered; the secret id of a short sign-in.

    Raises:
        Refused: when it is no key of ours, or its owner is no administrator any more. Which of
            these is not said.
    """
    key = _key_that_answered(session, settings, answer, challenge)
    ends_at = now + timedelta(minutes=settings.emergency_minutes)
    use = EmergencyUse(
        key_id=key.id,
        challenge_hash=hashed(challenge),
        reason=reason,
        started_at=now,
        ends_at=ends_at,
    )
    try:
        with session.begin_nested():
            session.add(use)
            session.flush()
    except IntegrityError:
        raise Refused(EmergencyRefusal.NOT_THE_KEY) from None
    secret = open_sign_in(
        session, _identity(session, key.staff_id), "high", limits, now, device=device
    )
    session.execute(
        sa.update(SignIn).where(SignIn.id_hash == hashed(secret)).values(ends_at=ends_at)
    )
    audit.record(session, None, "break_glass", "staff", key.staff_id, now=now, use=use.id)
    values = {"who": key.staff.name, "reason": reason, "ends": ends_at}
    _tell_all(session, "emergency_used", f"emergency_use:{use.id}", now, **values)
    return secret


def _key_that_answered(
    session: Session, settings: Settings, answer: str, challenge: str
) -> EmergencyKey:
    try:
        key = session.scalar(
            sa.select(EmergencyKey)
            .options(joinedload(EmergencyKey.staff))
            .where(
                EmergencyKey.credential_id == webauthn.named(answer),
                EmergencyKey.revoked_at.is_(None),
            )
            .with_for_update(of=EmergencyKey)
        )
        if key is None or not key.staff.active or key.staff.role != Role.ADMINISTRATOR.value:
            raise Refused(EmergencyRefusal.NOT_THE_KEY)
        key.sign_count = webauthn.signed(
            settings, answer, challenge, key.public_key, key.sign_count
        )
    except webauthn.NotTheKey as error:
        raise Refused(EmergencyRefusal.NOT_THE_KEY) from error
    return key


def _identity(session: Session, staff_id: int) -> Identity:
    wanted = sa.select(Identity).where(Identity.issuer == EMERGENCY, Identity.staff_id == staff_id)
    found = session.scalar(wanted)
    if found is None:
        found = Identity(
            issuer=EMERGENCY,
            subject=f"staff-{staff_id}",
            audience=Audience.STAFF.value,
            staff_id=staff_id,
        )
        session.add(found)
        session.flush()
    return found


def revoke_key(session: Session, key_id: int, actor: Actor | None, now: datetime) -> EmergencyKey:
    """The key opens nothing any more.

    Raises:
        NotFound: when there is none of that number in force.
    """
    key = session.get(EmergencyKey, key_id)
    if key is None or key.revoked_at is not None:
        raise NotFound
    key.revoked_at = now
    session.flush()
    audit.record(session, actor, "revoke", "emergency_key", key_id, now=now)
    return key


def _tell_all(session: Session, kind: str, event: str, now: datetime, **values: Any) -> None:
    administrators = session.scalars(
        sa.select(Staff.id).where(Staff.active, Staff.role == Role.ADMINISTRATOR.value)
    )
    for staff_id in administrators.all():
        notifications.tell(
            session,
            event=event,
            kind=kind,
            audience=Audience.STAFF,
            recipient_id=staff_id,
            now=now,
            path=PATH,
            **values,
        )
