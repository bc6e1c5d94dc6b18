"""How a citizen wants to be reached, and exactly what a citizen has been told."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core.access import Audience
from portal.core.audit import AuditEvent
from portal.notifications import service
from portal.notifications.models import ContactPreference, OutboxMessage
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.integration.conftest import SignInAs

CONTACT = {
    "email": "ny@example.invalid",
    "phone": "12 34 56 78",
    "first": "sms",
    "language": "en",
    "talk_language": "ar",
    "needs": ["interpreter"],
}


@pytest.fixture
def citizen() -> Citizen:
    return CitizenFactory(email="old@example.invalid", phone=None)


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    return english_for(citizen)


def tell(app: Flask, session: orm.Session, citizen: Citizen) -> None:
    with app.app_context():
        service.tell(
            session,
            event="a",
            kind="no_time_answered",
            audience=Audience.CITIZEN,
            recipient_id=citizen.id,
            now=clock.now(),
            answer="Kom på tirsdag",
        )
    session.commit()


def test_what_is_said_is_how_the_next_message_comes(
    client: FlaskClient, app: Flask, session: orm.Session, citizen: Citizen
) -> None:
    assert "old@example.invalid" in client.get("/borger/kontakt").text
    assert client.post("/borger/kontakt", data=CONTACT).status_code == 302
    session.refresh(citizen)
    assert (citizen.language, citizen.talk_language, citizen.needs) == ("en", "ar", ["interpreter"])
    tell(app, session, citizen)
    rows = session.scalars(sa.select(OutboxMessage)).all()
    assert {(row.channel, row.address) for row in rows} == {("inbox", ""), ("sms", "12 34 56 78")}
    page = client.get("/borger/kontakt").text
    assert 'value="sms" checked' in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "no"}, "Write an e-mail address"),
        ({"phone": "1234"}, "A phone number has eight digits"),
        ({"phone": "", "first": "sms"}, "Write your mobile number, or choose another way."),
        ({"email": "", "first": "email"}, "Write your e-mail address, or choose another way."),
        ({"first": "pigeon"}, "Choose one of the answers shown."),
        ({"language": "sv"}, "Choose one of the answers shown."),
        ({"talk_language": "xx"}, "Choose one of the answers shown."),
        ({"needs": ["wings"]}, "Choose one of the answers shown."),
    ],
)
def test_what_cannot_be(
    client: FlaskClient, session: orm.Session, change: dict[str, Any], sentence: str
) -> None:
    answer = client.post("/borger/kontakt", data=CONTACT | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.scalars(sa.select(ContactPreference)).all() == []


def test_staff_write_it_down_on_the_phone(
    client_for: SignInAs, session: orm.Session, citizen: Citizen
) -> None:
    client = client_for(citizen.caseworker)
    page = f"/personale/borger/{citizen.id}/kontakt"
    assert client.get(page).status_code == 200
    assert client.post(page, data=CONTACT).status_code == 302
    session.refresh(citizen)
    assert citizen.phone == "12 34 56 78"
    changed = session.scalars(sa.select(AuditEvent).where(AuditEvent.subject == "contact")).one()
    assert (changed.citizen_id, changed.person_id) == (citizen.id, citizen.caseworker_id)
    assert client_for(StaffFactory()).get(page).status_code == 404


def test_staff_see_exactly_what_was_told(
    client_for: SignInAs, app: Flask, session: orm.Session, citizen: Citizen
) -> None:
    tell(app, session, citizen)
    client = client_for(citizen.caseworker)
    client.set_cookie("lang", "en")
    page = client.get(f"/personale/borger/{citizen.id}/beskeder").text
    assert "Kom på tirsdag" in page
    assert "E-mail, old@example.invalid" in page
    looked = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "read")).one()
    assert looked.citizen_id == citizen.id
    stranger = client_for(StaffFactory())
    assert stranger.get(f"/personale/borger/{citizen.id}/beskeder").status_code == 404


def test_staff_have_an_inbox_of_their_own(
    client_for: SignInAs, app: Flask, session: orm.Session
) -> None:
    lead, other = StaffFactory(), StaffFactory()
    session.commit()
    with app.app_context():
        service.tell(
            session,
            event="b",
            kind="not_enough_times",
            audience=Audience.STAFF,
            recipient_id=lead.id,
            now=clock.now(),
            path="/personale/tider",
            team="Team Job",
            short=3,
            hold_by=clock.local_date(clock.now()),
        )
    session.commit()
    message = session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.channel == "inbox")
    ).one()
    assert "Team Job" in client_for(lead).get("/personale/beskeder").text
    assert "Team Job" not in client_for(other).get("/personale/beskeder").text
    read = f"/personale/beskeder/{message.id}/laest"
    assert client_for(other).post(read).status_code == 404
    assert client_for(lead).post(read, data={"go": "1"}).location == "/personale/tider"
