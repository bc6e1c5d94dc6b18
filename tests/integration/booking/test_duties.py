"""Duties after talks, by the night's work, and when they are missed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import TARGET_GROUPS, Citizen
from portal.booking import queries, service
from portal.booking.defaults import load_defaults
from portal.booking.models import Obligation, Purpose, Talk, TalkRule
from portal.booking.refusals import BookingRefusal
from portal.core.access import Actor, Audience, Role
from portal.core.audit import AuditEvent
from portal.core.errors import NotFound, Refused
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import ObligationFactory, TalkFactory, TalkRuleFactory, during

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def caseworker_of(citizen: Citizen) -> Actor:
    staff = citizen.caseworker
    return Actor(Audience.STAFF, staff.id, staff.name, role=Role.CASEWORKER, team_id=staff.team_id)


def held_today(citizen: Citizen, **more: Any) -> Talk:
    talk: Talk = TalkFactory(citizen=citizen, during=during(TODAY, "09:00"), **more)
    return talk


def test_after_a_held_talk_the_next_is_due_by_the_rule(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    duty = ObligationFactory(citizen=citizen, status="booked")
    talk = held_today(citizen, obligation_id=duty.id)
    service.record_outcome(session, talk.id, "held", actor=caseworker_of(citizen), now=now)
    assert (talk.status, duty.status) == ("held", "held")
    following = queries.next_duty(session, citizen.id, now)
    assert following is not None
    assert (following.book_by, following.hold_by) == (date(2026, 12, 12), date(2026, 12, 23))
    assert following.purpose.code == "job_search"
    trail = session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id))
    assert list(trail) == ["create", "record_outcome"]


def test_no_duty_follows_when_talks_are_agreed_individually(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    citizen.course_started_on = date(2026, 1, 5)
    talk = held_today(citizen)
    service.record_outcome(session, talk.id, "held", actor=caseworker_of(citizen), now=now)
    assert queries.next_duty(session, citizen.id, now) is None


def test_the_rule_for_those_at_risk_goes_first(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    TalkRuleFactory(at_risk=True, early_within_days=18, early_until_days=182)
    citizen.at_risk = True
    talk = held_today(citizen)
    service.record_outcome(session, talk.id, "held", actor=caseworker_of(citizen), now=now)
    following = queries.next_duty(session, citizen.id, now)
    assert following is not None
    # 18 days would give too little notice: eight days to book, eleven more to hold.
    assert (following.book_by, following.hold_by) == (date(2026, 12, 1), date(2026, 12, 12))


@pytest.mark.parametrize("outcome", ["citizen_absent", "centre_absent"])
def test_a_talk_that_was_not_held_must_be_booked_again(
    session: orm.Session, citizen: Citizen, now: datetime, outcome: str
) -> None:
    duty = ObligationFactory(
        citizen=citizen, status="booked", book_by=TODAY, hold_by=date(2026, 11, 30)
    )
    talk = held_today(citizen, obligation_id=duty.id)
    service.record_outcome(session, talk.id, outcome, actor=caseworker_of(citizen), now=now)
    assert (talk.status, duty.status) == (outcome, "open")
    assert (duty.book_by, duty.hold_by) == (date(2026, 12, 1), date(2026, 12, 12))


def test_outcomes_are_said_once(session: orm.Session, citizen: Citizen, now: datetime) -> None:
    talk, actor = held_today(citizen), caseworker_of(citizen)
    for _click in range(2):
        service.record_outcome(session, talk.id, "held", actor=actor, now=now)
    assert session.scalar(sa.select(sa.func.count()).select_from(Obligation)) == 1
    with pytest.raises(Refused) as caught:
        service.record_outcome(session, talk.id, "citizen_absent", actor=actor, now=now)
    assert caught.value.refusal is BookingRefusal.NOT_BOOKED


def test_no_outcome_before_the_talk(session: orm.Session, citizen: Citizen, now: datetime) -> None:
    talk = TalkFactory(citizen=citizen)
    with pytest.raises(Refused) as caught:
        service.record_outcome(session, talk.id, "held", actor=caseworker_of(citizen), now=now)
    assert caught.value.refusal is BookingRefusal.NOT_BEGUN


def test_only_the_citizens_team_says_the_outcome(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    talk = held_today(citizen)
    stranger = StaffFactory()
    team_id = citizen.caseworker.team_id
    for person_id, role, team in (
        (stranger.id, Role.CASEWORKER, stranger.team_id),
        (stranger.id, Role.TEAM_LEAD, stranger.team_id),
        (stranger.id, Role.CONSULTANT, team_id),
    ):
        actor = Actor(Audience.STAFF, person_id, "X", role=role, team_id=team)
        with pytest.raises(NotFound):
            service.record_outcome(session, talk.id, "held", actor=actor, now=now)
    lead = Actor(Audience.STAFF, stranger.id, "X", role=Role.TEAM_LEAD, team_id=team_id)
    assert service.record_outcome(session, talk.id, "held", actor=lead, now=now).status == "held"


def test_missed_deadlines_expire_when_their_day_is_over(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    duty = ObligationFactory(citizen=citizen, book_by=TODAY)
    booked = ObligationFactory(book_by=TODAY - timedelta(days=9), status="booked")
    assert service.expire_obligations(session, now) == 0
    session.refresh(duty)
    assert duty.status == "open"
    assert service.expire_obligations(session, now + timedelta(days=1)) == 1
    for row in (duty, booked):
        session.refresh(row)
    assert (duty.status, booked.status) == ("expired", "booked")
    assert session.scalars(sa.select(AuditEvent.subject_id)).all() == [str(duty.id)]
    missed = queries.missed_duties(session, citizen.caseworker_id)
    assert [m.citizen.name for m in missed] == [citizen.name]


def test_the_night_makes_the_duties_that_are_missing(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    TalkFactory(citizen=citizen, status="held", during=during(date(2026, 11, 20), "09:00"))
    new = CitizenFactory(course_started_on=date(2026, 11, 20))
    CitizenFactory(course_ended_on=date(2026, 11, 20))
    waiting = ObligationFactory(status="expired").citizen
    assert service.generate_obligations(session, now) == 2
    assert service.generate_obligations(session, now) == 0
    made = session.scalars(sa.select(Obligation).where(Obligation.created_at == now)).all()
    assert {(o.citizen_id, o.purpose_code, o.hold_by) for o in made} == {
        (citizen.id, "job_search", date(2026, 12, 20)),
        (new.id, "first_talk", date(2026, 12, 18)),
    }
    assert queries.next_duty(session, waiting.id, now) is not None


def test_an_overdue_first_talk_still_becomes_a_duty_with_notice(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    assert service.generate_obligations(session, now) == 1
    duty = queries.next_duty(session, citizen.id, now)
    assert duty is not None
    assert (duty.book_by, duty.hold_by) == (date(2026, 12, 1), date(2026, 12, 12))


def test_a_first_talk_too_soon_for_self_booking_is_the_caseworkers_to_book(
    session: orm.Session, centre: None, now: datetime
) -> None:
    TalkRuleFactory(target_group="job_ready", first_within_days=7, first_kind="assessment")
    citizen = CitizenFactory(target_group="job_ready", course_started_on=TODAY)
    assert service.generate_obligations(session, now) == 1
    duty = session.scalars(sa.select(Obligation)).one()
    assert (duty.status, duty.kind) == ("exempt", "assessment")
    assert duty.hold_by == TODAY + timedelta(days=7)
    assert service.generate_obligations(session, now) == 0
    with pytest.raises(Refused) as caught:
        service.book(
            session,
            citizen.id,
            starts=datetime(2026, 11, 26, 8, tzinfo=UTC),
            channel="in_person",
            actor=None,
            now=now,
        )
    assert caught.value.refusal is BookingRefusal.NOT_SELF_BOOKED


def test_a_talk_booked_of_own_accord_fulfils_the_duty_that_follows(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    TalkFactory(citizen=citizen, status="held", during=during(date(2026, 11, 20), "09:00"))
    wished = TalkFactory(citizen=citizen)
    assert service.generate_obligations(session, now) == 1
    duty = session.scalars(sa.select(Obligation)).one()
    assert (duty.status, wished.obligation_id) == ("booked", duty.id)
    assert queries.next_duty(session, citizen.id, now) is None


def test_every_target_group_has_a_rule_with_a_source(session: orm.Session) -> None:
    load_defaults(session)
    load_defaults(session)
    rules = session.scalars(sa.select(TalkRule)).all()
    assert {r.target_group for r in rules} == set(TARGET_GROUPS)
    assert len(rules) == len(TARGET_GROUPS) + 1
    assert all(r.source and r.notice_days >= 8 for r in rules)
    purposes = session.scalars(sa.select(Purpose)).all()
    assert all(p.text("da") and p.text("en") and p.bring("da") and p.bring("en") for p in purposes)


def test_a_rule_holds_from_its_day(session: orm.Session, citizen: Citizen, now: datetime) -> None:
    TalkRuleFactory(valid_from=TODAY + timedelta(days=1), talk_minutes=30)
    assert queries.planner(session, citizen.id, now).terms.minutes == 45
    tomorrow = now + timedelta(days=1)
    assert queries.planner(session, citizen.id, tomorrow).terms.minutes == 30
