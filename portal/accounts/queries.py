"""What the sign-in page shows."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Persona


def personas(session: Session) -> list[Persona]:
    """The demo's people who may sign in, in the order of their stories."""
    return list(session.scalars(sa.select(Persona).order_by(Persona.position)))


def persona_audience(session: Session, subject: str) -> str | None:
    """The audience a persona signs in to, or None when there is no such persona."""
    return session.scalar(sa.select(Persona.audience).where(Persona.subject == subject))


def persona_rows(session: Session) -> list[dict[str, Any]]:
    """The personas as operators and tests read them."""
    return [
        {"subject": p.subject, "name": p.name, "audience": p.audience, "role": p.role}
        for p in personas(session)
    ]
