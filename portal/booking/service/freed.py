"""A time is free, or the office owes somebody one: the worker offers it after the commit."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.booking.models import Talk, WaitingWish
from portal.core import jobs

OFFER_FREED = "booking.offer_freed"
OFFER_PRIORITY = "booking.offer_priority"


def end_wait(session: Session, talk: Talk, now: datetime) -> None:
    """Nobody waits for an earlier time than that of a talk that is cancelled."""
    session.execute(
        sa.update(WaitingWish)
        .where(WaitingWish.talk_id == talk.id, WaitingWish.ended_at.is_(None))
        .values(ended_at=now)
    )


def tell_waiting(session: Session, talk: Talk) -> None:
    """Let the worker offer the talk's time to those who wait for an earlier one."""
    jobs.defer(
        session,
        OFFER_FREED,
        staff_id=talk.caseworker_id,
        starts=talk.starts.isoformat(),
        ends=talk.ends.isoformat(),
    )


def make_up_for(session: Session, talk: Talk) -> None:
    """Let the worker offer times to the citizen whose talk we did not hold."""
    jobs.defer(session, OFFER_PRIORITY, talk_id=talk.id)


def tell_of_span(session: Session, staff_id: int, during: Range[datetime]) -> None:
    """Let the worker offer a caseworker's time to those who wait, from its start."""
    assert during.lower is not None
    assert during.upper is not None
    jobs.defer(
        session,
        OFFER_FREED,
        staff_id=staff_id,
        starts=during.lower.isoformat(),
        ends=during.upper.isoformat(),
    )
