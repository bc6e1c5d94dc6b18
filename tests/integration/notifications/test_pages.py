"""The inbox: one's own messages, read when one says so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core.access import Audience
from portal.notifications import routes, service
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.integration.conftest import SignInAs

Tell = Callable[..., OutboxMessage]


@pytest.fixture
def tell(app: Flask, session: orm.Session) -> Tell:
    """Tell a person something; the row of their inbox."""

    def tell_somebody(person: Any, event: str = "a", **changes: Any) -> OutboxMessage:
        citizen = isinstance(person, Citizen)
        told: dict[str, Any] = {
            "event": event,
            "kind": "referral_asked" if citizen else "request_answered",
            "audience": Audience.CITIZEN if citizen else Audience.BUSINESS,
            "recipient_id": person.id,
            "now": clock.now() - timedelta(minutes=1),
            "path": "/borger/jobforslag" if citizen else "/virksomhed",
            "title": f"Bager <b>{event}</b>",
            "employer": "Ørholm Bageri",
            "consultant": "Jens Bro",
            "answer_by": clock.now(),
        }
        with app.app_context():
            service.tell(session, **(told | changes))
        session.commit()
        return session.scalars(
            sa.select(OutboxMessage).where(
                OutboxMessage.event == event, OutboxMessage.channel == "inbox"
            )
        ).one()

    return tell_somebody


def test_an_empty_inbox_says_what_will_come(client_for: SignInAs) -> None:
    page = client_for(CitizenFactory()).get("/borger/beskeder?lang=en")
    assert "No news yet" in page.text
    assert "You have not written to each other yet" in page.text


def test_a_message_is_marked_until_it_is_read(
    client_for: SignInAs, session: orm.Session, tell: Tell
) -> None:
    anna = CitizenFactory(language="en")
    message = tell(anna)
    client = client_for(anna)
    for _ in range(2):  # looking changes nothing
        page = client.get("/borger/beskeder?lang=en").text
        assert "Is this a job for you? Bager &lt;b&gt;a&lt;/b&gt;" in page
        assert "Not read" in page
    answer = client.post(f"/borger/beskeder/{message.id}/laest")
    assert answer.location == "/borger/beskeder"
    assert "Not read" not in client.get("/borger/beskeder?lang=en").text


def test_a_message_leads_on_and_is_read(
    client_for: SignInAs, session: orm.Session, tell: Tell
) -> None:
    anna = CitizenFactory()
    message = tell(anna)
    answer = client_for(anna).post(f"/borger/beskeder/{message.id}/laest", data={"go": "1"})
    assert answer.location == "/borger/jobforslag"
    session.refresh(message)
    assert message.read_at is not None
    first = message.read_at
    client_for(anna).post(f"/borger/beskeder/{message.id}/laest")
    session.refresh(message)
    assert message.read_at == first


def test_a_message_leads_nowhere_else(
    client_for: SignInAs, session: orm.Session, tell: Tell
) -> None:
    anna = CitizenFactory()
    message = tell(anna, path="//evil.invalid")
    answer = client_for(anna).post(f"/borger/beskeder/{message.id}/laest", data={"go": "1"})
    assert answer.location == "/borger/beskeder"


def test_a_companys_user_has_an_inbox_too(
    client_for: SignInAs, session: orm.Session, tell: Tell
) -> None:
    lars = BusinessUserFactory()
    message = tell(lars)
    client = client_for(lars)
    assert "Jens Bro" in client.get("/virksomhed/beskeder").text
    answer = client.post(f"/virksomhed/beskeder/{message.id}/laest", data={"go": "1"})
    assert answer.location == "/virksomhed"


def test_what_is_not_due_is_not_shown(
    client_for: SignInAs, session: orm.Session, tell: Tell
) -> None:
    anna = CitizenFactory(language="en")
    message = tell(anna, due_at=clock.now() + timedelta(days=1))
    client = client_for(anna)
    assert "No news yet" in client.get("/borger/beskeder?lang=en").text
    assert client.post(f"/borger/beskeder/{message.id}/laest").status_code == 404


def test_long_inboxes_come_in_pages(client_for: SignInAs, session: orm.Session, tell: Tell) -> None:
    anna = CitizenFactory(language="en")
    for number in range(routes.queries.PAGE + 2):
        tell(anna, f"number {number};")
    client = client_for(anna)
    first = client.get("/borger/beskeder?lang=en").text
    assert "number 31;" in first
    assert "number 1;" not in first
    link = first.partition('href="/borger/beskeder?before=')[2].partition('"')[0]
    second = client.get(f"/borger/beskeder?before={link}").text
    assert "number 1;" in second
    assert "number 2;" not in second


def test_a_reminder_stands_where_it_came(
    client_for: SignInAs, session: orm.Session, tell: Tell
) -> None:
    anna = CitizenFactory(language="en")
    now = clock.now()
    tell(anna, "reminder;", now=now - timedelta(days=9), due_at=now - timedelta(minutes=1))
    tell(anna, "receipt;", now=now - timedelta(days=2))
    page = client_for(anna).get("/borger/beskeder?lang=en").text
    assert page.index("reminder;") < page.index("receipt;")


@pytest.mark.parametrize("before", ["0", "-5", "x", "1e9", str(2**63), "9" * 40])
def test_nonsense_in_the_address_shows_the_newest(
    client_for: SignInAs, session: orm.Session, tell: Tell, before: str
) -> None:
    anna = CitizenFactory()
    tell(anna)
    page = client_for(anna).get(f"/borger/beskeder?before={before}")
    assert page.status_code == 200
    assert "Ørholm Bageri" in page.text


@pytest.mark.parametrize("wrong", [0, 987654321, 2**63, 10**30])
def test_a_message_that_is_not_there_is_not_found(client_for: SignInAs, wrong: int) -> None:
    answer = client_for(CitizenFactory()).post(f"/borger/beskeder/{wrong}/laest")
    assert answer.status_code == 404


def test_anothers_message_is_as_good_as_none(
    client_for: SignInAs, session: orm.Session, tell: Tell
) -> None:
    anna, thief = CitizenFactory(), CitizenFactory()
    message = tell(anna)
    answer = client_for(thief).post(f"/borger/beskeder/{message.id}/laest", data={"go": "1"})
    missing = client_for(thief).post("/borger/beskeder/987654321/laest", data={"go": "1"})
    assert answer.status_code == missing.status_code == 404
    assert "Ørholm" not in client_for(thief).get("/borger/beskeder").text
    session.refresh(message)
    assert message.read_at is None


def test_the_same_number_in_another_audience_is_another_person(
    client_for: SignInAs, session: orm.Session, tell: Tell
) -> None:
    lars = BusinessUserFactory()
    namesake = CitizenFactory(id=lars.id + 100_000)
    session.execute(
        sa.text("UPDATE business_user SET id = :new WHERE id = :old"),
        {"new": namesake.id, "old": lars.id},
    )
    message = tell(namesake)
    lars = session.get_one(type(lars), namesake.id)
    client = client_for(lars)
    assert "Ørholm" not in client.get("/virksomhed/beskeder").text
    assert client.post(f"/virksomhed/beskeder/{message.id}/laest").status_code == 404
    assert client.post(f"/borger/beskeder/{message.id}/laest").status_code == 403


def test_strangers_and_staff_stay_out(client: FlaskClient, client_for: SignInAs) -> None:
    assert client.get("/borger/beskeder").location.startswith("/log-ind")
    assert client.post("/borger/beskeder/1/laest").status_code == 403
    assert client_for(StaffFactory()).get("/borger/beskeder").status_code == 403


def test_reading_needs_a_form_of_ours(
    client_for: SignInAs, session: orm.Session, tell: Tell, app: Any
) -> None:
    anna = CitizenFactory()
    message = tell(anna)
    client = client_for(anna)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert client.post(f"/borger/beskeder/{message.id}/laest").status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    session.refresh(message)
    assert message.read_at is None
