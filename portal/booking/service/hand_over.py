"""A colleague takes over talks. It counts as a caseworker change, and the citizens are told."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.booking import queries
from portal.booking.models import Absence, Talk
from portal.booking.refusals import BookingRefusal
from portal.booking.service import joint_moves, messages
from portal.core import audit, clock, policy
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused, in_words


def take_over(
    session: Session, *, from_id: int, to_id: int, day: date, actor: Actor, now: datetime
) -> tuple[list[Talk], list[Talk]]:
    """A colleague of the team takes over all of somebody's talks on a day that are still to come.

    Returns those taken over, and those that stay because the colleague is taken then. Doing it
    again takes over what has come since.

    Raises:
        NotFound: when the two are not of the actor's team, or the actor is neither of them nor
            its lead.
    """
    giver, taker = session.get(Staff, from_id), session.get(Staff, to_id)
    may = policy.may(actor, policy.LEAD_TEAM) or actor.person_id in (from_id, to_id)
    if giver is None or taker is None or not may or from_id == to_id:
        raise NotFound
    if not taker.active or {giver.team_id, taker.team_id} != {actor.team_id}:
        raise NotFound
    span = Range(clock.start_of_day(day), clock.start_of_day(day + timedelta(days=1)))
    talks = session.scalars(
        sa.select(Talk)
        .where(
            Talk.caseworker_id == from_id,
            Talk.status == "booked",
            Talk.during.overlaps(span),
            sa.func.lower(Talk.during) > now,
        )
        .options(orm.joinedload(Talk.citizen))
        .order_by(sa.func.lower(Talk.during))
        .with_for_update(of=Talk)
        .execution_options(populate_existing=True)
    ).all()
    taken, stay = [], []
    for talk in talks:
        try:
            hand_over(session, talk, taker, actor=actor, now=now)
            taken.append(talk)
        except Refused:
            stay.append(talk)
    return taken, stay


def hand_over(session: Session, talk: Talk, to: Staff, *, actor: Actor, now: datetime) -> None:
    """Give one talk to a colleague, at the same time and place, also to one who takes part.

    Raises:
        Refused: when the colleague is away or has something else then; nothing has changed.
    """
    previous = session.get_one(Staff, talk.caseworker_id)
    away = sa.exists().where(Absence.staff_id == to.id, Absence.during.overlaps(talk.during))
    if session.scalar(sa.select(away)):
        raise Refused(BookingRefusal.ABSENT)
    with in_words(session, {"caseworker_not_double_booked": BookingRefusal.TAKEN}):
        talk.caseworker_id, talk.version = to.id, talk.version + 1
        talk.instead_of_id = talk.instead_of_id or previous.id
    session.expire(talk, ["caseworker"])
    joint_moves.now_holds(session, talk)
    citizen = session.get_one(Citizen, talk.citizen_id)
    terms = queries.terms_for(session, citizen.id, now, talk.kind)
    messages.handed_over(session, talk, citizen, previous, terms, now)
    audit.record(
        session,
        actor,
        "hand_over",
        "talk",
        talk.id,
        now=now,
        citizen_id=talk.citizen_id,
        from_staff=previous.id,
        to_staff=to.id,
    )
    session.flush()
