"""What the office owes citizens when it fails them, and what stops a deadline."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking import queries, service
from portal.booking.models import Exemption, NoTimeFound, Obligation, Outage
from portal.booking.refusals import BookingRefusal
from portal.booking.service import duty_rounds, exemptions, failures, no_time
from portal.core.access import Actor, Audience, Role
from portal.core.clock import at_local
from portal.core.errors import NotFound, Refused
from portal.notifications.models import OutboxMessage
from portal.plan.models import PlanTask
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import ObligationFactory, TalkFactory, during
from tests.integration.booking.conftest import with_mornings

TODAY = date(2026, 11, 23)
NINE = at_local(date(2026, 11, 30), time(9))


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def caseworker_of(citizen: Citizen) -> Actor:
    staff = citizen.caseworker
    return Actor(Audience.STAFF, staff.id, staff.name, role=Role.CASEWORKER, team_id=staff.team_id)


def told(session: orm.Session, kind: str) -> list[OutboxMessage]:
    return list(
        session.scalars(
            sa.select(OutboxMessage).where(
                OutboxMessage.kind == kind, OutboxMessage.channel == "inbox"
            )
        )
    )


def test_a_talk_we_missed_is_apologised_for_and_stops_the_deadline(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    duty = ObligationFactory(citizen=citizen, status="booked")
    talk = TalkFactory(citizen=citizen, during=during(TODAY, "09:00"), obligation=duty)
    service.record_outcome(session, talk.id, "centre_absent", actor=caseworker_of(citizen), now=now)
    assert (duty.status, duty.stopped_because, duty.priority) == ("open", "centre_absent", True)
    (apology,) = told(session, "talk_missed_by_centre")
    assert "Det beklager vi" in apology.body
    assert service.expire_obligations(session, now + timedelta(days=90)) == 0
    service.book(session, citizen.id, starts=NINE, channel="in_person", actor=None, now=now)
    assert (duty.status, duty.stopped_at) == ("booked", None)


def test_a_talk_we_cancel_is_not_the_citizens_doing(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    duty = ObligationFactory(citizen=citizen, book_by=TODAY)
    talk = service.book(session, citizen.id, starts=NINE, channel="in_person", actor=None, now=now)
    actor = caseworker_of(citizen)
    failures.cancel_by_centre(session, talk.id, actor=actor, now=now)
    failures.cancel_by_centre(session, talk.id, actor=actor, now=now)
    assert (talk.status, talk.cancelled_by) == ("cancelled", "centre")
    assert (duty.status, duty.changes, duty.stopped_because) == ("open", 0, "centre_cancelled")
    assert duty.book_by >= TODAY + timedelta(days=8)
    assert len(told(session, "talk_cancelled_by_centre")) == 1
    reminders = sa.select(OutboxMessage.dropped_at).where(OutboxMessage.kind == "talk_reminder")
    assert set(session.scalars(reminders)) == {now}


def test_only_those_who_run_a_talk_can_cancel_it_for_the_office(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    talk = TalkFactory(citizen=citizen)
    with pytest.raises(NotFound):
        failures.cancel_by_centre(session, talk.id, actor=caseworker_of(CitizenFactory()), now=now)
    with pytest.raises(Refused) as caught:
        failures.cancel_by_centre(session, talk.id, actor=caseworker_of(citizen), now=talk.starts)
    assert caught.value.refusal is BookingRefusal.BEGUN


def test_technical_trouble_is_nobodys_fault(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    duty = ObligationFactory(citizen=citizen, status="booked", book_by=TODAY)
    talk = TalkFactory(citizen=citizen, during=during(TODAY, "09:00"), obligation=duty)
    service.record_outcome(
        session, talk.id, "technical_trouble", actor=caseworker_of(citizen), now=now
    )
    assert (duty.status, duty.stopped_at) == ("open", None)
    assert duty.book_by == TODAY + timedelta(days=8)


def test_what_is_agreed_becomes_tasks_of_the_plan(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    talk = TalkFactory(citizen=citizen, during=during(TODAY, "09:00"))
    steps = [service.Step(f"Skridt {n}", "citizen", TODAY + timedelta(days=n)) for n in (1, 2, 3)]
    actor = caseworker_of(citizen)
    with pytest.raises(Refused) as caught:
        service.record_outcome(
            session, talk.id, "held", actor=actor, now=now, steps=[*steps, steps[0]]
        )
    assert caught.value.refusal is BookingRefusal.TOO_MANY_STEPS
    for _click in range(2):
        service.record_outcome(session, talk.id, "held", actor=actor, now=now, steps=steps)
    tasks = session.execute(sa.select(PlanTask.title, PlanTask.talk_id).order_by(PlanTask.due_on))
    assert tasks.all() == [(f"Skridt {n}", talk.id) for n in (1, 2, 3)]


def test_who_finds_no_time_is_answered_and_pays_nothing(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    lead = StaffFactory(team=citizen.caseworker.team, role="team_lead")
    duty = ObligationFactory(citizen=citizen, book_by=TODAY)
    for _click in range(2):
        asked = no_time.ask(
            session,
            citizen.id,
            channel="in_person",
            window=(TODAY, TODAY + timedelta(days=28)),
            wish="Kun om aftenen",
            actor=actor,
            now=now,
        )
    assert session.scalar(sa.select(sa.func.count()).select_from(NoTimeFound)) == 1
    offered = queries.planner(session, citizen.id, now).slots(TODAY, TODAY + timedelta(days=28))
    assert asked.times_shown == len(offered) > 0
    assert asked.shown[0] == offered[0].starts.isoformat()
    assert asked.answer_by == date(2026, 11, 25)  # two working days
    assert (duty.status, duty.stopped_because) == ("open", "no_time_found")
    assert service.expire_obligations(session, now + timedelta(days=30)) == 0
    informed = {message.recipient_id for message in told(session, "no_time_to_answer")}
    assert informed == {lead.id, citizen.caseworker_id}

    late = now + timedelta(days=30)
    chief = Actor(Audience.STAFF, lead.id, lead.name, Role.TEAM_LEAD, team_id=lead.team_id)
    no_time.answer(session, asked.id, "Kom torsdag.", actor=chief, now=late)
    assert duty.stopped_at is None
    assert duty.book_by == late.date() + timedelta(days=8)
    (answer,) = told(session, "no_time_answered")
    assert "Kom torsdag." in answer.body
    stranger = StaffFactory(role="team_lead")
    other = Actor(Audience.STAFF, stranger.id, "", Role.TEAM_LEAD, team_id=stranger.team_id)
    with pytest.raises(NotFound):
        no_time.answer(session, asked.id, "Nej", actor=other, now=late)


def test_an_outage_moves_the_deadlines_it_hit_once(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    hit = ObligationFactory(citizen=citizen, book_by=TODAY, hold_by=TODAY + timedelta(days=11))
    spared = ObligationFactory(book_by=TODAY + timedelta(days=9))
    failures.beat(session, now - timedelta(hours=5))
    assert failures.beat(session, now) == 1
    assert failures.beat(session, now + timedelta(minutes=5)) == 0
    assert (hit.book_by, hit.hold_by) == (date(2026, 11, 25), date(2026, 12, 6))
    assert spared.book_by == TODAY + timedelta(days=9)
    assert session.scalars(sa.select(Outage.moved)).all() == [1]
    (notice,) = told(session, "duty_extended")
    assert "25. november" in notice.body
    assert failures.record_outage(session, now - timedelta(hours=5), now, "again", now) == 0


def test_a_lack_of_times_moves_the_deadline(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    times = ObligationFactory(citizen=citizen, book_by=TODAY + timedelta(days=2))
    none = ObligationFactory(citizen=CitizenFactory(), book_by=TODAY + timedelta(days=2))
    assert failures.extend_for_lack_of_times(session, now) == 1
    assert failures.extend_for_lack_of_times(session, now) == 0
    assert times.book_by == TODAY + timedelta(days=2)
    assert none.book_by == TODAY + timedelta(days=9)


def test_who_is_exempt_gets_a_time_and_books_again_afterwards(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    duty = ObligationFactory(citizen=citizen, book_by=TODAY)
    staff = caseworker_of(citizen)
    for ground in ("language", "it_skills"):
        exemptions.decide(
            session,
            citizen.id,
            ground=ground,
            expires_on=TODAY + timedelta(days=5),
            actor=staff,
            now=now,
        )
    assert duty.status == "exempt"
    assert service.expire_obligations(session, now + timedelta(days=3)) == 0
    with pytest.raises(Refused) as caught:
        service.book(session, citizen.id, starts=NINE, channel="in_person", actor=actor, now=now)
    assert caught.value.refusal is BookingRefusal.NOT_SELF_BOOKED
    talk = service.book(
        session,
        citizen.id,
        starts=NINE,
        channel="in_person",
        actor=staff,
        now=now,
        by_staff=True,
        wish=service.Wish(purpose_words="Vi ser på dit kursus"),
    )
    assert (duty.status, talk.booked_by) == ("booked", "staff")
    assert talk.purpose_words == "Vi ser på dit kursus"
    service.cancel(session, citizen.id, talk.id, actor=staff, now=now, by_staff=True)
    assert duty.status == "exempt"
    later = now + timedelta(days=6)
    assert exemptions.end_expired(session, later) == 1
    assert exemptions.end_expired(session, later) == 0
    assert (duty.status, duty.book_by) == ("open", later.date() + timedelta(days=8))
    assert session.scalars(sa.select(Exemption).where(Exemption.ended_at.is_(None))).all() == []


def required(session: orm.Session, citizen: Citizen, now: datetime, **more: object) -> Obligation:
    values = {
        "kind": "job",
        "purpose_code": "job_search",
        "purpose_words": "Vi ser på to job hos Netto",
        "book_by": TODAY + timedelta(days=8),
        "hold_by": TODAY + timedelta(days=15),
        "short_notice_reason": "",
    } | more
    return service.require(session, citizen.id, actor=caseworker_of(citizen), now=now, **values)


def test_a_caseworker_asks_for_a_talk_and_says_what_it_is_for(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    duty = required(session, citizen, now)
    assert (duty.status, duty.warned_at) == ("open", now)
    (notice,) = told(session, "duty_new")
    assert "1. december" in notice.subject
    with pytest.raises(Refused) as caught:
        required(session, citizen, now)
    assert caught.value.refusal is BookingRefusal.ALREADY_DUE


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"book_by": TODAY + timedelta(days=7)}, BookingRefusal.SHORT_NOTICE),
        ({"book_by": TODAY - timedelta(days=1)}, BookingRefusal.DAYS_IN_ORDER),
        ({"hold_by": TODAY + timedelta(days=7)}, BookingRefusal.DAYS_IN_ORDER),
    ],
)
def test_short_notice_needs_a_reason(
    session: orm.Session,
    citizen: Citizen,
    now: datetime,
    changes: dict[str, object],
    refusal: BookingRefusal,
) -> None:
    with pytest.raises(Refused) as caught:
        required(session, citizen, now, **changes)
    assert caught.value.refusal is refusal


def test_short_notice_with_a_reason_is_allowed(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    duty = required(
        session,
        citizen,
        now,
        book_by=TODAY + timedelta(days=2),
        short_notice_reason="Arbejdsgiveren skal svare fredag",
    )
    assert duty.short_notice_reason


def test_what_is_withdrawn_can_no_longer_be_booked_for(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    duty = ObligationFactory(citizen=citizen)
    actor = caseworker_of(citizen)
    service.end(session, duty.id, "withdrawn", actor=actor, reason="fejl", now=now)
    service.end(session, duty.id, "withdrawn", actor=actor, reason="fejl", now=now)
    assert duty.status == "withdrawn"
    assert queries.next_duty(session, citizen.id, now) is None
    booked = ObligationFactory(citizen=citizen, status="booked", kind="assessment")
    with pytest.raises(Refused) as caught:
        service.end(session, booked.id, "excused", actor=actor, reason="syg", now=now)
    assert caught.value.refusal is BookingRefusal.CANCEL_FIRST


def test_the_end_of_a_course_withdraws_what_was_to_be_booked(
    session: orm.Session, centre: None, now: datetime
) -> None:
    citizen = with_mornings(CitizenFactory(course_ended_on=TODAY))
    duty = ObligationFactory(citizen=citizen)
    duty_rounds.generate_obligations(session, now)
    session.refresh(duty)
    assert duty.status == "withdrawn"
