"""Times are offered to one citizen: an earlier one, a new one when we can't, one to make good."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.booking import queries, rules
from portal.booking.models import Talk, TimeOffer, WaitingWish
from portal.core.access import Audience
from portal.notifications import checks
from portal.notifications import service as notifications

OFFERS_PATH = "/borger/samtaler/tilbud"
PRIORITY_OFFERS = 3


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


def close_open(session: Session, which: sa.ColumnElement[bool], status: str, now: datetime) -> None:
    """Close the open offers among `which`, and say why."""
    session.execute(
        sa.update(TimeOffer)
        .where(which, TimeOffer.status == "open")
        .values(status=status, answered_at=now)
    )


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
