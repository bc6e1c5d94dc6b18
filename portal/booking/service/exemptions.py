"""Who need not book their own talks."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.booking.models import Exemption
from portal.core import clock


def active(session: Session, citizen_id: int, now: datetime) -> Exemption | None:
    """The exemption that holds today, or None."""
    return session.scalar(
        sa.select(Exemption).where(
            Exemption.citizen_id == citizen_id,
            Exemption.ended_at.is_(None),
            sa.or_(Exemption.expires_on.is_(None), Exemption.expires_on >= clock.local_date(now)),
        )
    )


def is_exempt(session: Session, citizen_id: int, now: datetime) -> bool:
    """True when the caseworker books the citizen's talks."""
    return active(session, citizen_id, now) is not None
