"""Break-glass: closed until set up, by a security key alone, for an hour, told to everybody."""

import json
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import EmergencyKey, EmergencyLink, EmergencyUse, Staff
from portal.accounts.service import emergency
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import StaffFactory
from tests.integration.accounts.softkey import PRESENT, SoftKey
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")

WHY = "Kommunens login har været nede siden klokken otte."


@pytest.fixture
def torben(session: orm.Session) -> Staff:
    made = StaffFactory(name="Torben Lykke", role="administrator")
    StaffFactory(name="Ulla Lykke", role="administrator")
    session.commit()
    return made


def asked_on(page: str) -> dict[str, Any]:
    found = re.search(r'data-asked="([^"]+)"', page)
    assert found is not None
    asked: dict[str, Any] = json.loads(unescape(found[1]))
    return asked


def link_for(session: orm.Session, person: Staff) -> str:
    _person, secret = emergency.invite(session, person.email, clock.now())
    session.commit()
    return f"/noedadgang/tilmeld/{secret}"


@pytest.fixture
def key(client: FlaskClient, session: orm.Session, torben: Staff) -> SoftKey:
    """Torben's enrolled key."""
    made, link = SoftKey(), link_for(session, torben)
    asked = asked_on(client.get(link).text)
    assert client.post(link, data={"answer": made.make(asked)}).location == "/noedadgang"
    return made


def question(client: FlaskClient) -> dict[str, Any]:
    page = client.post("/noedadgang", data={"reason": WHY})
    assert page.status_code == 200
    return asked_on(page.text)


def test_without_a_key_there_is_no_such_page(client: FlaskClient) -> None:
    assert client.get("/noedadgang").status_code == 404
    assert client.post("/noedadgang", data={"reason": WHY}).status_code == 404
    assert client.post("/noedadgang/noegle", data={"answer": "{}"}).status_code == 404
    assert client.get("/noedadgang/tilmeld/x").status_code == 404


def test_the_key_opens_for_an_hour_and_all_administrators_are_told(
    app: Flask, key: SoftKey, torben: Staff, session: orm.Session, now: datetime
) -> None:
    client = app.test_client()
    answer = key.sign(question(client))
    assert client.post("/noedadgang/noegle", data={"answer": answer}).location == "/personale"
    page = client.get("/personale/medarbejdere?lang=da")
    assert page.status_code == 200
    assert "Nødadgang" in page.text
    assert "Alle administratorer har fået besked" in page.text
    (use,) = session.scalars(sa.select(EmergencyUse))
    assert (use.reason, use.ends_at - use.started_at) == (WHY, timedelta(hours=1))
    told = sa.select(OutboxMessage).where(
        OutboxMessage.kind == "emergency_used", OutboxMessage.channel == "inbox"
    )
    messages = session.scalars(told).all()
    assert len(messages) == 2
    assert all(WHY in message.body for message in messages)
    mails = sa.select(OutboxMessage.body).where(
        OutboxMessage.kind == "emergency_used", OutboxMessage.channel == "email"
    )
    assert all(WHY not in body for body in session.scalars(mails))
    trail = sa.select(AuditEvent.action).where(AuditEvent.subject_id == str(torben.id))
    assert "break_glass" in session.scalars(trail).all()
    for minutes in (29, 58):
        with clock.frozen(now + timedelta(minutes=minutes)):
            assert client.get("/personale/medarbejdere").status_code == 200
    with clock.frozen(now + timedelta(minutes=60)):
        assert client.get("/personale/medarbejdere").status_code == 302


def test_no_reason_no_question(client: FlaskClient, key: SoftKey) -> None:
    for reason in ("", "kort", " " * 40):
        page = client.post("/noedadgang?lang=da", data={"reason": reason})
        assert "data-asked" not in page.text


def test_an_answer_opens_once_and_for_its_own_question(
    app: Flask, key: SoftKey, session: orm.Session
) -> None:
    client = app.test_client()
    asked = question(client)
    with client.session_transaction() as kept:
        before = dict(kept)
    answer = key.sign(asked)
    assert client.post("/noedadgang/noegle", data={"answer": answer}).location == "/personale"
    thief = app.test_client()
    with thief.session_transaction() as kept:
        kept.update(before)  # all that was on the wire, once more
    key.count += 5
    replay = key.sign(asked)
    assert thief.post("/noedadgang/noegle", data={"answer": replay}).location == "/noedadgang"
    assert len(session.scalars(sa.select(EmergencyUse)).all()) == 1
    fresh = question(thief)
    assert fresh["challenge"] != asked["challenge"]
    assert thief.post("/noedadgang/noegle", data={"answer": answer}).location == "/noedadgang"


@pytest.mark.parametrize(
    "cheat",
    ["origin", "finger", "host", "stranger", "nonsense", "count", "late", "unasked"],
)
def test_nothing_but_the_key_opens(
    app: Flask, key: SoftKey, session: orm.Session, now: datetime, cheat: str
) -> None:
    client = app.test_client()
    asked = {"challenge": "AAAA"} if cheat == "unasked" else question(client)
    after = timedelta(minutes=6) if cheat == "late" else timedelta(0)
    if cheat == "host":
        key.host = "evil.invalid"
    if cheat == "count":
        session.execute(sa.update(EmergencyKey).values(sign_count=1000))
        session.commit()
    signer = SoftKey() if cheat == "stranger" else key
    origin = "https://evil.invalid" if cheat == "origin" else None
    flags = PRESENT if cheat == "finger" else PRESENT | 0x04
    answer = "{}" if cheat == "nonsense" else signer.sign(asked, origin=origin, flags=flags)
    with clock.frozen(now + after):
        refused = client.post("/noedadgang/noegle", data={"answer": answer})
    assert refused.location == "/noedadgang"
    assert client.get("/personale").status_code == 302
    assert session.scalars(sa.select(EmergencyUse)).all() == []


def test_who_is_no_administrator_any_more_is_nobody(
    app: Flask, key: SoftKey, torben: Staff, session: orm.Session
) -> None:
    client = app.test_client()
    asked = question(client)
    torben.role = "analyst"
    session.commit()
    answer = key.sign(asked)
    assert client.post("/noedadgang/noegle", data={"answer": answer}).location == "/noedadgang"


def test_a_link_enrols_once_and_in_time(
    client: FlaskClient, session: orm.Session, torben: Staff, now: datetime
) -> None:
    link = link_for(session, torben)
    for _ in range(2):
        assert client.get(link).status_code == 200, "looking uses nothing up"
    asked = asked_on(client.get(link).text)
    client.post(link, data={"answer": "{}"})
    assert session.scalars(sa.select(EmergencyKey)).all() == []
    asked = asked_on(client.get(link).text)
    assert client.post(link, data={"answer": SoftKey().make(asked)}).location == "/noedadgang"
    assert client.get(link).status_code == 404
    late = link_for(session, torben)
    with clock.frozen(now + timedelta(minutes=30)):
        assert client.get(late).status_code == 404
    assert all(len(row) == 32 for row in session.scalars(sa.select(EmergencyLink.id_hash)))


def test_the_terminal_makes_links_for_administrators_only(
    app: Flask, torben: Staff, session: orm.Session
) -> None:
    run = app.test_cli_runner().invoke
    caseworker = StaffFactory()
    session.commit()
    made = run(args=["portal", "accounts", "break-glass", "enroll", "--staff", torben.email])
    assert made.exit_code == 0, made.output
    assert "/noedadgang/tilmeld/" in made.output
    refused = run(args=["portal", "accounts", "break-glass", "enroll", "--staff", caseworker.email])
    assert refused.exit_code == 1
    assert "No administrator" in refused.output


def test_a_key_is_ended_by_administrators(
    app: Flask, key: SoftKey, torben: Staff, client_for: SignInAs, session: orm.Session
) -> None:
    (kept,) = session.scalars(sa.select(EmergencyKey))
    path = f"/personale/medarbejdere/noedadgang/{kept.id}/luk"
    assert client_for(StaffFactory()).post(path).status_code == 403
    administrator = client_for(torben)
    assert "Torben Lykke" in administrator.get("/personale/medarbejdere/noedadgang").text
    assert administrator.post(path).status_code == 302
    assert app.test_client().get("/noedadgang").status_code == 404
