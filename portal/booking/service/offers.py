"""What a citizen says to a time that was offered: yes, no, or nothing until it is too late.

An offer is no hold. Whoever says yes books through the same door as everybody, and the database
decides; an offered time that is gone says so.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.booking.models import Talk, TimeOffer
from portal.booking.refusals import BookingRefusal
from portal.booking.service import offering, waiting
from portal.booking.service.bookings import book
from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused

# The booking door says these of a time that somebody else has taken, or that is no more.
GONE = frozenset(
    {
        BookingRefusal.TAKEN,
        BookingRefusal.COLLEAGUE_BUSY,
        BookingRefusal.PAST,
        BookingRefusal.TOO_SOON,
        BookingRefusal.CLOSED,
        BookingRefusal.OUTSIDE,
        BookingRefusal.ABSENT,
        BookingRefusal.DAY_FULL,
        BookingRefusal.NO_ROOM,
    }
)


def accept(
    session: Session, citizen_id: int, offer_id: int, *, actor: Actor | None, now: datetime
) -> Talk:
    """Book the offered time, in place of the talk it was offered for.

    The citizen's other offers for the same are closed. Saying yes twice answers with the talk.

    Raises:
        Refused: when the time is gone (the offer is closed: commit that), expired or answered.
        NotFound: when it is not the citizen's.
    """
    made = _own(session, citizen_id, offer_id)
    assert made.during.lower is not None
    if made.status == "accepted":
        return _booked(session, made)
    if made.status == "open" and made.expires_at <= now:
        made.status, made.answered_at = "expired", now
    if made.status != "open":
        raise Refused(BookingRefusal.OFFER_OVER)
    try:
        with session.begin_nested():
            talk = book(
                session,
                citizen_id,
                starts=made.during.lower,
                channel=made.channel,
                actor=actor,
                now=now,
                moves=_still_booked(session, made),
                staff_id=made.staff_id,
                by_offer=made.because,
            )
    except Refused as refused:
        if refused.refusal in GONE:
            made.status, made.answered_at = "gone", now
            session.flush()
        raise
    made.status, made.answered_at = "accepted", now
    session.flush()
    _end_search(session, made, now)
    return talk


def _end_search(session: Session, made: TimeOffer, now: datetime) -> None:
    """The citizen has a time: what else was offered for it is gone, and nobody waits."""
    others = TimeOffer.citizen_id == made.citizen_id
    if made.talk_id is not None:
        others = sa.and_(others, TimeOffer.talk_id == made.talk_id)
    offering.close_open(session, others, "gone", now)
    wish = waiting.waiting(session, made.citizen_id)
    if wish is not None:
        wish.ended_at = now


def _own(session: Session, citizen_id: int, offer_id: int) -> TimeOffer:
    made = session.scalar(
        sa.select(TimeOffer)
        .where(TimeOffer.id == offer_id, TimeOffer.citizen_id == citizen_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if made is None:
        raise NotFound
    return made


def _still_booked(session: Session, made: TimeOffer) -> int | None:
    """The talk the offer would take the place of, if the citizen still has it."""
    if made.talk_id is None:
        return None
    status = session.scalar(sa.select(Talk.status).where(Talk.id == made.talk_id))
    return made.talk_id if status == "booked" else None


def _booked(session: Session, made: TimeOffer) -> Talk:
    return session.scalars(
        sa.select(Talk)
        .where(
            Talk.citizen_id == made.citizen_id,
            Talk.caseworker_id == made.staff_id,
            sa.func.lower(Talk.during) == made.during.lower,
        )
        .order_by(Talk.id.desc())
        .limit(1)
    ).one()


def decline(
    session: Session, citizen_id: int, offer_id: int, *, actor: Actor | None, now: datetime
) -> None:
    """The citizen does not want the time; the next in line is asked. No twice is no.

    Raises:
        NotFound: when it is not the citizen's.
    """
    made = _own(session, citizen_id, offer_id)
    if made.status == "open":
        made.status, made.answered_at = "declined", now
        audit.record(
            session, actor, "decline", "time_offer", made.id, now=now, citizen_id=citizen_id
        )
        session.flush()
        _pass_on(session, made, now)


def expire(session: Session, now: datetime) -> int:
    """Close the offers nobody answered in time, ask the next in line, and say how many."""
    over = list(
        session.scalars(
            sa.select(TimeOffer)
            .where(TimeOffer.status == "open", TimeOffer.expires_at <= now)
            .order_by(TimeOffer.id)
            .with_for_update(skip_locked=True)
        )
    )
    for made in over:
        made.status, made.answered_at = "expired", now
    session.flush()
    for made in over:
        _pass_on(session, made, now)
    return len(over)


def _pass_on(session: Session, made: TimeOffer, now: datetime) -> None:
    if made.because == "earlier_time":
        offering.offer_freed(session, made.staff_id, made.during, now)
