"""Cancelling a talk."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking import queries, service
from portal.booking.refusals import BookingRefusal
from portal.core.access import Actor
from portal.core.audit import AuditEvent
from portal.core.clock import at_local
from portal.core.errors import NotFound, Refused
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import ObligationFactory, TalkFactory

NINE = at_local(date(2026, 11, 30), time(9))


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_a_cancelled_talk_must_be_booked_again(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    ObligationFactory(citizen=citizen)
    talk = service.book(session, citizen.id, starts=NINE, channel="phone", actor=actor, now=now)
    service.cancel(session, citizen.id, talk.id, actor=actor, now=now)
    assert (talk.status, talk.cancelled_at, talk.version) == ("cancelled", now, 2)
    duty = queries.next_duty(session, citizen.id, now)
    assert duty is not None
    assert (duty.book_by, duty.hold_by) == (date(2026, 12, 3), date(2026, 12, 14))
    events = session.scalars(
        sa.select(OutboxMessage.event).where(OutboxMessage.dropped_at.is_(None)).distinct()
    )
    assert set(events) == {f"talk:{talk.id}:confirmed", f"talk:{talk.id}:cancelled"}
    actions = session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id))
    assert list(actions) == ["book", "cancel"]


def test_deadlines_move_when_the_notice_would_be_too_short(
    session: orm.Session, citizen: Citizen, actor: Actor
) -> None:
    duty = ObligationFactory(citizen=citizen, status="booked")
    talk = TalkFactory(citizen=citizen, obligation_id=duty.id)
    late = NINE - timedelta(days=2)
    service.cancel(session, citizen.id, talk.id, actor=actor, now=late)
    assert (duty.book_by, duty.hold_by) == (date(2026, 12, 6), date(2026, 12, 17))
    assert duty.status == "open"


def test_the_freed_time_can_be_booked_by_another(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    talk = TalkFactory(citizen=citizen)
    other = CitizenFactory(caseworker=citizen.caseworker)
    assert queries.planner(session, other.id, now).why_not(NINE) is not None
    service.cancel(session, citizen.id, talk.id, actor=actor, now=now)
    assert queries.planner(session, other.id, now).why_not(NINE) is None


def test_cancelling_twice_changes_nothing_more(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    talk = TalkFactory(citizen=citizen)
    for minutes in (0, 5):
        service.cancel(
            session, citizen.id, talk.id, actor=actor, now=now + timedelta(minutes=minutes)
        )
    assert (talk.cancelled_at, talk.version) == (now, 2)


@pytest.mark.parametrize(
    ("before", "refusal"),
    [
        (timedelta(hours=23), BookingRefusal.TOO_LATE),
        (timedelta(0), BookingRefusal.BEGUN),
    ],
)
def test_too_late_to_cancel(
    session: orm.Session,
    citizen: Citizen,
    actor: Actor,
    before: timedelta,
    refusal: BookingRefusal,
) -> None:
    talk = TalkFactory(citizen=citizen)
    with pytest.raises(Refused) as caught:
        service.cancel(session, citizen.id, talk.id, actor=actor, now=NINE - before)
    assert caught.value.refusal is refusal
    assert talk.status == "booked"


def test_a_held_talk_can_not_be_cancelled(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    talk = TalkFactory(citizen=citizen, status="held")
    with pytest.raises(Refused) as caught:
        service.cancel(session, citizen.id, talk.id, actor=actor, now=now)
    assert caught.value.refusal is BookingRefusal.NOT_BOOKED


def test_anothers_talk_is_not_found(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    talk = TalkFactory(citizen=CitizenFactory(caseworker=citizen.caseworker))
    with pytest.raises(NotFound):
        service.cancel(session, citizen.id, talk.id, actor=actor, now=now)
    assert talk.status == "booked"
