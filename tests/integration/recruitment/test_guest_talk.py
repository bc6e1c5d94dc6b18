"""Guests read, write and send files by a link to the enquiry's own address, in their language."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.core import clock
from portal.notifications.models import OutboxMessage
from portal.recruitment.models import GuestPass, RecruitmentRequest, RequestEvent
from portal.recruitment.service import links
from tests.conftest import NOW
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.test_business_pages import text_of
from tests.integration.recruitment.test_files import pdf

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_ten() -> object:
    with clock.frozen(NOW):
        yield


def guest_request(consultant: Staff, **changes: object) -> RecruitmentRequest:
    request: RecruitmentRequest = RequestFactory(
        consultant=consultant, sent_by=None, created_by_id=None, channel="guest",
        language="en", **changes,
    )  # fmt: skip
    return request


def status_path(app: Flask, request: RecruitmentRequest) -> str:
    with app.app_context():
        return links.status_path(request.id)


def way_in(session: orm.Session) -> str:
    """The link of the latest mail that opens an enquiry."""
    mail = session.scalars(
        sa.select(OutboxMessage)
        .where(OutboxMessage.kind == "request_pass")
        .order_by(OutboxMessage.id.desc())
    ).first()
    assert mail is not None
    found = re.search(r"/henvendelse/adgang/\S+", mail.body)
    assert found is not None
    return found[0]


def enter(client: FlaskClient, session: orm.Session, status: str) -> str:
    """Ask, open the mail, click: the page where one writes."""
    assert client.post(f"{status}/skriv").location == status
    link = way_in(session)
    assert client.get(link).status_code == 200
    location: str = client.post(link).location
    return location


def test_a_guest_reads_writes_and_sends_a_file(
    app: Flask,
    client: FlaskClient,
    client_for: SignInAs,
    consultant: Staff,
    session: orm.Session,
) -> None:
    request = guest_request(consultant, contact_email="rose@example.invalid")
    status, desk = status_path(app, request), client_for(consultant)
    talk = enter(client, session, status)
    status = talk.removesuffix("/samtale")
    mail = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == "request_pass"))
    assert [(one.address, one.subject) for one in mail] == [
        ("rose@example.invalid", "Open your enquiry: Bager")
    ]
    kinds = sa.select(RequestEvent.kind).where(RequestEvent.request_id == request.id)
    assert "verified" in session.scalars(kinds).all()  # whoever came by the link has the address
    page = text_of(client.get(f"{talk}?lang=en"))
    assert "Write to your consultant" in page
    assert consultant.name in page
    assert client.post(talk, data={"text": ""}).status_code == 200
    for _twice in range(2):
        assert client.post(talk, data={"text": "Vi mangler to."}).status_code == 302
    sent = client.post(f"{status}/filer", data={"file": (BytesIO(pdf()), "jobopslag.pdf")})
    assert sent.location == talk
    page = text_of(client.get(talk))
    assert "Vi mangler to." in page
    file = re.search(rf"{re.escape(status)}/filer/[0-9]+", client.get(talk).text)
    assert file is not None
    assert client.get(file[0]).data == pdf()
    assert session.scalars(kinds).all().count("message") == 1
    theirs = desk.get(f"/personale/henvendelser/{request.id}?lang=en")
    assert "Vi mangler to." in text_of(theirs)
    assert "jobopslag.pdf" in text_of(desk.get(f"/personale/henvendelser/{request.id}/filer"))
    # The answer goes to the guest in English, and the status page itself still shows nothing.
    desk.post(f"/personale/henvendelser/{request.id}/svar", data={"answer-text": "Of course."})
    answer = session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.kind == "request_answered_in_full")
    ).one()
    assert (answer.language, answer.subject) == ("en", "Answer to your enquiry: Bager")
    assert "choose “Write to us”" in answer.body
    for private in ("Bager", "Vi mangler to.", "rose@example.invalid", "Of course."):
        assert private not in text_of(client.get(status))


def test_the_link_opens_once_for_an_hour_and_the_page_for_two(
    app: Flask, client: FlaskClient, consultant: Staff, session: orm.Session
) -> None:
    request = guest_request(consultant)
    status = status_path(app, request)
    client.post(f"{status}/skriv")
    link = way_in(session)
    with clock.frozen(NOW + HOUR + timedelta(seconds=1)):
        assert client.get(link).status_code == client.post(link).status_code == 410
    talk = client.post(link).location
    status = talk.removesuffix("/samtale")  # made anew, so signed at another moment
    other = app.test_client()
    assert other.post(link).status_code == 410
    assert other.get(talk).location == status
    assert other.post(talk, data={"text": "Jeg har kun status-linket"}).status_code == 404
    assert (
        other.post(f"{status}/filer", data={"file": (BytesIO(pdf()), "a.pdf")}).status_code == 404
    )
    for wrong in ("x", "x" * 5000, link.rsplit("/", 1)[1][:-1] + "!"):
        assert client.get(f"/henvendelse/adgang/{wrong}").status_code == 404
        assert client.post(f"/henvendelse/adgang/{wrong}").status_code == 404
    with clock.frozen(NOW + 2 * HOUR + timedelta(seconds=1)):
        assert client.get(talk).location == status
        assert client.post(talk, data={"text": "For sent"}).status_code == 404
    assert client.get(talk).status_code == 200
    captured = client.get_cookie("form")
    assert captured is not None
    assert client.post(f"{status}/luk").location == status
    other.set_cookie("form", captured.value)
    assert other.get(talk).location == status  # a copy of the cookie opens nothing either


def test_what_one_guest_has_open_opens_no_other_enquiry(
    app: Flask, client: FlaskClient, consultant: Staff, session: orm.Session
) -> None:
    mine, another = guest_request(consultant), guest_request(consultant)
    talk = enter(client, session, status_path(app, mine))
    assert client.get(talk).status_code == 200
    theirs = status_path(app, another)
    assert client.get(f"{theirs}/samtale").location == theirs
    assert client.post(f"{theirs}/samtale", data={"text": "Hej"}).status_code == 404


def test_links_are_mailed_only_where_they_belong_and_not_for_ever(
    app: Flask, client: FlaskClient, consultant: Staff, session: orm.Session
) -> None:
    client.set_cookie("lang", "en")
    request = guest_request(consultant)
    status = status_path(app, request)
    for _number in range(7):
        client.post(f"{status}/skriv")
    assert "We have mailed you several links today." in text_of(client.get(f"{status}?lang=en"))
    count = sa.select(sa.func.count()).select_from(GuestPass)
    assert session.scalar(count) == 5
    with clock.frozen(NOW + 25 * HOUR):
        client.post(f"{status}/skriv")
    assert session.scalar(count) == 6
    signed_in, unreachable = (
        RequestFactory(consultant=consultant),
        guest_request(consultant, contact_email=""),
    )
    for closed in (signed_in, unreachable):
        path = status_path(app, closed)
        assert "Write to us" not in client.get(f"{path}?lang=en").text
        client.post(f"{path}/skriv")
        assert "We have no e-mail address for this enquiry." in client.get(f"{path}?lang=en").text
    ended = guest_request(consultant, happened=["withdrawn"])
    client.post(f"{status_path(app, ended)}/skriv")
    assert session.scalar(count) == 6
    assert client.post("/henvendelse/x/skriv").status_code == 302
