"""Business and consultant write, call and agree; units, copies and words that may discriminate."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from portal.businesses.models import Business
from portal.core import clock
from portal.notifications.models import OutboxMessage
from portal.recruitment.models import RecruitmentRequest, RequestDraft, RequestEvent
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory
from tests.factories.businesses import ProductionUnitFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.test_business_pages import CONTACT, JOB, begin, text_of

HOUR = timedelta(hours=1)
STAFF, OWN = "/personale/henvendelser", "/virksomhed/henvendelser"


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.frozen(NOW + 2 * HOUR):
        yield


@pytest.fixture
def request_(owner: BusinessUser, session: orm.Session, consultant: Staff) -> RecruitmentRequest:
    """The owner's enquiry of this morning."""
    request: RecruitmentRequest = RequestFactory(
        business=session.get_one(Business, owner.business_id),
        sent_by=owner,
        consultant=consultant,
    )
    return request


@pytest.fixture
def business(english_for: SignInAs, owner: BusinessUser) -> FlaskClient:
    """The company's browser, in English."""
    return english_for(owner)


@pytest.fixture
def staff(english_for: SignInAs, consultant: Staff) -> FlaskClient:
    """The consultant's browser, in English."""
    return english_for(consultant)


def kinds(session: orm.Session, request: RecruitmentRequest) -> list[str]:
    wanted = sa.select(RequestEvent.kind).where(RequestEvent.request_id == request.id)
    return list(session.scalars(wanted.order_by(RequestEvent.id)))


def test_messages_go_both_ways_and_stand_in_the_log(
    business: FlaskClient, staff: FlaskClient, request_: RecruitmentRequest, session: orm.Session
) -> None:
    path = f"{OWN}/{request_.id}"
    assert "Fill this in." in business.post(f"{path}/skriv?lang=en").text
    for _twice in range(2):
        assert (
            business.post(f"{path}/skriv", data={"text": "Kan de begynde kl. 5?"}).status_code
            == 302
        )
    assert kinds(session, request_) == ["received", "message"]
    told = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == "request_message"))
    assert {one.recipient_id for one in told} == {request_.consultant_id}
    page = text_of(staff.get(f"{STAFF}/{request_.id}?lang=en"))
    assert "Kan de begynde kl. 5?" in page
    # A message is no answer: the clock runs on.
    assert "Answer: 21 h 0 min left" in page
    staff.post(f"{STAFF}/{request_.id}/svar", data={"answer-text": "Ja, de kan."})
    page = text_of(business.get(f"{path}?lang=en"))
    assert page.index("Ja, de kan.") < page.index("Kan de begynde kl. 5?")
    assert "Received 09:00 – answered 12:00" in page


def test_a_call_that_reached_them_is_an_answer_and_an_internal_note_stays_inside(
    business: FlaskClient, staff: FlaskClient, request_: RecruitmentRequest, session: orm.Session
) -> None:
    path = f"{STAFF}/{request_.id}/opkald"
    assert "Fill this in." in staff.post(f"{path}?lang=en").text
    staff.post(path, data={"call-text": "Ingen tog telefonen", "call-internal": "y"})
    assert kinds(session, request_) == ["received", "note"]
    staff.post(path, data={"call-text": "Vi aftalte et besøg", "call-reached": "y"})
    assert kinds(session, request_) == ["received", "note", "answered"]
    page = text_of(business.get(f"{OWN}/{request_.id}?lang=en"))
    assert "Vi aftalte et besøg" in page
    assert "by phone" in page
    assert "Ingen tog telefonen" not in page
    assert "only for us" in text_of(staff.get(f"{STAFF}/{request_.id}?lang=en"))


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("22", "That day has passed. Write when it happens."),
        ("30", "The business sees what happens next."),
    ],
)
def test_the_next_step_has_a_day(
    business: FlaskClient,
    staff: FlaskClient,
    request_: RecruitmentRequest,
    day: str,
    sentence: str,
) -> None:
    said = {
        "step-text": "Jeg besøger jer.",
        "step-on_day-day": day,
        "step-on_day-month": "11",
        "step-on_day-year": "2026",
    }
    staff.post(f"{STAFF}/{request_.id}/naeste-skridt", data=said)
    assert sentence in text_of(staff.get(f"{STAFF}/{request_.id}?lang=en"))
    page = text_of(business.get(f"{OWN}/{request_.id}?lang=en"))
    assert ("Jeg besøger jer. By Monday 30 November." in page) is (day == "30")


def test_nothing_is_said_about_another_companys_or_an_ended_enquiry(
    business: FlaskClient, owner: BusinessUser, session: orm.Session, consultant: Staff
) -> None:
    foreign = RequestFactory()
    ended = RequestFactory(
        business=session.get_one(Business, owner.business_id), happened=["withdrawn"]
    )
    assert business.post(f"{OWN}/{foreign.id}/skriv", data={"text": "Hej"}).status_code == 404
    assert business.post(f"{OWN}/{foreign.id}/kopier").status_code == 404
    assert business.post(f"{OWN}/{ended.id}/skriv", data={"text": "Hej"}).status_code == 302
    assert kinds(session, foreign) == ["received"]
    assert kinds(session, ended) == ["received", "withdrawn"]


def test_a_copy_says_the_same_and_asks_for_the_start(
    business: FlaskClient, request_: RecruitmentRequest, session: orm.Session
) -> None:
    answer = business.post(f"{OWN}/{request_.id}/kopier")
    assert answer.location.endswith("/opgave")
    draft = session.scalars(sa.select(RequestDraft)).one()
    assert (draft.data["title"], draft.data["positions"]) == ("Bager", 2)
    assert "starts_on" not in draft.data
    assert "Bage brød om natten." in business.get(answer.location).text
    assert "Begin with a copy" in business.get("/virksomhed/ny-henvendelse?lang=en").text


def test_people_of_one_unit_see_the_others_only_if_the_administrator_says_so(
    client_for: SignInAs, session: orm.Session, consultant: Staff
) -> None:
    admin = BusinessUserFactory(is_administrator=True)
    company = session.get_one(Business, admin.business_id)
    north, south = (ProductionUnitFactory(business=company, name=n) for n in ("Nord", "Syd"))
    foreign = ProductionUnitFactory(name="Fremmed")
    person = BusinessUserFactory(business=company)
    mine = RequestFactory(business=company, sent_by=person, unit_id=None)
    theirs = RequestFactory(business=company, sent_by=admin, unit_id=south.id)
    units = "/virksomhed/vores-virksomhed/enheder"
    boss, worker = client_for(admin), client_for(person)
    worker.set_cookie("lang", "en")
    assert boss.get("/virksomhed/vores-virksomhed").status_code == 200
    assert boss.post(units, data={f"unit-{person.id}": str(north.id)}).status_code == 302

    def sees() -> list[int]:
        pages = {r.id: worker.get(f"{OWN}/{r.id}").status_code for r in (mine, theirs)}
        return [id_ for id_, status in pages.items() if status == 200]

    assert sees() == [mine.id]
    assert worker.post(f"{OWN}/{theirs.id}/traek-tilbage").status_code == 404
    assert worker.post(f"{OWN}/{theirs.id}/skriv", data={"text": "Hej"}).status_code == 404
    assert boss.get(f"{OWN}/{mine.id}").status_code == 200
    boss.post(units, data={f"unit-{person.id}": str(north.id), "share": "1"})
    assert sees() == [mine.id, theirs.id]
    # Only the administrator, and only with people and units of the company.
    assert worker.post(units, data={"share": "1"}).status_code == 302
    assert "Only the company" in text_of(worker.get("/virksomhed/vores-virksomhed?lang=en"))
    outsider = BusinessUserFactory()
    for data in (
        {f"unit-{person.id}": str(foreign.id)},
        {f"unit-{outsider.id}": str(north.id)},
        {f"unit-{person.id}": "x"},
        {"unit-": "1"},
    ):
        assert boss.post(units, data=data).status_code == 404


def test_a_foreign_unit_can_not_be_chosen(
    business: FlaskClient, owner: BusinessUser, session: orm.Session, consultant: Staff
) -> None:
    company = session.get_one(Business, owner.business_id)
    own = [ProductionUnitFactory(business=company, name=name) for name in ("Nord", "Syd")]
    foreign = ProductionUnitFactory(name="Fremmed")
    draft = begin(business)
    business.post(f"{draft}/opgave", data=JOB)
    page = business.get(f"{draft}/kontakt").text
    assert "Nord" in page
    assert "Fremmed" not in page
    refused = business.post(f"{draft}/kontakt", data=CONTACT | {"unit_id": str(foreign.id)})
    assert refused.status_code == 200
    assert business.post(
        f"{draft}/kontakt", data=CONTACT | {"unit_id": str(own[0].id)}
    ).location.endswith("/send")
    business.post(f"{draft}/send")
    assert session.scalars(sa.select(RecruitmentRequest.unit_id)).one() == own[0].id


@pytest.mark.parametrize(
    ("kind", "extra", "stored"),
    [
        ("placement", {"placement_form": "wage_subsidy"}, ("wage_subsidy", None)),
        ("job_rotation", {}, (None, None)),
    ],
)
def test_only_what_the_kind_needs_is_asked(
    business: FlaskClient,
    session: orm.Session,
    consultant: Staff,
    kind: str,
    extra: dict[str, str],
    stored: tuple[str | None, None],
) -> None:
    draft = begin(business, kind)
    page = business.get(f"{draft}/opgave").text
    assert ("placement_form" in page) is (kind == "placement")
    assert "ends_on" in page
    bad = {"ends_on-day": "1", "ends_on-month": "1", "ends_on-year": "2027"}
    answer = business.post(f"{draft}/opgave?lang=en", data=JOB | extra | bad)
    assert "The last day is before the first." in answer.text
    business.post(f"{draft}/opgave", data=JOB | extra)
    business.post(f"{draft}/kontakt", data=CONTACT)
    business.post(f"{draft}/send")
    request = session.scalars(sa.select(RecruitmentRequest)).one()
    assert (request.placement_form, request.ends_on) == stored


def test_words_that_may_discriminate_are_shown_and_staff_decide(
    business: FlaskClient, staff: FlaskClient, session: orm.Session
) -> None:
    draft = begin(business)
    business.post(f"{draft}/opgave", data=JOB | {"requirements": "Ung og frisk\nSurdej"})
    business.post(f"{draft}/kontakt", data=CONTACT)
    page = text_of(business.get(f"{draft}/send?lang=en"))
    assert "“Ung og frisk” may be about age." in page
    business.post(f"{draft}/send")  # nothing stops it: people decide
    request = session.scalars(sa.select(RecruitmentRequest)).one()
    path = f"{STAFF}/{request.id}"
    assert "You decide, and talk with the business about it." in text_of(
        staff.get(f"{path}?lang=en")
    )
    assert "Choose what you decide." in staff.post(f"{path}/ordvalg?lang=en").text
    staff.post(f"{path}/ordvalg", data={"wording-code": "asked", "wording-text": "Ringet."})
    assert "Decided: I have asked the business to change them." in text_of(
        staff.get(f"{path}?lang=en")
    )
    clean = RequestFactory()
    assert "may discriminate" not in staff.get(f"{STAFF}/{clean.id}?lang=en").text
