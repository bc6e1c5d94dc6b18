"""Enquiries by phone, by mail and without signing in: numbers checked, moments moved back only."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.businesses.models import Business, ProductionUnit
from portal.core import clock
from portal.notifications.models import OutboxMessage
from portal.recruitment import queries
from portal.recruitment.models import RecruitmentRequest, RequestDraft, RequestEvent
from portal.recruitment.service import links
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory
from tests.factories.businesses import BusinessFactory, ProductionUnitFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.test_business_pages import CONTACT, JOB, text_of
from tests.unit.recruitment.test_mailbox import MAIL

NEW, GUEST = "/personale/henvendelser/ny", "/virksomhed/uden-login"
CVR, OTHER_CVR, CLOSED_CVR = "99000015", "13585628", "99000104"  # with right check digits
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_ten() -> object:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def desk(english_for: SignInAs, consultant: Staff) -> FlaskClient:
    """The hotline's browser, in English."""
    return english_for(consultant)


def typed(**changes: object) -> dict[str, object]:
    """A call that came at 9.30 today, half an hour ago."""
    return {
        "channel": "phone",
        "language": "da",
        "cvr": CVR,
        "company": "Ørholm Bageri ApS",
        "kind": "recruitment",
        "title": "Bager",
        "tasks": "To bagere til natten",
        "positions": "2",
        "hours_per_week": "37",
        "starts_on-day": "4",
        "starts_on-month": "1",
        "starts_on-year": "2027",
        "contact_name": "Lars",
        "contact_phone": "45 97 30 00",
        "contact_email": "lars@example.invalid",
        "workplace": "Lyngby Torv 2",
        "postcode": "2800",
        "day-day": "23",
        "day-month": "11",
        "day-year": "2026",
        "clock": "9.30",
        "why": "Linjen var optaget.",
    } | changes


def only_request(session: orm.Session) -> RecruitmentRequest:
    return session.scalars(sa.select(RecruitmentRequest)).one()


def test_a_call_is_written_down_as_it_came(desk: FlaskClient, session: orm.Session) -> None:
    assert desk.get(NEW).status_code == 200
    assert desk.post(NEW, data=typed(answered="y")).status_code == 302
    request = only_request(session)
    assert request.channel == "phone"
    found = queries.replay(session, request.id, NOW)
    assert found.progress.moments.received == NOW - HOUR / 2
    assert found.progress.moments.answered == NOW - HOUR / 2
    kinds = {event.kind: event for event in found.events}
    assert (kinds["backdated"].text, kinds["backdated"].written_at) == ("Linjen var optaget.", NOW)
    assert kinds["answered"].code == "phone"
    mail = session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.kind == "request_written_down")
    ).one()
    assert mail.address == "lars@example.invalid"
    assert "/henvendelse/" in mail.body
    assert session.scalars(sa.select(Business.name)).all() == ["Ørholm Bageri ApS"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"cvr": "99000013"}, "That is not a CVR number"),
        ({"cvr": "9900001"}, "That is not a CVR number"),
        ({"company": ""}, "Write its name."),
        ({"p_number": "123"}, "That is not a production unit's number"),
        ({"p_number": "1000000012"}, "That is not a production unit's number"),
        ({"p_number": "1000000011"}, "belongs to another company"),
        ({"p_number": "1000000023", "cvr": OTHER_CVR}, "is no longer in use"),
        ({"clock": "10.01"}, "It can't have come later than now."),
        ({"day-day": "24"}, "It can't have come later than now."),
        ({"day-month": "9"}, "Write a moment within the last thirty days."),
        ({"why": ""}, "Write why it is written down later than it came."),
        ({"clock": "25.00"}, "Write the time like 9.12."),
        ({"day-month": "13"}, "There is no month 13."),
        ({"positions": ""}, "An enquiry about a job says so."),
        ({"positions": "501"}, "Write a number from 1 to 500."),
        ({"starts_on-year": "2025"}, "The day has passed."),
        ({"contact_phone": "", "contact_email": ""}, "Write a phone number or an e-mail address."),
        ({"tasks": "x" * 4001}, "Write at most 4000 characters."),
        ({"kind": "gold"}, "Not a valid choice"),
    ],
)
def test_bad_input_is_told_by_its_field_and_nothing_is_stored(
    desk: FlaskClient, session: orm.Session, changes: dict[str, str], sentence: str
) -> None:
    ProductionUnitFactory(p_number="1000000011")
    closed = BusinessFactory(cvr=OTHER_CVR)
    ProductionUnitFactory(p_number="1000000023", business=closed, removed_at=NOW)
    before = session.scalar(sa.select(sa.func.count()).select_from(Business))
    answer = desk.post(f"{NEW}?lang=en", data=typed(**changes))
    assert answer.status_code == 200
    if sentence != "Not a valid choice":
        assert sentence in text_of(answer).replace("&#39;", "'")
    assert session.scalar(sa.select(sa.func.count()).select_from(RecruitmentRequest)) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(Business)) == before


def test_a_pasted_mail_suggests_fields_and_stores_nothing(
    desk: FlaskClient, session: orm.Session
) -> None:
    page = desk.post(f"{NEW}/laes?lang=en", data={"paste-mail": MAIL}).text
    for found in ("lars@orholm-bageri.dk", "99000015", "Vi søger to bagere", "08.15"):
        assert found in page
    assert session.scalar(sa.select(sa.func.count()).select_from(RecruitmentRequest)) == 0
    assert "Fill this in." in desk.post(f"{NEW}/laes?lang=en", data={}).text
    assert desk.post(f"{NEW}/laes", data={"paste-mail": "x" * 1_100_000}).status_code == 413


def test_a_moment_is_moved_back_and_never_forwards(desk: FlaskClient, session: orm.Session) -> None:
    request = RequestFactory(happened__at=NOW - 2 * HOUR)
    path = f"/personale/henvendelser/{request.id}/kom-tidligere"
    moved = {"moved-day-day": "23", "moved-day-month": "11", "moved-day-year": "2026"}
    later = desk.post(path, data=moved | {"moved-clock": "9.00", "moved-why": "Fejl"})
    assert later.status_code == 302
    page = text_of(desk.get(f"/personale/henvendelser/{request.id}?lang=en"))
    assert "can only be moved back, never forwards" in page
    earlier = moved | {"moved-clock": "7.15"}
    desk.post(path, data=earlier)
    assert queries.replay(session, request.id, NOW).progress.moments.received == NOW - 2 * HOUR
    desk.post(path, data=earlier | {"moved-why": "Den lå i en anden indbakke."})
    moments = queries.replay(session, request.id, NOW).progress.moments
    assert clock.local(moments.received).strftime("%H.%M") == "07.15"


def begin_as_guest(client: FlaskClient, **contact: str) -> str:
    """Everything up to sending; the address of the draft."""
    client.get(f"{GUEST}?lang=en")
    draft = client.post(GUEST, data={"kind": "recruitment"}).location.rsplit("/", 1)[0]
    client.post(f"{draft}/opgave", data=JOB)
    said = CONTACT | {"cvr": CVR, "company": "Ørholm Bageri ApS"} | contact
    answer = client.post(f"{draft}/kontakt", data=said)
    assert answer.location == f"{draft}/send", text_of(answer)
    return draft


@pytest.mark.usefixtures("consultant")
def test_a_first_enquiry_without_signing_in(
    client: FlaskClient, session: orm.Session, desk: FlaskClient, app: Flask
) -> None:
    draft = begin_as_guest(client)
    assert "CVR 99000015" in text_of(client.get(f"{draft}/send"))
    sent = client.post(f"{draft}/send")
    assert client.post(f"{draft}/send").location == sent.location  # a second click
    request = only_request(session)
    # The clock runs from sending, and a consultant sees it at once.
    assert queries.replay(session, request.id, NOW).progress.moments.received == NOW
    page = text_of(desk.get(f"/personale/henvendelser/{request.id}?lang=en"))
    assert "The e-mail is not confirmed" in page
    status = client.get(f"{sent.location}?lang=en")
    assert "Received 10:00" in text_of(status)
    for private in (
        "Bager",
        "Lars",
        "lars@example.invalid",
        "45 97 30 00 ",
        "Ørholm",
        "Lyngby Torv",
    ):
        assert private not in text_of(status).replace("45 97 30 00 jobcenter@", "")
    # Until the address is confirmed nothing but the question goes to it.
    desk.post(f"/personale/henvendelser/{request.id}/svar", data={"answer-text": "Vi ringer."})
    mails = sa.select(OutboxMessage).where(OutboxMessage.audience == "guest")
    (question,) = session.scalars(mails).all()
    token = re.search(r"/bekraeft/(\S+)", question.body)
    assert token is not None
    confirm = f"{GUEST}/bekraeft/{token[1]}"
    assert "Yes, the e-mail is mine" in client.get(f"{confirm}?lang=en").text
    verified = sa.select(RequestEvent).where(RequestEvent.kind == "verified")
    assert session.scalars(verified).all() == []  # looking confirms nothing
    with clock.frozen(NOW + 30 * HOUR):
        for _again in range(2):
            assert client.post(confirm).status_code == 303
    assert len(session.scalars(verified).all()) == 1
    # Confirmed or not, it was answered when it was answered.
    found = queries.replay(session, request.id, NOW + 31 * HOUR)
    assert found.hours["answer"]["elapsed"] == 0
    with clock.frozen(NOW + 31 * HOUR), app.app_context():
        kinds = session.scalars(
            sa.select(OutboxMessage.kind).where(OutboxMessage.audience == "guest")
        )
        assert set(kinds) == {"request_verify", "request_verified"}


@pytest.mark.usefixtures("consultant")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"cvr": "12345678"}, "That is not a CVR number"),
        ({"p_number": "12"}, "That is not a production unit's number"),
        ({"p_number": "1000000011"}, "belongs to another company"),
        ({"p_number": "1000000035", "cvr": OTHER_CVR}, "We don't know that production unit"),
        ({"p_number": "1000000023", "cvr": OTHER_CVR}, "is no longer in use"),
        ({"cvr": CLOSED_CVR}, "That company is noted as closed with us."),
        ({"contact_email": "lars"}, "Write an e-mail address"),
    ],
)
def test_a_guests_numbers_are_checked(
    client: FlaskClient, changes: dict[str, str], sentence: str
) -> None:
    ProductionUnitFactory(p_number="1000000011")
    known = BusinessFactory(cvr=OTHER_CVR)
    ProductionUnitFactory(p_number="1000000023", business=known, removed_at=NOW)
    BusinessFactory(cvr=CLOSED_CVR, closed_at=NOW)
    client.get(f"{GUEST}?lang=en")
    draft = client.post(GUEST, data={"kind": "other"}).location.rsplit("/", 1)[0]
    said = CONTACT | {"cvr": CVR, "company": "Ørholm Bageri"} | changes
    answer = client.post(f"{draft}/kontakt?lang=en", data=said)
    assert sentence in text_of(answer).replace("&#39;", "'")


@pytest.mark.usefixtures("consultant")
def test_a_guests_draft_belongs_to_one_browser(
    client: FlaskClient, app: Flask, client_for: SignInAs
) -> None:
    draft = begin_as_guest(client)
    for other in (app.test_client(), client_for(BusinessUserFactory())):
        for step in ("opgave", "kontakt", "send"):
            assert other.get(f"{draft}/{step}").status_code == 404
        assert other.post(f"{draft}/send").status_code == 404
    own = draft.replace(GUEST, "/virksomhed/ny-henvendelse")
    assert client_for(BusinessUserFactory()).get(f"{own}/send").status_code == 404


@pytest.mark.usefixtures("consultant")
def test_a_flood_from_one_address_is_stopped(client: FlaskClient, session: orm.Session) -> None:
    for _number in range(3):
        client.post(f"{begin_as_guest(client)}/send")
    draft = begin_as_guest(client, contact_email="LARS@example.invalid")
    assert client.post(f"{draft}/send").location == f"{draft}/send"
    assert "You have sent several enquiries today." in text_of(client.get(f"{draft}/send?lang=en"))
    assert session.scalar(sa.select(sa.func.count()).select_from(RecruitmentRequest)) == 3
    with clock.frozen(NOW + 25 * HOUR):
        assert "/henvendelse/" in client.post(f"{draft}/send").location


@pytest.mark.usefixtures("consultant")
def test_forged_old_and_foreign_links_show_a_kind_page(client: FlaskClient, app: Flask) -> None:
    request = RequestFactory()
    with app.app_context():
        status = links.make(links.STATUS, request.id)
        verify = links.make(links.VERIFY, request.id)
        missing = links.make(links.STATUS, 999_999)
    assert client.get(f"/henvendelse/{status}").status_code == 200
    for wrong in (status[:-3] + "AAA", verify, "x", "x" * 5000, status + "."):
        answer = client.get(f"/henvendelse/{wrong}?lang=en")
        assert answer.status_code == 404
        assert "Your enquiry is safe with us." in answer.text
    assert client.get(f"/henvendelse/{missing}").status_code == 404
    assert client.get(f"{GUEST}/bekraeft/{status}").status_code == 404
    assert client.post(f"{GUEST}/bekraeft/{status}").status_code == 404


def test_an_old_link_says_that_it_is_old(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = RequestFactory()
    with app.app_context():
        status = links.make(links.STATUS, request.id)
    monkeypatch.setattr(links, "VALID", timedelta(seconds=-1))
    answer = client.get(f"/henvendelse/{status}?lang=en")
    assert answer.status_code == 410
    assert "because it is old" in answer.text


@pytest.mark.usefixtures("consultant")
def test_a_new_company_brings_its_unit(desk: FlaskClient, session: orm.Session) -> None:
    desk.post(NEW, data=typed(p_number="P 1029829825"))
    unit = session.scalars(sa.select(ProductionUnit)).one()
    assert (unit.p_number, only_request(session).unit_id) == ("1029829825", unit.id)
    assert session.scalar(sa.select(sa.func.count()).select_from(RequestDraft)) == 0
