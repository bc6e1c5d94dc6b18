"""What a guest sees and does behind a signed link, and what everybody else does not."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking import queries, service
from portal.booking.models import Participant, Talk
from portal.booking.service.joint import Guest, add_guest
from portal.booking.service.links import link_path
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.core.crypto import signer
from portal.notifications.models import OutboxMessage
from tests.factories.booking import KindRuleFactory, TalkFactory, during
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def talk(session: orm.Session, citizen: Citizen) -> Talk:
    """A talk about something private, on Monday the thirtieth at nine."""
    KindRuleFactory(kind="joint")
    made = TalkFactory(citizen=citizen, purpose_words="Din sygdom", kind="joint")
    return queries.own_talk(session, citizen.id, made.id)


@pytest.fixture
def guest(app: Flask, session: orm.Session, talk: Talk, now: datetime) -> Participant:
    """Somebody from an unemployment fund who reads English."""
    karen = Guest(
        "unemployment_fund", "Karen Lind", "Metal", "karen@metal.example", "en", "Kurset <i>hos</i>"
    )
    with app.app_context():
        return add_guest(session, talk, karen, actor=None, now=now)


@pytest.fixture
def link(app: Flask, guest: Participant) -> str:
    with app.app_context():
        return link_path(guest)


def test_a_guest_sees_what_the_invitation_says_and_no_more(
    client: FlaskClient, session: orm.Session, talk: Talk, guest: Participant, link: str
) -> None:
    answer = client.get(link)
    page = answer.text
    for part in (
        "Monday 30 November 2026 at 09:00",
        "45 minutes",
        talk.citizen.name,
        talk.caseworker.name,
        "At the job centre",
        "Kurset &lt;i&gt;hos&lt;/i&gt;",
        "I can't come",
    ):
        assert part in page, part
    for private in ("Din sygdom", "job search", talk.citizen.address, talk.citizen.phone or ""):
        assert private not in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert 'lang="en"' in page
    assert "lang=da" in page
    client.head(link)
    session.refresh(guest)
    assert (guest.status, guest.answered_at) == ("invited", None)


def test_a_guest_is_not_told_a_protected_name(
    client: FlaskClient, session: orm.Session, talk: Talk, link: str, now: datetime
) -> None:
    talk.citizen.protected_from, talk.citizen.protected_source = now.date(), "register"
    session.flush()
    page = client.get(link).text
    assert talk.citizen.real_name not in page
    assert "Protected name and address" in page


def test_a_guest_answers_and_answers_anew(
    client: FlaskClient,
    client_for: SignInAs,
    session: orm.Session,
    talk: Talk,
    guest: Participant,
    link: str,
) -> None:
    page = client.post(link, data={"answer": "yes"}, follow_redirects=True).text
    assert "You have said that you come" in page
    client.post(link, data={"answer": "no"})
    session.refresh(guest)
    assert guest.status == "declined"
    assert "You have said that you can't come" in client.get(link).text
    staff = client_for(talk.caseworker)
    staff.set_cookie("lang", "en")
    assert "Can't come" in staff.get(f"/personale/samtaler/{talk.id}").text
    kinds = session.scalars(sa.select(OutboxMessage.kind)).all()
    assert kinds.count("participant_declined") == 2
    acts = session.scalars(
        sa.select(AuditEvent.action).where(AuditEvent.subject == "talk_participant")
    ).all()
    assert acts == ["add", "confirm", "decline"]
    for odd in ({}, {"answer": ""}, {"answer": "perhaps"}, {"status": "confirmed"}):
        assert client.post(link, data=odd).status_code == 400
    session.refresh(guest)
    assert guest.status == "declined"


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_our_own_links_open_anything(
    app: Flask,
    client: FlaskClient,
    session: orm.Session,
    guest: Participant,
    link: str,
    method: str,
) -> None:
    token = link.removeprefix("/samtale/").partition("?")[0]
    body, _, signature = token.partition(".")
    ids = [guest.id, guest.talk_id]
    with app.app_context():
        others = [signer("survey").dumps(ids), *(
            signer("participant").dumps(odd)
            for odd in ("x", 7, [1], [1, 2, 3], ["a", "b"], {}, None)
        )]  # fmt: skip
    for forged in (
        *map(str, others),
        token[:-1],
        body,
        f"{body[:-1]}A.{signature}",
        "x" * 5000,
        "%00",
        "æøå",
    ):
        answer = getattr(client, method)(f"/samtale/{forged}?lang=en", data={"answer": "no"})
        assert answer.status_code == 404, forged
        assert "Karen" not in answer.text
    session.refresh(guest)
    assert guest.status == "invited"


def test_an_old_link_says_what_happened_and_nothing_else(
    app: Flask,
    client: FlaskClient,
    session: orm.Session,
    talk: Talk,
    guest: Participant,
    link: str,
    now: datetime,
) -> None:
    def says(sentence: str) -> None:
        for answer in (client.get(link), client.post(link, data={"answer": "no"})):
            assert answer.status_code == 410
            assert sentence in answer.text
            assert talk.citizen.name not in answer.text
            assert "noindex" in answer.headers["X-Robots-Tag"]
        session.refresh(guest)
        assert guest.status == "invited"

    talk.during = during(clock.local_date(now), "09:45")
    session.flush()
    says("The talk has begun or is over")
    talk.during = during(date(2026, 11, 30), "09:00")
    session.flush()
    with app.app_context():
        moved = service.book(
            session,
            talk.citizen_id,
            starts=talk.starts + timedelta(minutes=45),
            channel="in_person",
            actor=None,
            now=now,
            moves=talk.id,
            by_staff=True,
        )
    says("The talk is moved")
    with app.app_context():
        service.cancel(session, talk.citizen_id, moved.id, actor=None, now=now)
    says("The talk is cancelled")


def test_one_who_is_no_longer_invited_is_told_so(
    app: Flask,
    client: FlaskClient,
    session: orm.Session,
    talk: Talk,
    guest: Participant,
    link: str,
    now: datetime,
) -> None:
    with app.app_context():
        service.joint.remove(session, talk, guest.id, actor=None, now=now)
    answer = client.get(link)
    assert (answer.status_code, "no longer invited" in answer.text) == (410, True)


def test_a_guest_needs_the_forms_own_token(
    app: Flask, client: FlaskClient, session: orm.Session, guest: Participant, link: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert client.post(link, data={"answer": "no"}).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    session.refresh(guest)
    assert guest.status == "invited"


def test_danish_readers_get_a_danish_page(client: FlaskClient, link: str) -> None:
    assert 'lang="da"' in client.get(link.replace("lang=en", "lang=da")).text
