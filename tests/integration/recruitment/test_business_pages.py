"""A business writes an enquiry step by step, and follows it; nobody else sees it."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm
from werkzeug.test import TestResponse

from portal.accounts.models import BusinessUser, Staff
from portal.core import clock
from portal.recruitment.models import RecruitmentRequest, RequestDraft, RequestEvent
from portal.recruitment.service import drafts
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory, CitizenFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs

JOB = {
    "title": "Bager",
    "positions": "2",
    "tasks": "Bage brød.",
    "requirements": "Surdej",
    "hours_per_week": "37",
    "starts_on-day": "4",
    "starts_on-month": "1",
    "starts_on-year": "2027",
}
CONTACT = {
    "workplace": "Lyngby Torv 2",
    "postcode": "2800",
    "contact_name": "Lars Bruun",
    "contact_phone": "45 97 30 00",
    "contact_email": "lars@example.invalid",
}


@pytest.fixture
def visitor(client_for: SignInAs, owner: BusinessUser, consultant: Staff) -> FlaskClient:
    """The company's browser, in English."""
    with clock.frozen(NOW):
        client = client_for(owner)
        client.get("/virksomhed/ny-henvendelse?lang=en")
    return client


@pytest.fixture(autouse=True)
def _at_ten(now: object) -> object:
    with clock.frozen(NOW):
        yield


def begin(visitor: FlaskClient, kind: str = "recruitment") -> str:
    """Choose a kind; the address of the draft."""
    answer = visitor.post("/virksomhed/ny-henvendelse", data={"kind": kind})
    assert answer.status_code == 302
    return answer.location.rsplit("/", 1)[0]


def count(session: orm.Session, model: type) -> int:
    found = session.scalar(sa.select(sa.func.count()).select_from(model))
    assert found is not None
    return found


def text_of(answer: TestResponse) -> str:
    """The page's words, without markup and line breaks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_the_whole_way_from_first_question_to_receipt(
    visitor: FlaskClient, session: orm.Session, consultant: Staff
) -> None:
    assert visitor.get("/virksomhed/ny-henvendelse?lang=en").status_code == 200
    draft = begin(visitor)
    assert visitor.post(f"{draft}/opgave", data=JOB).location == f"{draft}/kontakt"
    page = visitor.get(f"{draft}/kontakt").text
    assert "45 97 30 00" in page  # what we know is filled in
    assert visitor.post(f"{draft}/kontakt", data=CONTACT).location == f"{draft}/send"
    checked = text_of(visitor.get(f"{draft}/send"))
    for said in ("Bager", "2 people", "Monday 4 January 2027", "Lyngby Torv 2, 2800"):
        assert said in checked
    sent = visitor.post(f"{draft}/send")
    receipt = text_of(visitor.get(sent.location))
    assert "We answer no later than Tuesday at 10:00." in receipt
    assert "You get candidates no later than Thursday at 10:00." in receipt
    assert consultant.name in receipt
    assert consultant.phone in receipt
    assert count(session, RequestDraft) == 0


def test_sending_twice_stores_one_and_shows_the_same_receipt(
    visitor: FlaskClient, session: orm.Session
) -> None:
    draft = begin(visitor)
    visitor.post(f"{draft}/opgave", data=JOB)
    visitor.post(f"{draft}/kontakt", data=CONTACT)
    first, second = visitor.post(f"{draft}/send"), visitor.post(f"{draft}/send")
    assert first.location == second.location
    assert count(session, RecruitmentRequest) == 1
    assert count(session, RequestEvent) == 2


def test_what_is_not_about_a_job_asks_less(visitor: FlaskClient, session: orm.Session) -> None:
    draft = begin(visitor, "keep_employee")
    page = visitor.get(f"{draft}/opgave").text
    assert "positions" not in page
    visitor.post(f"{draft}/opgave", data={"title": "Tømrer", "tasks": "Ondt i ryggen."})
    visitor.post(f"{draft}/kontakt", data=CONTACT)
    sent = visitor.post(f"{draft}/send")
    assert sent.status_code == 302
    receipt = text_of(visitor.get(sent.location + "?lang=en"))
    assert "We answer no later than Tuesday at 10:00." in receipt
    assert "candidates" not in receipt


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Fill this in."),
        ({"title": "x" * 121}, "Write at most 120 characters."),
        ({"positions": "0"}, "Write a number from 1 to 500."),
        ({"positions": "501"}, "Write a number from 1 to 500."),
        ({"positions": "-3"}, "Write a number from 1 to 500."),
        ({"positions": "mange"}, "Write a whole number."),
        ({"positions": "9" * 5000}, "Write a whole number."),
        ({"hours_per_week": "61"}, "Write a number from 1 to 60."),
        ({"tasks": "x" * 4001}, "Write at most 4000 characters."),
        ({"starts_on-day": "22", "starts_on-month": "11", "starts_on-year": "2026"}, "has passed"),
        ({"starts_on-year": "2029"}, "within the next two years"),
        ({"starts_on-month": "13"}, "There is no month 13."),
        ({"starts_on-day": "31", "starts_on-month": "2"}, "There is no day 31 in that month."),
        ({"starts_on-year": ""}, "Write the day, the month and the year."),
    ],
)
def test_bad_input_is_told_by_its_field_and_kept(
    visitor: FlaskClient, session: orm.Session, changes: dict[str, str], sentence: str
) -> None:
    draft = begin(visitor)
    answer = visitor.post(f"{draft}/opgave?lang=en", data=JOB | changes)
    assert answer.status_code == 200
    assert answer.text.count(sentence) >= 2  # in the summary, and beside the field
    assert "Bage brød." in answer.text or "tasks" in changes
    stored = session.scalar(sa.select(RequestDraft.data))
    assert stored is not None
    assert "title" not in stored


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"postcode": "280"}, "A postcode has four digits."),
        ({"postcode": "28oo"}, "A postcode has four digits."),
        ({"postcode": "٢٨٠٠"}, "A postcode has four digits."),
        ({"contact_phone": "12345"}, "A phone number has eight digits"),
        ({"contact_phone": "ring"}, "A phone number has eight digits"),
        ({"contact_email": "lars"}, "Write an e-mail address"),
        ({"contact_email": "a@b.dk\r\nBcc: x@y.dk"}, "Write an e-mail address"),
        ({"workplace": " "}, "Fill this in."),
    ],
)
def test_bad_contacts_are_told_by_their_field(
    visitor: FlaskClient, changes: dict[str, str], sentence: str
) -> None:
    draft = begin(visitor)
    answer = visitor.post(f"{draft}/kontakt?lang=en", data=CONTACT | changes)
    assert answer.status_code == 200
    assert answer.text.count(sentence) >= 2


def test_an_unknown_kind_begins_nothing(visitor: FlaskClient, session: orm.Session) -> None:
    for data in ({}, {"kind": "gold"}):
        assert visitor.post("/virksomhed/ny-henvendelse", data=data).status_code == 200
    assert count(session, RequestDraft) == 0


def test_an_unfinished_draft_leads_to_what_is_missing(visitor: FlaskClient) -> None:
    draft = begin(visitor)
    assert visitor.get(f"{draft}/send").location == f"{draft}/opgave"
    answer = visitor.post(f"{draft}/send")
    assert answer.location == f"{draft}/send"
    page = text_of(visitor.get("/virksomhed/ny-henvendelse?lang=en"))
    assert "Go on with what you began" in page


def test_a_start_that_has_passed_meanwhile_is_asked_for_again(
    visitor: FlaskClient, session: orm.Session
) -> None:
    draft = begin(visitor)
    visitor.post(f"{draft}/opgave", data=JOB)
    visitor.post(f"{draft}/kontakt", data=CONTACT)
    stored = session.scalars(sa.select(RequestDraft)).one()
    stored.data = stored.data | {"starts_on": "2026-11-20"}
    session.commit()
    assert visitor.post(f"{draft}/send").location == f"{draft}/opgave"
    assert "has passed" in visitor.get(f"{draft}/opgave?lang=en").text
    assert count(session, RecruitmentRequest) == 0


def test_correcting_goes_back_to_the_last_page(visitor: FlaskClient) -> None:
    draft = begin(visitor)
    visitor.post(f"{draft}/opgave", data=JOB)
    visitor.post(f"{draft}/kontakt", data=CONTACT)
    answer = visitor.post(f"{draft}/opgave?ret=1", data=JOB | {"title": "Konditor"})
    assert answer.location == f"{draft}/send"
    assert "Konditor" in visitor.get(answer.location).text


def test_a_draft_can_be_thrown_away(visitor: FlaskClient, session: orm.Session) -> None:
    draft = begin(visitor)
    assert visitor.post(f"{draft}/slet").status_code == 302
    assert count(session, RequestDraft) == 0
    assert visitor.get(f"{draft}/opgave").status_code == 404


def test_nobody_else_writes_in_my_draft(
    visitor: FlaskClient, client_for: SignInAs, owner: BusinessUser, session: orm.Session
) -> None:
    draft = begin(visitor)
    colleague = BusinessUserFactory(business=session.get(drafts.Business, owner.business_id))
    for other in (client_for(colleague), client_for(BusinessUserFactory())):
        for step in ("behov", "opgave", "kontakt", "send"):
            assert other.get(f"{draft}/{step}").status_code == 404
        assert other.post(f"{draft}/opgave", data=JOB).status_code == 404
        assert other.post(f"{draft}/send").status_code == 404
        assert other.post(f"{draft}/slet").status_code == 404


def test_another_companys_enquiry_is_a_missing_one(
    visitor: FlaskClient, client_for: SignInAs, session: orm.Session
) -> None:
    foreign = RequestFactory()
    for number in (foreign.id, 999_999, 10**30):
        for page in ("", "/kvittering"):
            assert visitor.get(f"/virksomhed/henvendelser/{number}{page}").status_code == 404
        gone = visitor.post(f"/virksomhed/henvendelser/{number}/traek-tilbage")
        assert gone.status_code == 404
    assert count(session, RequestEvent) == 1
    citizen = client_for(CitizenFactory())
    assert citizen.get(f"/virksomhed/henvendelser/{foreign.id}").status_code == 403


@pytest.mark.parametrize(
    ("happened", "hours", "sentence"),
    [
        ([], 2, "answers you no later than"),
        ([], 30, "We are late, and we are sorry."),
        (["answered"], 2, "You get candidates no later than"),
        (["answered", "presented"], 9, "Read about the candidates below"),
        (["answered", "presented", "closed"], 9, "The enquiry is closed."),
        (["withdrawn"], 9, "You have withdrawn the enquiry."),
    ],
)
def test_the_status_says_what_happens_next(
    visitor: FlaskClient,
    owner: BusinessUser,
    session: orm.Session,
    happened: list[str],
    hours: int,
    sentence: str,
) -> None:
    request = RequestFactory(
        business=session.get(drafts.Business, owner.business_id),
        happened=happened,
        happened__at=NOW - timedelta(hours=hours),
    )
    for language in ("da", "en"):
        page = visitor.get(f"/virksomhed/henvendelser/{request.id}?lang={language}")
        assert page.status_code == 200
    assert sentence in text_of(page)


def test_withdrawing_ends_it_and_is_said(
    visitor: FlaskClient, owner: BusinessUser, session: orm.Session
) -> None:
    request = RequestFactory(business=session.get(drafts.Business, owner.business_id))
    path = f"/virksomhed/henvendelser/{request.id}"
    assert visitor.post(f"{path}/traek-tilbage").location == path
    page = visitor.get(f"{path}?lang=en")
    assert "The enquiry is withdrawn." in page.text
    visitor.post(f"{path}/traek-tilbage")
    assert "so nothing was changed" in visitor.get(f"{path}?lang=en").text
