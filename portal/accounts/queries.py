"""What the sign-in page shows, and whom operators' commands mean."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Identity, Persona, SignIn, Team
from portal.core.crypto import NotACpr, cpr_hmac, parse_cpr
from portal.settings import Settings


def personas(session: Session) -> list[Persona]:
    """The demo's people who may sign in, in the order of their stories."""
    return list(session.scalars(sa.select(Persona).order_by(Persona.position)))


def persona_audience(session: Session, subject: str) -> str | None:
    """The audience a persona signs in to, or None when there is no such persona."""
    return session.scalar(sa.select(Persona.audience).where(Persona.subject == subject))


def subject_of(session: Session, sign_in: SignIn | None) -> str | None:
    """What the provider calls the person of a sign-in."""
    if sign_in is None:
        return None
    return session.scalar(sa.select(Identity.subject).where(Identity.id == sign_in.identity_id))


def audience_of(session: Session, sign_in: SignIn) -> str:
    """The audience somebody has signed in to."""
    return session.scalars(
        sa.select(Identity.audience).where(Identity.id == sign_in.identity_id)
    ).one()


def persona_rows(session: Session) -> list[dict[str, Any]]:
    """The personas as operators and tests read them."""
    return [
        {"subject": p.subject, "name": p.name, "audience": p.audience, "role": p.role}
        for p in personas(session)
    ]


def citizen_named(session: Session, settings: Settings, text: str) -> int | None:
    """The id of the citizen whom a command names by id or by a persona's subject, or None."""
    if text.isdecimal() and len(text) < 19:
        return session.scalar(sa.select(Citizen.id).where(Citizen.id == int(text)))
    persona = session.get(Persona, text)
    if persona is None:
        return None
    try:
        cpr = parse_cpr(str(persona.claims.get("cpr", "")))
    except NotACpr:
        return None
    return session.scalar(sa.select(Citizen.id).where(Citizen.cpr_hmac == cpr_hmac(settings, cpr)))


def teams(session: Session) -> list[Team]:
    """Every team, by name."""
    return list(session.scalars(sa.select(Team).order_by(Team.name)))
