"""Who waits for an earlier time than the one they have."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.booking.models import Talk, TimeOffer, WaitingWish
from portal.booking.service.offering import close_open
from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import NotFound


def wish_earlier(
    session: Session, citizen_id: int, talk_id: int, *, actor: Actor, now: datetime
) -> WaitingWish:
    """The citizen wants to hear of an earlier time than that of the talk. Twice is once.

    Raises:
        NotFound: when it is not a coming talk of the citizen's.
    """
    talk = session.scalar(
        sa.select(Talk)
        .where(Talk.id == talk_id, Talk.citizen_id == citizen_id, Talk.status == "booked")
        .with_for_update()
    )
    if talk is None or talk.starts <= now:
        raise NotFound
    there = waiting(session, citizen_id)
    if there is not None:
        there.talk_id = talk_id
        return there
    wish = WaitingWish(citizen_id=citizen_id, talk_id=talk_id, created_at=now)
    session.add(wish)
    session.flush()
    audit.record(session, actor, "wish", "waiting_wish", wish.id, now=now, citizen_id=citizen_id)
    return wish


def waiting(session: Session, citizen_id: int) -> WaitingWish | None:
    """The citizen's wish for an earlier time, or None."""
    return session.scalar(
        sa.select(WaitingWish).where(
            WaitingWish.citizen_id == citizen_id, WaitingWish.ended_at.is_(None)
        )
    )


def stop_waiting(session: Session, citizen_id: int, *, actor: Actor | None, now: datetime) -> None:
    """The citizen no longer wants to hear of earlier times."""
    wish = waiting(session, citizen_id)
    if wish is not None:
        wish.ended_at = now
        close_open(session, TimeOffer.wish_id == wish.id, "declined", now)
        audit.record(
            session, actor, "stop", "waiting_wish", wish.id, now=now, citizen_id=citizen_id
        )
        session.flush()
