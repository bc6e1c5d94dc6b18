"""Telling somebody: one row per event, person and channel, in their own language."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.core.access import Audience
from portal.core.clock import parse_moment
from portal.core.errors import NotFound
from portal.notifications import queries, service
from portal.notifications.models import OutboxMessage
from portal.notifications.texts import KINDS
from portal.notifications.texts.samples import SAMPLES
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory, CitizenFactory

TALK: dict[str, Any] = {
    "starts": parse_moment("2026-12-01T10:30"),
    "caseworker": "Mette Ravn",
    "purpose": "Vi taler om dit CV.",
    "channel": "in_person",
}


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Any:
    with app.app_context():
        yield


def rows(session: orm.Session, event: str = "talk:1:v1:confirmed") -> list[OutboxMessage]:
    """The outbox rows of an event, the e-mail first."""
    wanted = sa.select(OutboxMessage).where(OutboxMessage.event == event)
    return list(session.scalars(wanted.order_by(OutboxMessage.channel)))


def tell(session: orm.Session, recipient_id: int, **changes: Any) -> None:
    """Tell a citizen that a talk is booked, or as changed."""
    told = {
        "event": "talk:1:v1:confirmed",
        "kind": "talk_confirmed",
        "audience": Audience.CITIZEN,
        "recipient_id": recipient_id,
        "now": NOW,
        **TALK,
    }
    service.tell(session, **(told | changes))


def jobs_waiting(session: orm.Session) -> int:
    """How many times the sender has been nudged."""
    count = session.scalar(
        sa.text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = :name"),
        {"name": service.SEND_DUE},
    )
    assert count is not None
    return count


def test_a_message_is_one_row_per_channel(session: orm.Session) -> None:
    citizen = CitizenFactory()
    tell(session, citizen.id)
    email, inbox = rows(session)
    assert (email.channel, email.address) == ("email", citizen.email)
    assert (inbox.channel, inbox.address) == ("inbox", "")


def test_the_same_event_twice_is_told_once(session: orm.Session) -> None:
    citizen = CitizenFactory()
    tell(session, citizen.id)
    tell(session, citizen.id)
    assert len(rows(session)) == 2


def test_without_an_e_mail_address_the_notice_goes_another_way(session: orm.Session) -> None:
    tell(session, CitizenFactory(email=None, phone="20 30 40 50").id)
    assert [row.channel for row in rows(session)] == ["inbox", "sms"]
    tell(session, CitizenFactory(email=None, phone=None).id, event="talk:2:v1:confirmed")
    channels = [row.channel for row in rows(session, "talk:2:v1:confirmed")]
    assert channels == ["digital_post", "inbox"]


def test_nobody_there_is_not_found(session: orm.Session) -> None:
    with pytest.raises(NotFound):
        tell(session, 987654321)


def test_the_inbox_says_all_and_the_mail_says_nothing(session: orm.Session) -> None:
    citizen = CitizenFactory(language="en", name="Anna Holm")
    tell(session, citizen.id)
    email, inbox = rows(session)
    assert inbox.subject == "Your talk is booked: Tuesday 1 December at 10:30"
    for said in ("Mette Ravn", "Vi taler om dit CV.", "Tuesday 1 December 2026 at 10:30"):
        assert said in inbox.body
    assert "new message" in email.subject
    assert "Hello Anna" in email.body
    assert "http://127.0.0.1:8000/borger/beskeder" in email.body
    for unsaid in ("Mette", "CV", "December", "talk", "booked"):
        assert unsaid not in email.subject + email.body


def test_danes_are_told_in_danish(session: orm.Session) -> None:
    tell(session, CitizenFactory(language="da").id)
    email, inbox = rows(session)
    assert inbox.subject == "Din samtale er booket: tirsdag den 1. december kl. 10.30"
    assert email.subject == "Du har en ny besked i Jobcenterportalen"


def test_a_business_gets_its_receipt_in_words(session: orm.Session) -> None:
    user = BusinessUserFactory()
    service.tell(
        session,
        event="request:1:received",
        kind="request_received",
        audience=Audience.BUSINESS,
        recipient_id=user.id,
        now=NOW,
        path="/virksomhed/henvendelser/1",
        title="Bager",
        answer_by=NOW + timedelta(hours=24),
        candidates_by=NOW + timedelta(hours=72),
        consultant="Jens Bro",
    )
    email, _inbox = rows(session, "request:1:received")
    for said in ("Bager", "tirsdag den 24. november kl. 10.00", "kl. 10.00", "Jens Bro"):
        assert said in email.body
    assert "/virksomhed/henvendelser/1" in email.body


def test_every_kind_has_words_in_both_languages(session: orm.Session) -> None:
    for language in ("da", "en"):
        citizen = CitizenFactory(language=language)
        for kind in KINDS:
            tell(session, citizen.id, event=f"{kind}:1", kind=kind, **SAMPLES)
            email, inbox = rows(session, f"{kind}:1")[-2:]
            assert all([email.subject, email.body, inbox.subject, inbox.body])
            assert "{" not in inbox.subject + inbox.body + email.body
            session.execute(sa.delete(OutboxMessage))


def test_what_is_no_longer_true_is_taken_back(session: orm.Session) -> None:
    citizen = CitizenFactory()
    later = NOW + timedelta(days=7)
    tell(session, citizen.id, event="talk:1:v1:reminder", kind="talk_reminder", due_at=later)
    service.drop(session, "talk:1:v1:reminder", now=NOW)
    session.expire_all()
    assert all(row.dropped_at == NOW for row in rows(session, "talk:1:v1:reminder"))
    assert queries.inbox(session, Audience.CITIZEN, citizen.id, later) == []


def test_what_is_sent_is_not_taken_back(session: orm.Session) -> None:
    tell(session, CitizenFactory().id)
    session.execute(sa.update(OutboxMessage).values(sent_at=NOW))
    service.drop(session, "talk:1:v1:confirmed", now=NOW)
    session.expire_all()
    assert all(row.dropped_at is None for row in rows(session))


def test_a_reminder_shows_in_the_inbox_when_it_is_due(session: orm.Session) -> None:
    citizen = CitizenFactory()
    later = NOW + timedelta(days=7)
    tell(session, citizen.id, due_at=later)
    assert queries.unread_count(session, Audience.CITIZEN, citizen.id, NOW) == 0
    assert queries.unread_count(session, Audience.CITIZEN, citizen.id, later) == 1


def test_the_sender_is_nudged_once_a_transaction_and_not_for_later(session: orm.Session) -> None:
    citizen = CitizenFactory()
    session.commit()
    before = jobs_waiting(session)
    tell(session, citizen.id, event="a", due_at=NOW + timedelta(days=1))
    assert jobs_waiting(session) == before
    tell(session, citizen.id, event="b")
    tell(session, citizen.id, event="c")
    assert jobs_waiting(session) == before + 1
    session.commit()
    tell(session, citizen.id, event="d")
    assert jobs_waiting(session) == before + 2


def test_undone_work_tells_nobody(session: orm.Session) -> None:
    citizen = CitizenFactory()
    session.commit()
    before = jobs_waiting(session)
    tell(session, citizen.id)
    session.rollback()
    assert rows(session) == []
    assert jobs_waiting(session) == before
