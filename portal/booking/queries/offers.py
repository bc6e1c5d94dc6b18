"""Times offered to a citizen."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from portal.booking.models import TimeOffer, WaitingWish


def open_offers(session: Session, citizen_id: int, now: datetime) -> list[TimeOffer]:
    """The times the citizen can still say yes to, the earliest first."""
    return list(
        session.scalars(
            sa.select(TimeOffer)
            .options(orm.joinedload(TimeOffer.staff), orm.joinedload(TimeOffer.talk))
            .where(
                TimeOffer.citizen_id == citizen_id,
                TimeOffer.status == "open",
                TimeOffer.expires_at > now,
            )
            .order_by(sa.func.lower(TimeOffer.during))
        )
    )


def waiting_talk_id(session: Session, citizen_id: int) -> int | None:
    """The talk for which the citizen wants an earlier time, or None."""
    return session.scalar(
        sa.select(WaitingWish.talk_id).where(
            WaitingWish.citizen_id == citizen_id, WaitingWish.ended_at.is_(None)
        )
    )
