"""Times offered to one citizen: an earlier one, a new one when we can't, one to make good.

An offer is no hold. Whoever says yes books through the same door as everybody, and the database
decides; an offered time that is gone says so.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.booking import queries, rules
from portal.booking.models import Talk, TimeOffer, WaitingWish
from portal.booking.refusals import BookingRefusal
from portal.booking.service.bookings import book
from portal.core import audit
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.notifications import checks
from portal.notifications import service as notifications

OFFERS_PATH = "/borger/samtaler/tilbud"
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
        _close(session, TimeOffer.wish_id == wish.id, "declined", now)
        audit.record(
            session, actor, "stop", "waiting_wish", wish.id, now=now, citizen_id=citizen_id
        )
        session.flush()


def offer(
    session: Session,
    *,
    citizen_id: int,
    staff_id: int,
    during: Range[datetime],
    channel: str,
    because: str,
    expires_at: datetime,
    now: datetime,
    talk_id: int | None = None,
    wish_id: int | None = None,
) -> TimeOffer:
    """Offer a time to a citizen until a moment, and tell them."""
    made = TimeOffer(
        citizen_id=citizen_id,
        talk_id=talk_id,
        wish_id=wish_id,
        staff_id=staff_id,
        during=during,
        channel=channel,
        because=because,
        made_at=now,
        expires_at=expires_at,
    )
    session.add(made)
    session.flush()
    notifications.tell(
        session,
        event=f"offer:{made.id}",
        kind="time_offered",
        audience=Audience.CITIZEN,
        recipient_id=citizen_id,
        now=now,
        path=OFFERS_PATH,
        still_true=f"offer:{made.id}",
        starts=during.lower,
        caseworker=session.get_one(Staff, staff_id).name,
        expires_at=expires_at,
        because=because,
    )
    return made


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
    others = TimeOffer.citizen_id == citizen_id
    if made.talk_id is not None:
        others = sa.and_(others, TimeOffer.talk_id == made.talk_id)
    _close(session, others, "gone", now)
    wish = waiting(session, citizen_id)
    if wish is not None:
        wish.ended_at = now
    return talk


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


def _close(session: Session, which: sa.ColumnElement[bool], status: str, now: datetime) -> None:
    session.execute(
        sa.update(TimeOffer)
        .where(which, TimeOffer.status == "open")
        .values(status=status, answered_at=now)
    )


def _pass_on(session: Session, made: TimeOffer, now: datetime) -> None:
    if made.because == "earlier_time":
        offer_freed(session, made.staff_id, made.during, now)


def offer_freed(
    session: Session, staff_id: int, during: Range[datetime], now: datetime
) -> TimeOffer | None:
    """Offer a time that has become free to the first who waits for an earlier one and can have it.

    Nobody is asked twice for the same time, and only one person at a time.
    """
    starts = during.lower
    assert starts is not None
    if starts <= now or _is_offered(session, staff_id, during):
        return None
    for wish in _waiting_for(session, staff_id, starts):
        planner = queries.planner(
            session,
            wish.citizen_id,
            now,
            channel=wish.channel,
            staff_id=staff_id,
            moved=wish.talk,
        )
        until = rules.offer_until(starts, planner.terms.lead, now)
        if until is None or planner.why_not(starts) is not None:
            continue
        return offer(
            session,
            citizen_id=wish.citizen_id,
            staff_id=staff_id,
            during=Range(starts, starts + planner.terms.length),
            channel=planner.channel,
            because="earlier_time",
            expires_at=until,
            now=now,
            talk_id=wish.talk_id,
            wish_id=wish.id,
        )
    return None


def _is_offered(session: Session, staff_id: int, during: Range[datetime]) -> bool:
    found = sa.exists().where(
        TimeOffer.staff_id == staff_id,
        TimeOffer.status == "open",
        TimeOffer.during.overlaps(during),
    )
    return bool(session.scalar(sa.select(found)))


def _waiting_for(session: Session, staff_id: int, starts: datetime) -> list[WaitingWish]:
    """Those who wait for an earlier time with this caseworker, who waited longest on top."""
    asked = sa.exists().where(
        TimeOffer.citizen_id == WaitingWish.citizen_id,
        TimeOffer.staff_id == staff_id,
        sa.func.lower(TimeOffer.during) == starts,
    )
    return list(
        session.scalars(
            sa.select(WaitingWish)
            .join(WaitingWish.talk)
            .options(
                orm.contains_eager(WaitingWish.talk).joinedload(Talk.obligation),
                orm.contains_eager(WaitingWish.talk).joinedload(Talk.purpose),
            )
            .where(
                WaitingWish.ended_at.is_(None),
                Talk.status == "booked",
                Talk.caseworker_id == staff_id,
                sa.func.lower(Talk.during) > starts,
                ~asked,
            )
            .order_by(WaitingWish.created_at, WaitingWish.id)
        )
    )


PRIORITY_OFFERS = 3


def offer_priority(session: Session, talk_id: int, now: datetime) -> list[TimeOffer]:
    """Offer the three times nearest to a talk that we did not hold, kept times among them.

    Offers that are there already are not made again.
    """
    talk = session.get_one(
        Talk, talk_id, options=[orm.joinedload(Talk.obligation), orm.joinedload(Talk.purpose)]
    )
    if talk.status not in ("cancelled", "centre_absent") or _has_offers(session, talk.citizen_id):
        return []
    planner = queries.planner(
        session, talk.citizen_id, now, channel=talk.channel, kind=talk.kind, by_staff=True
    )
    lead = queries.terms_for(session, talk.citizen_id, now, talk.kind).lead
    slots = [slot for slot in planner.all_slots() if slot.starts >= now + 2 * lead]
    wanted = max(talk.starts, now)
    nearest = sorted(sorted(slots, key=lambda slot: abs(slot.starts - wanted))[:PRIORITY_OFFERS])
    return [
        offer(
            session,
            citizen_id=talk.citizen_id,
            staff_id=slot.staff_id,
            during=Range(slot.starts, slot.ends),
            channel=planner.channel,
            because="priority",
            expires_at=slot.starts - lead,
            now=now,
        )
        for slot in nearest
    ]


def _has_offers(session: Session, citizen_id: int) -> bool:
    found = sa.exists().where(
        TimeOffer.citizen_id == citizen_id,
        TimeOffer.status == "open",
        TimeOffer.because == "priority",
    )
    return bool(session.scalar(sa.select(found)))


def _is_open(session: Session, rest: list[str]) -> bool:
    """The fact 'offer:<id>': it has not been answered, withdrawn or overtaken."""
    return session.scalar(sa.select(TimeOffer.status).where(TimeOffer.id == int(rest[0]))) == "open"


checks.register("offer", _is_open)
