"""Booking, moving and cancelling a talk."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.booking import queries, rules
from portal.booking.defaults import OWN_WISH
from portal.booking.models import SELF_BOOKED_CHANNELS, Obligation, Talk
from portal.booking.queries import Planner
from portal.booking.refusals import BookingRefusal, refusal_for
from portal.booking.service import duties, messages
from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused, constraint_of

CONSTRAINTS = {
    "caseworker_not_double_booked": BookingRefusal.TAKEN,
    "citizen_not_double_booked": BookingRefusal.CITIZEN_BUSY,
    "room_not_double_booked": BookingRefusal.TAKEN,
    "talk_fulfils_one_obligation_once": BookingRefusal.HAS_TALK,
}


def book(
    session: Session,
    citizen_id: int,
    *,
    starts: datetime,
    channel: str,
    actor: Actor | None,
    now: datetime,
    moves: int | None = None,
) -> Talk:
    """Book a talk with the citizen's own caseworker; with `moves` in place of that talk.

    The talk that is moved keeps its time until the new one is booked. Booking the same time
    again answers with the talk that is there.

    Raises:
        Refused: with the reason; nothing has changed.
        NotFound: when there is no such citizen, or `moves` is not a talk of the citizen's.
    """
    if channel not in SELF_BOOKED_CHANNELS:
        raise Refused(BookingRefusal.CHANNEL)
    _take_turns(session, citizen_id, moves)
    there = _booked_at(session, citizen_id, starts)
    if there is not None:
        return there
    planner = queries.planner(session, citizen_id, now)
    old = _to_be_moved(session, planner, moves) if moves is not None else None
    obligation = old.obligation if old else planner.obligation
    if old is None and obligation is None and planner.has_upcoming:
        raise Refused(BookingRefusal.HAS_TALK)
    no = planner.why_not(starts, obligation.hold_by if obligation else None)
    if no is not None:
        raise Refused(refusal_for(no))
    talk = _new_talk(planner, obligation, old, Range(starts, starts + planner.terms.length))
    talk.channel = channel
    _store(session, talk, old, now)
    if obligation is not None:
        obligation.status = "booked"
    session.flush()
    _tell(session, planner, talk, old, actor)
    return talk


def _take_turns(session: Session, citizen_id: int, moves: int | None) -> None:
    """Wait until nobody else is booking with the same caseworkers.

    The database refuses a double booking in any case. Taking turns first, in one ordered
    statement, lets the loser of a race hear so at once instead of through a deadlock.
    """
    own = sa.select(Citizen.caseworker_id).where(Citizen.id == citizen_id)
    moved = sa.select(Talk.caseworker_id).where(Talk.id == moves, Talk.citizen_id == citizen_id)
    session.execute(
        sa.select(Staff.id)
        .where(sa.or_(Staff.id.in_(own), Staff.id.in_(moved)))
        .order_by(Staff.id)
        .with_for_update(key_share=True)
    ).all()


def _booked_at(session: Session, citizen_id: int, starts: datetime) -> Talk | None:
    return session.scalar(
        sa.select(Talk).where(
            Talk.citizen_id == citizen_id,
            Talk.status == "booked",
            sa.func.lower(Talk.during) == starts,
        )
    )


def _to_be_moved(session: Session, planner: Planner, talk_id: int) -> Talk:
    talk = _own(session, planner.citizen.id, talk_id)
    no = rules.why_not_change(talk.status, talk.starts, planner.terms, planner.now)
    if no is not None:
        raise Refused(refusal_for(no))
    return talk


def _own(session: Session, citizen_id: int, talk_id: int) -> Talk:
    """The citizen's talk, held against other changes until this one is committed."""
    talk = session.scalar(
        sa.select(Talk)
        .where(Talk.id == talk_id, Talk.citizen_id == citizen_id)
        .options(
            orm.selectinload(Talk.obligation),
            orm.selectinload(Talk.caseworker),
            orm.selectinload(Talk.purpose),
        )
        .with_for_update(of=Talk)
        .execution_options(populate_existing=True)
    )
    if talk is None:
        raise NotFound
    return talk


def _new_talk(
    planner: Planner, obligation: Obligation | None, old: Talk | None, during: Range[datetime]
) -> Talk:
    talk = Talk(
        citizen_id=planner.citizen.id,
        caseworker_id=planner.citizen.caseworker_id,
        obligation_id=obligation.id if obligation else None,
        kind=obligation.kind if obligation else "job",
        purpose_code=obligation.purpose_code if obligation else OWN_WISH,
        during=during,
        buffer_before=planner.terms.buffer_before // timedelta(minutes=1),
        buffer_after=planner.terms.buffer_after // timedelta(minutes=1),
        status="booked",
        created_at=planner.now,
        version=1,
    )
    if old is not None:
        talk.kind, talk.purpose_code = old.kind, old.purpose_code
        talk.version, talk.calendar_uid = old.version + 1, old.calendar_uid
    return talk


def _store(session: Session, talk: Talk, old: Talk | None, now: datetime) -> None:
    """Give up the old time and take the new one, both or neither."""
    try:
        with session.begin_nested():
            if old is not None:
                old.status, old.cancelled_at = "cancelled", now
                session.flush()
            session.add(talk)
            session.flush()
    except IntegrityError as error:
        refusal = CONSTRAINTS.get(constraint_of(error) or "")
        if refusal is None:
            raise
        raise Refused(refusal) from error


def _tell(
    session: Session, planner: Planner, talk: Talk, old: Talk | None, actor: Actor | None
) -> None:
    now, citizen = planner.now, planner.citizen
    if old is not None:
        messages.withdraw_reminders(session, old, now)
    purpose = old.purpose if old else planner.purpose
    messages.confirm(session, talk, citizen, purpose, planner.terms, now)
    audit.record(
        session,
        actor,
        "move" if old else "book",
        "talk",
        talk.id,
        now=now,
        citizen_id=citizen.id,
        starts=talk.starts.isoformat(),
        **({"moved_from": old.id} if old else {}),
    )
    session.flush()


def cancel(
    session: Session, citizen_id: int, talk_id: int, *, actor: Actor | None, now: datetime
) -> Talk:
    """Cancel the citizen's talk; what it should have fulfilled is open again, with fair notice.

    Cancelling a cancelled talk changes nothing.

    Raises:
        Refused: when it is too late, or the talk is over.
        NotFound: when it is not a talk of the citizen's.
    """
    talk = _own(session, citizen_id, talk_id)
    if talk.status == "cancelled":
        return talk
    terms = queries.terms_for(session, citizen_id, now, talk.kind)
    no = rules.why_not_change(talk.status, talk.starts, terms, now)
    if no is not None:
        raise Refused(refusal_for(no))
    talk.status, talk.cancelled_at, talk.cancelled_by = "cancelled", now, "citizen"
    talk.version += 1
    if talk.obligation is not None:
        duties.reopen(talk.obligation, terms, now)
    citizen = session.get_one(Citizen, citizen_id)
    messages.withdraw_reminders(session, talk, now)
    messages.cancelled(session, talk, citizen, now)
    audit.record(session, actor, "cancel", "talk", talk.id, now=now, citizen_id=citizen_id)
    session.flush()
    return talk
