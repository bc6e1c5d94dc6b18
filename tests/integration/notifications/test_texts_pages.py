"""Administrators write messages in their own words; the old ones are kept."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.core import clock
from portal.core.access import Audience, Role
from portal.notifications import service, texts
from portal.notifications.models import MessageText, OutboxMessage
from portal.notifications.texts.samples import SAMPLES
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.integration.conftest import SignInAs

PAGE = "/personale/tekster/talk_missed_by_centre/da"
OWN = {"subject": "Undskyld", "body": "{caseworker} kom ikke {starts}.\nRing på {phone}."}


@pytest.fixture
def admin(english_for: SignInAs) -> FlaskClient:
    return english_for(StaffFactory(role=Role.ADMINISTRATOR))


def told(app: Flask, session: orm.Session, event: str) -> OutboxMessage:
    """The inbox row of a new message to a Danish reader."""
    citizen = CitizenFactory(language="da")
    session.commit()
    with app.app_context():
        service.tell(
            session,
            event=event,
            kind="talk_missed_by_centre",
            audience=Audience.CITIZEN,
            recipient_id=citizen.id,
            now=clock.now(),
            **{name: SAMPLES[name] for name in ("starts", "caseworker", "purpose", "place")},
        )
    session.commit()
    return session.scalars(
        sa.select(OutboxMessage).where(
            OutboxMessage.event == event, OutboxMessage.channel == "inbox"
        )
    ).one()


def test_own_words_are_shown_saved_and_used(
    admin: FlaskClient, app: Flask, session: orm.Session
) -> None:
    before = told(app, session, "before")
    assert "Nobody has changed these words" in admin.get(PAGE).text
    shown = admin.post(PAGE, data=OWN | {"replaces": "0"}).text
    assert "Mette Ravn kom ikke tirsdag den 1. december kl. 10.30." in shown
    assert session.scalars(sa.select(MessageText)).all() == []
    assert admin.post(PAGE, data=OWN | {"replaces": "0", "save": "1"}).status_code == 302
    after = told(app, session, "after")
    assert after.subject == "Undskyld"
    assert "kom ikke tirsdag den 1. december" in after.body
    session.refresh(before)
    assert before.subject != "Undskyld"
    assert "Own words" in admin.get("/personale/tekster").text


def test_old_versions_are_kept_and_can_be_used_again(
    admin: FlaskClient, app: Flask, session: orm.Session
) -> None:
    for number, subject in enumerate(("En", "To")):
        admin.post(PAGE, data=OWN | {"subject": subject, "replaces": str(number), "save": "1"})
    page = admin.get(f"{PAGE}?udgave=1").text
    assert 'value="En"' in page
    assert 'name="replaces" type="hidden" value="2"' in page
    admin.post(f"{PAGE}/standard", data={"replaces": "2"})
    assert told(app, session, "back").subject not in ("En", "To")
    rows = session.scalars(sa.select(MessageText).order_by(MessageText.version)).all()
    assert [row.subject for row in rows] == ["En", "To", None]


def test_two_administrators_do_not_overwrite_each_other(
    admin: FlaskClient, session: orm.Session
) -> None:
    admin.post(PAGE, data=OWN | {"replaces": "0", "save": "1"})
    late = admin.post(PAGE, data=OWN | {"subject": "Mit", "replaces": "0", "save": "1"})
    assert late.status_code == 409
    assert "Somebody else has just changed these words." in late.text
    assert 'value="Mit"' in late.text
    assert [row.subject for row in session.scalars(sa.select(MessageText))] == ["Undskyld"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"body": "Kære {navn}"}, "This message knows nothing called {navn}."),
        ({"body": "{starts.__class__}"}, "This message knows nothing called"),
        ({"body": "{starts!r}"}, "This message knows nothing called"),
        ({"body": "Kære {caseworker"}, "A brace is left open."),
        ({"subject": ""}, "Fill this in."),
        ({"subject": "x" * 151}, "Write at most 150 characters."),
        ({"replaces": "x"}, ""),
    ],
)
def test_words_that_cannot_be_sent(
    admin: FlaskClient, session: orm.Session, change: dict[str, str], sentence: str
) -> None:
    answer = admin.post(PAGE, data=OWN | {"replaces": "0", "save": "1"} | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.scalars(sa.select(MessageText)).all() == []


@pytest.mark.parametrize("kind", texts.KINDS)
def test_every_kind_can_be_seen_in_both_languages(admin: FlaskClient, kind: str) -> None:
    for language in ("da", "en"):
        page = admin.get(f"/personale/tekster/{kind}/{language}")
        assert page.status_code == 200
        assert "What it looks like" in page.text


def test_only_administrators_write(client_for: SignInAs) -> None:
    client = client_for(StaffFactory(role=Role.TEAM_LEAD))
    assert client.get("/personale/tekster").status_code == 403
    assert client.post(PAGE, data=OWN).status_code == 403


def test_messages_there_are_not(admin: FlaskClient) -> None:
    assert admin.get("/personale/tekster/nothing/da").status_code == 404
    assert admin.get("/personale/tekster/talk_moved/sv").status_code == 404
