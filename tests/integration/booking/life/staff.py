"""What staff do, for a citizen or with what there is."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range

from portal.booking import queries, service
from portal.booking.models import Absence, NoTimeFound, Obligation, Talk
from portal.booking.service.absences import Decision
from portal.core import clock

if TYPE_CHECKING:
    from tests.integration.booking.life.machine import Life

KINDS = ("job", "job", "assessment")
DECISIONS = ("offer", "cancel", "hand_over", "offer", "forget")
HOURS = (1, 3, 24, 72)


def summon(life: "Life", citizen_id: int, pick: int, way: int) -> None:
    staff_id = (None, *life.world.staff)[way % 4]
    kind = KINDS[way % 3]
    how: dict[str, Any] = {"staff_id": staff_id, "by_staff": True}
    starts = life.a_time(citizen_id, pick, kind=kind, **how)
    service.book(
        life.session,
        citizen_id,
        starts=starts,
        channel="phone",
        actor=life.world.lead(),
        now=life.now,
        wish=service.Wish(kind=kind, purpose_code="job_search"),
        **how,
    )


def move_for(life: "Life", _citizen_id: int, pick: int, way: int) -> None:
    talk = life.booked(way)
    moved = queries.own_talk(life.session, talk.citizen_id, talk.id)
    channel = ("phone", "in_person", "video")[way % 3]
    starts = life.a_time(talk.citizen_id, pick, channel=channel, moved=moved, by_staff=True)
    service.book(
        life.session,
        talk.citizen_id,
        starts=starts,
        channel=channel,
        actor=life.world.lead(),
        now=life.now,
        moves=talk.id,
        by_staff=True,
        wish=service.Wish(kind=KINDS[pick % 3]),
    )


def cancel_for(life: "Life", _citizen_id: int, pick: int, _way: int) -> None:
    talk, lead = life.booked(pick), life.world.lead()
    service.cancel(life.session, talk.citizen_id, talk.id, actor=lead, now=life.now, by_staff=True)


def cancel_by_centre(life: "Life", _citizen_id: int, pick: int, _way: int) -> None:
    talk, lead = life.booked(pick), life.world.lead()
    service.failures.cancel_by_centre(life.session, talk.id, actor=lead, now=life.now)


def be_away(life: "Life", _citizen_id: int, pick: int, way: int) -> None:
    """For some hours from nine on one of the next days; each talk hit is decided about or not."""
    staff = life.world.staff
    who, first = pick % 3, clock.start_of_day(clock.local_date(life.now))
    first += timedelta(days=pick % 9, hours=9)
    during = Range(first, first + timedelta(hours=HOURS[way % 4]))
    decisions = {}
    for number, talk in enumerate(
        service.absences.hit_by(life.session, staff[who], during, life.now), start=way
    ):
        what, colleague = DECISIONS[number % 5], staff[(who + 1 + number % 2) % 3]
        if what != "forget":
            decisions[talk.id] = Decision(what, colleague if what == "hand_over" else None)
    service.absences.save(
        life.session, staff[who], during, decisions, actor=life.world.lead(), now=life.now
    )
    life.left += [talk_id for talk_id, made in decisions.items() if made.what == "offer"]


def come_back(life: "Life", _citizen_id: int, pick: int, _way: int) -> None:
    absence_id = life.one(sa.select(Absence.id).order_by(Absence.id), pick)
    service.absences.remove(life.session, absence_id, actor=life.world.lead(), now=life.now)


def take_over(life: "Life", _citizen_id: int, pick: int, way: int) -> None:
    talk = life.booked(pick)
    service.take_over(
        life.session,
        from_id=talk.caseworker_id,
        to_id=life.world.staff[way % 3],
        day=clock.local_date(talk.starts),
        actor=life.world.lead(),
        now=life.now,
    )


def say_what_came_of_it(life: "Life", _citizen_id: int, pick: int, way: int) -> None:
    talk = life.booked(pick, sa.func.lower(Talk.during) <= life.now)
    service.record_outcome(
        life.session,
        talk.id,
        service.OUTCOMES[way % 4],
        actor=life.world.lead(),
        now=life.now,
    )


def demand(life: "Life", citizen_id: int, pick: int, way: int) -> None:
    by = clock.local_date(life.now) + timedelta(days=(1, 4, 9, 20)[way % 4])
    service.require(
        life.session,
        citizen_id,
        kind=KINDS[pick % 3],
        purpose_code="job_search",
        purpose_words="",
        book_by=by,
        hold_by=by + timedelta(days=4),
        short_notice_reason="It is urgent" if way % 4 else "",
        actor=life.world.lead(),
        now=life.now,
    )


def end_duty(life: "Life", _citizen_id: int, pick: int, way: int) -> None:
    obligation_id = life.one(sa.select(Obligation.id).order_by(Obligation.id), pick)
    status = ("excused", "withdrawn")[way % 2]
    lead = life.world.lead()
    service.end(life.session, obligation_id, status, actor=lead, reason="x", now=life.now)


def exempt(life: "Life", citizen_id: int, pick: int, _way: int) -> None:
    until = clock.local_date(life.now) + timedelta(days=2) if pick % 2 else None
    service.exemptions.decide(
        life.session,
        citizen_id,
        ground="language",
        expires_on=until,
        actor=life.world.lead(),
        now=life.now,
    )


def end_exemption(life: "Life", citizen_id: int, _pick: int, _way: int) -> None:
    service.exemptions.end(life.session, citizen_id, actor=life.world.lead(), now=life.now)


def answer_no_time(life: "Life", _citizen_id: int, pick: int, _way: int) -> None:
    asked = sa.select(NoTimeFound.id).where(NoTimeFound.answered_at.is_(None))
    asked_id = life.one(asked.order_by(NoTimeFound.id), pick)
    service.no_time.answer(life.session, asked_id, "Ring", actor=life.world.lead(), now=life.now)
