"""Booking and moving a talk."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking import queries, service
from portal.booking.models import Obligation, Talk
from portal.booking.refusals import BookingRefusal
from portal.core.access import Actor
from portal.core.audit import AuditEvent
from portal.core.calendar import ClosingDay
from portal.core.clock import at_local
from portal.core.errors import NotFound, Refused
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import (
    AbsenceFactory,
    ObligationFactory,
    TalkFactory,
    WorkingPatternFactory,
    during,
)

MONDAY = date(2026, 11, 30)
NINE = at_local(MONDAY, time(9))
LATER = at_local(MONDAY, time(10, 30))
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def context(app: Any) -> Any:
    with app.app_context():
        yield


def book(session: orm.Session, actor: Actor, starts: datetime, now: datetime, **more: Any) -> Talk:
    return service.book(
        session,
        more.pop("citizen_id", actor.person_id),
        starts=starts,
        channel=more.pop("channel", "in_person"),
        actor=actor,
        now=now,
        **more,
    )


def outbox(session: orm.Session, talk: Talk, what: str) -> list[OutboxMessage]:
    return list(
        session.scalars(
            sa.select(OutboxMessage).where(OutboxMessage.event == f"talk:{talk.id}:{what}")
        )
    )


def rows(session: orm.Session) -> list[int | None]:
    tables = (Talk, AuditEvent, OutboxMessage)
    return [session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables]


def refused(session: orm.Session, actor: Actor, starts: datetime, now: datetime) -> BookingRefusal:
    before = rows(session)
    with pytest.raises(Refused) as caught:
        book(session, actor, starts, now)
    assert rows(session) == before
    assert isinstance(caught.value.refusal, BookingRefusal)
    return caught.value.refusal


def test_booking_fulfils_the_duty_in_the_same_step(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    duty = ObligationFactory(citizen=citizen)
    talk = book(session, actor, NINE, now)
    assert (talk.starts, talk.ends) == (NINE, NINE + timedelta(minutes=45))
    assert (talk.obligation_id, talk.kind, talk.purpose_code) == (duty.id, "job", "job_search")
    assert talk.caseworker_id == citizen.caseworker_id
    assert duty.status == "booked"
    assert queries.next_duty(session, citizen.id, now) is None


def test_booking_is_confirmed_reminded_of_and_written_down(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    talk = book(session, actor, NINE, now)
    assert {m.channel: m.due_at for m in outbox(session, talk, "confirmed")} == {
        "inbox": now,
        "email": now,
    }
    assert {m.due_at for m in outbox(session, talk, "reminder:24")} == {NINE - timedelta(hours=24)}
    line = session.scalars(sa.select(AuditEvent)).one()
    assert (line.action, line.subject, line.subject_id) == ("book", "talk", str(talk.id))
    assert line.citizen_id == citizen.id


def test_a_citizen_may_ask_for_a_talk_without_a_duty(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    talk = book(session, actor, NINE, now, channel="phone")
    assert (talk.purpose_code, talk.obligation_id, talk.channel) == ("own_wish", None, "phone")
    assert refused(session, actor, LATER, now) is BookingRefusal.HAS_TALK


def test_the_same_time_twice_is_one_talk(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    first = book(session, actor, NINE, now)
    assert book(session, actor, NINE, now).id == first.id
    assert session.scalar(sa.select(sa.func.count()).select_from(Talk)) == 1


def test_one_who_missed_the_deadline_can_still_book(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    duty = ObligationFactory(
        citizen=citizen, status="expired", book_by=date(2026, 11, 10), hold_by=date(2026, 11, 21)
    )
    assert book(session, actor, NINE, now).obligation_id == duty.id
    assert duty.status == "booked"


@pytest.mark.parametrize(
    ("starts", "refusal"),
    [
        (at_local(date(2026, 11, 20), time(9)), BookingRefusal.PAST),
        (at_local(date(2026, 11, 24), time(9)), BookingRefusal.TOO_SOON),
        (at_local(date(2027, 3, 1), time(9)), BookingRefusal.TOO_FAR),
        (at_local(date(2026, 12, 24), time(9)), BookingRefusal.CLOSED),
        (at_local(date(2026, 12, 23), time(9)), BookingRefusal.CLOSED),
        (at_local(date(2026, 12, 5), time(9)), BookingRefusal.CLOSED),
        (at_local(MONDAY, time(8)), BookingRefusal.OUTSIDE),
        (at_local(MONDAY, time(9, 10)), BookingRefusal.OUTSIDE),
        (at_local(date(2026, 12, 1), time(9)), BookingRefusal.ABSENT),
        (at_local(date(2026, 12, 2), time(9)), BookingRefusal.TAKEN),
    ],
)
def test_times_that_can_not_be_had(
    session: orm.Session,
    citizen: Citizen,
    actor: Actor,
    now: datetime,
    starts: datetime,
    refusal: BookingRefusal,
) -> None:
    session.add(ClosingDay(day=date(2026, 12, 23), reason="Lukket", source="test"))
    AbsenceFactory(staff=citizen.caseworker, during=during(date(2026, 12, 1), "00:00", 24 * 60))
    TalkFactory(
        citizen=CitizenFactory(caseworker=citizen.caseworker),
        during=during(date(2026, 12, 2), "09:30", 10),
    )
    assert refused(session, actor, starts, now) is refusal


def test_times_after_the_deadline_are_refused(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    ObligationFactory(citizen=citizen)
    after = at_local(date(2026, 12, 15), time(9))
    assert refused(session, actor, after, now) is BookingRefusal.AFTER_DEADLINE


def test_a_citizen_is_not_booked_twice_at_once(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    TalkFactory(
        citizen=citizen,
        caseworker_id=CitizenFactory().caseworker_id,
        during=during(MONDAY, "09:30"),
    )
    ObligationFactory(citizen=citizen)
    assert refused(session, actor, NINE, now) is BookingRefusal.CITIZEN_BUSY


def test_unknown_channels_are_refused(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    with pytest.raises(Refused) as caught:
        book(session, actor, NINE, now, channel="workplace")
    assert caught.value.refusal is BookingRefusal.CHANNEL


def test_a_caseworker_who_has_left_has_no_times(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    citizen.caseworker.active = False
    session.flush()
    assert refused(session, actor, NINE, now) is BookingRefusal.OUTSIDE


def test_times_of_another_team_are_refused(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    stranger = StaffFactory()
    WorkingPatternFactory(staff=stranger)
    with pytest.raises(Refused) as caught:
        book(session, actor, NINE, now, staff_id=stranger.id)
    assert caught.value.refusal is BookingRefusal.ANOTHER_TEAM


def test_unknown_citizens_are_not_found(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    with pytest.raises(NotFound):
        book(session, actor, NINE, now, citizen_id=citizen.id + 1000)


def test_moving_keeps_the_duty_and_the_name_in_calendars(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    duty = ObligationFactory(citizen=citizen)
    old = book(session, actor, NINE, now)
    new = book(session, actor, LATER, now, moves=old.id, channel="phone")
    session.refresh(new)
    assert (old.status, old.cancelled_at) == ("cancelled", now)
    assert (new.status, new.starts, new.channel) == ("booked", LATER, "phone")
    assert (new.obligation_id, duty.status) == (duty.id, "booked")
    assert (new.version, new.calendar_uid) == (2, old.calendar_uid)
    assert all(m.dropped_at == now for m in outbox(session, old, "reminder:24"))
    assert [m.dropped_at for m in outbox(session, new, "reminder:24")] == [None, None]


def test_a_refused_move_keeps_the_old_time(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    old = book(session, actor, NINE, now)
    TalkFactory(
        citizen=CitizenFactory(caseworker=citizen.caseworker), during=during(MONDAY, "10:30")
    )
    with pytest.raises(Refused):
        book(session, actor, LATER, now, moves=old.id)
    session.refresh(old)
    assert (old.status, old.starts) == ("booked", NINE)
    assert [m.dropped_at for m in outbox(session, old, "reminder:24")] == [None, None]


def test_moving_too_late_is_refused(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    old = book(session, actor, NINE, now)
    with pytest.raises(Refused) as caught:
        book(session, actor, at_local(date(2026, 12, 3), time(9)), NINE, moves=old.id)
    assert caught.value.refusal is BookingRefusal.BEGUN


def test_moving_anothers_talk_is_not_found(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    others = TalkFactory(citizen=CitizenFactory(caseworker=citizen.caseworker))
    with pytest.raises(NotFound):
        book(session, actor, LATER, now, moves=others.id)
    assert others.status == "booked"


def test_the_database_itself_refuses_what_was_not_seen(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime, monkeypatch: Any
) -> None:
    """Another way of writing talks may be added; the constraint still turns into a sentence."""
    ObligationFactory(citizen=citizen)
    TalkFactory(citizen=CitizenFactory(caseworker=citizen.caseworker))
    monkeypatch.setattr("portal.booking.rules.slots._Busy.meets", lambda *_args: False)
    with pytest.raises(Refused) as caught:
        book(session, actor, NINE, now)
    assert caught.value.refusal is BookingRefusal.TAKEN
    assert session.scalars(sa.select(Obligation.status)).one() == "open"
