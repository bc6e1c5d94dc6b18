"""A time is free, or the office owes somebody one: the worker offers it after the commit."""

from sqlalchemy.orm import Session

from portal.booking.models import Talk
from portal.core import jobs

OFFER_FREED = "booking.offer_freed"
OFFER_PRIORITY = "booking.offer_priority"


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
