"""What went wrong with talks lately, and how it is made good: by the portal's own use cases."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.booking import queries, rules, service
from portal.booking.models import Obligation, Talk
from portal.core import clock
from portal.core.access import Actor, Audience, Role
from portal.demo.town import Town
from portal.demo.workdays import Diary

MISSED, WAITS = "jonas-uddannelse", "amina-integration"
# What two of Mette's citizens wrote, and how many hours ago.
NO_TIMES = (
    ("Kun før klokken ti, for jeg følger min datter i børnehave og henter hende igen.", 26),
    ("Helst på telefon om eftermiddagen. Jeg er i praktik om formiddagen.", 4),
)


def load(session: Session, town: Town, diary: Diary) -> None:
    """A talk nobody came to, two who found no time, one who need not book, an earlier time."""
    _missed(session, town, diary)
    waiting = _who_must_book(session, town)
    for (wish, hours), citizen in zip(NO_TIMES, waiting, strict=False):
        _found_no_time(session, town, citizen, wish, hours)
    for citizen in waiting[len(NO_TIMES) : len(NO_TIMES) + 1]:
        service.exemptions.decide(
            session,
            citizen.id,
            ground="it_skills",
            expires_on=town.today + timedelta(days=182),
            actor=_actor(citizen.caseworker),
            now=town.ago(40, 50),
        )
    _offered_earlier(session, town)


def _who_must_book(session: Session, town: Town) -> list[Citizen]:
    """Citizens of Mette's, none of them a persona, with a talk to book."""
    known = [one.id for one in town.citizens if one.persona]
    mette = town.citizen("anna-dagpenge").caseworker_id
    return list(
        session.scalars(
            sa.select(Citizen)
            .join(Obligation, Obligation.citizen_id == Citizen.id)
            .where(
                Citizen.caseworker_id == mette,
                Citizen.id.not_in(known),
                Obligation.status == "open",
                Obligation.book_by > town.today,
            )
            .options(orm.joinedload(Citizen.caseworker))
            .order_by(Obligation.book_by, Citizen.id)
        )
    )


def _found_no_time(session: Session, town: Town, citizen: Citizen, wish: str, hours: int) -> None:
    asked_at = town.ago(hours, hours + 6)
    day = clock.local_date(asked_at)
    service.no_time.ask(
        session,
        citizen.id,
        channel="in_person",
        window=(day, day + timedelta(days=28)),
        wish=wish,
        actor=None,
        now=asked_at,
    )


def _missed(session: Session, town: Town, diary: Diary) -> None:
    """Jonas came, and nobody was there. We have said sorry, and his deadline stands still."""
    one = town.citizen(MISSED)
    last = town.today - timedelta(days=1)
    rng = town.chance("the talk we missed")
    minutes = town.terms[one.group, one.at_risk].minutes
    time_ = diary.book(one.caseworker_id, last - timedelta(days=6), last, minutes, rng)
    duty = session.scalars(
        sa.select(Obligation).where(Obligation.citizen_id == one.id, Obligation.status == "open")
    ).first()
    if time_ is None or duty is None:
        return
    talk = Talk(
        citizen_id=one.id,
        caseworker_id=one.caseworker_id,
        obligation_id=duty.id,
        kind=duty.kind,
        channel="in_person",
        purpose_code=duty.purpose_code,
        during=Range(*time_),
        booked_by="citizen",
        created_at=time_[0] - timedelta(days=5),
    )
    duty.status = "booked"
    session.add(talk)
    session.flush()
    holder = _actor(session.get_one(Staff, one.caseworker_id))
    said_at = time_[1] + timedelta(minutes=20)
    service.record_outcome(session, talk.id, "centre_absent", actor=holder, now=said_at)


def _offered_earlier(session: Session, town: Town) -> None:
    """Amina waits for an earlier time, and one is free: that which can be offered longest."""
    citizen_id = town.citizen(WAITS).id
    talk = session.scalars(
        sa.select(Talk)
        .where(Talk.citizen_id == citizen_id, Talk.status == "booked")
        .where(sa.func.lower(Talk.during) > town.now)
        .options(orm.selectinload(Talk.obligation), orm.selectinload(Talk.purpose))
    ).first()
    if talk is None:
        return
    person = Actor(Audience.CITIZEN, citizen_id, "")
    wish = service.waiting.wish_earlier(
        session, citizen_id, talk.id, actor=person, now=town.ago(50, 60)
    )
    planner = queries.planner(session, citizen_id, town.now, moved=talk)
    best = None
    for slot in planner.all_slots():
        until = rules.offer_until(slot.starts, planner.terms.lead, town.now)
        if until and slot.starts < talk.starts and (best is None or until > best[0]):
            best = until, slot
    if best is None:
        return
    until, slot = best
    service.offering.offer(
        session,
        citizen_id=citizen_id,
        staff_id=slot.staff_id,
        during=Range(slot.starts, slot.ends),
        channel=talk.channel,
        because="earlier_time",
        expires_at=until,
        now=town.now,
        talk_id=talk.id,
        wish_id=wish.id,
    )


def _actor(staff: Staff) -> Actor:
    return Actor(Audience.STAFF, staff.id, staff.name, role=Role(staff.role), team_id=staff.team_id)
