"""Consultants work the queue; others are kept out; each look at a CV is written down."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from portal.businesses.models import Business
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.openings.models import Referral
from portal.recruitment.models import Candidate, RecruitmentRequest, RequestEvent
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.openings import OpeningFactory, ReferralFactory
from tests.factories.recruitment import ConsultantFactory, RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.conftest import baker

QUEUE = "/personale/henvendelser"


@pytest.fixture(autouse=True)
def _at_ten() -> object:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def visitor(client_for: SignInAs, consultant: Staff) -> FlaskClient:
    """The consultant's browser."""
    client = client_for(consultant)
    client.get(f"{QUEUE}?lang=en")
    return client


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_queue_shows_what_runs_out_first(visitor: FlaskClient) -> None:
    for title, hours in (("Frisk", 1), ("Forsinket", 30), ("Snart", 20)):
        RequestFactory(title=title, happened__at=NOW - timedelta(hours=hours))
    RequestFactory(title="Lukket", happened=["answered", "closed"])
    page = words_of(visitor.get(f"{QUEUE}?lang=en").text)
    assert page.index("Forsinket") < page.index("Snart") < page.index("Frisk")
    assert "Lukket" not in page
    for said in ("6 h 0 min too late", "4 h 0 min left", "23 h 0 min left", "3 open enquiries"):
        assert said in page
    assert visitor.get(f"{QUEUE}?lang=da").status_code == 200


def test_mine_my_team_and_all(visitor: FlaskClient, consultant: Staff) -> None:
    RequestFactory(title="Egen", consultant=consultant)
    RequestFactory(title="Teamets", consultant=ConsultantFactory(team=consultant.team))
    RequestFactory(title="Andres")
    shown = {
        whose: {
            title
            for title in ("Egen", "Teamets", "Andres")
            if title in visitor.get(f"{QUEUE}?whose={whose}").text
        }
        for whose in ("mine", "team", "all", "nonsense")
    }
    everything = {"Egen", "Teamets", "Andres"}
    assert shown == {
        "mine": {"Egen"},
        "team": {"Egen", "Teamets"},
        "all": everything,
        "nonsense": everything,
    }


@pytest.mark.parametrize("page", ["0", "-1", "2", "1e9", "99999999999999999999", "x"])
def test_any_page_number_shows_a_page(visitor: FlaskClient, page: str) -> None:
    RequestFactory(title="Bager")
    assert "Bager" in visitor.get(f"{QUEUE}?page={page}").text


def test_many_requests_come_in_pages(
    visitor: FlaskClient, session: orm.Session, consultant: Staff
) -> None:
    owner = BusinessUserFactory()
    business = session.get(Business, owner.business_id)
    for number in range(51):
        RequestFactory(
            title=f"Nummer {number:02}",
            sent_by=owner,
            business=business,
            consultant=consultant,
            happened__at=NOW - timedelta(minutes=60 - number),
        )
    assert "Nummer 50" not in visitor.get(QUEUE).text
    assert "Nummer 50" in visitor.get(f"{QUEUE}?page=2").text


def test_an_answer_from_the_page(visitor: FlaskClient, session: orm.Session) -> None:
    request = RequestFactory()
    path = f"{QUEUE}/{request.id}"
    assert "Fill this in." in visitor.post(f"{path}/svar?lang=en", data={"answer-text": " "}).text
    answer = visitor.post(f"{path}/svar", data={"answer-text": "Vi er i gang."})
    assert answer.location == path
    page = visitor.get(path).text
    assert "Vi er i gang." in page
    assert "The answer is sent." in page


def test_closing_from_the_page(visitor: FlaskClient, session: orm.Session) -> None:
    request = RequestFactory()
    path = f"{QUEUE}/{request.id}"
    visitor.post(f"{path}/luk", data={"close-text": "Ansat to"})
    assert "Answer the business before" in visitor.get(path).text
    visitor.post(f"{path}/svar", data={"answer-text": "Ja"})
    assert "Fill this in." in visitor.post(f"{path}/luk", data={}).text
    visitor.post(f"{path}/luk", data={"close-text": "Ansat to"})
    page = visitor.get(path).text
    assert "Ansat to" in page
    assert "Send the answer" not in page


def test_from_finding_to_presenting(
    visitor: FlaskClient, session: orm.Session, client_for: SignInAs
) -> None:
    citizen, owner = baker(), BusinessUserFactory()
    business = session.get(Business, owner.business_id)
    request = RequestFactory(business=business)
    path = f"{QUEUE}/{request.id}"
    found = words_of(visitor.get(f"{path}/kandidater?lang=en").text)
    assert "Has Bager (the CV says: Bageriarbejde)" in found
    assert "Unknown Kørekort B" in found
    asked = visitor.post(
        f"{path}/kandidater", data={"citizens": [citizen.id], "reason": "Du har bagt før."}
    )
    assert asked.location == path
    assert "1 person is asked" in visitor.get(path).text
    referral = session.scalars(sa.select(Referral)).one()
    own = client_for(citizen)
    assert own.post(f"/borger/jobforslag/{referral.id}", data={"answer": "yes"}).status_code == 302
    page = visitor.get(path).text
    assert "Said yes, and not presented yet" in page
    assert f'name="fits-{referral.id}"' in page
    shown = visitor.post(
        f"{path}/praesenter",
        data={"present-referrals": [referral.id], f"fits-{referral.id}": "Har bagt i fem år."},
    )
    assert shown.location == path
    assert "1 candidate is presented" in visitor.get(path).text
    seen = client_for(owner).get(f"/virksomhed/henvendelser/{request.id}").text
    assert "Har bagt i fem år." in seen
    assert "Surdej, Hygiejnebevis" in seen


def test_the_business_sees_nothing_else_about_the_citizen(
    client_for: SignInAs, session: orm.Session, owner: BusinessUser
) -> None:
    business = session.get(Business, owner.business_id)
    opening = OpeningFactory()
    request = RequestFactory(business=business, opening=opening)
    person = CitizenFactory(name="Berta Hemmelig", address="Skjulestedet 7", phone="99 99 99 99")
    ReferralFactory(opening=opening, citizen=person, answer="no", answer_reason="Ondt i ryggen")
    yes = ReferralFactory(opening=opening, citizen=CitizenFactory(name="Carla Tavs"), answer="yes")
    session.add(
        Candidate(
            request_id=request.id,
            referral_id=yes.id,
            first_name="Carla",
            profile="Bager",
            fits_because="Kan bage",
            presented_at=NOW,
        )
    )
    session.flush()
    client = client_for(owner)
    for path in ("", "/kvittering"):
        page = client.get(f"/virksomhed/henvendelser/{request.id}{path}").text
        for secret in ("Berta", "Hemmelig", "Tavs", "Skjulestedet", "99 99", "ryggen"):
            assert secret not in page
    assert "Carla" in client.get(f"/virksomhed/henvendelser/{request.id}").text


def test_bad_choices_are_told_and_nothing_happens(
    visitor: FlaskClient, session: orm.Session
) -> None:
    opening = OpeningFactory()
    request = RequestFactory(opening=opening)
    referral = ReferralFactory(opening=opening, citizen=baker(), answer="yes")
    path = f"{QUEUE}/{request.id}"
    baker()
    page = visitor.post(f"{path}/kandidater?lang=en", data={"reason": ""}).text
    assert "Choose at least one person." in page
    assert "Fill this in." in page
    assert "Choose at least one person." in visitor.post(f"{path}/praesenter", data={}).text
    chosen = {"present-referrals": [referral.id]}
    for reason in ("", " ", "x" * 501):
        answer = visitor.post(
            f"{path}/praesenter?lang=en", data=chosen | {f"fits-{referral.id}": reason}
        )
        assert "Write why each of them fits" in answer.text
    for number in ("x", "999999", "9" * 30):
        bad = {"present-referrals": [number], f"fits-{number}": "Fordi"}
        assert visitor.post(f"{path}/praesenter", data=bad).status_code in (200, 404)
        bad = {"citizens": [number], "reason": "Fordi"}
        assert visitor.post(f"{path}/kandidater", data=bad).status_code in (200, 302)
    assert session.scalar(sa.select(sa.func.count()).select_from(Candidate)) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(Referral)) == 1


def test_each_look_at_a_cv_is_written_down(
    visitor: FlaskClient, session: orm.Session, consultant: Staff
) -> None:
    citizen, request = baker(), RequestFactory()
    visitor.get(f"{QUEUE}/{request.id}/kandidater")
    reads = sa.select(AuditEvent).where(AuditEvent.action == "read").order_by(AuditEvent.id)
    looks = session.scalars(reads).all()
    assert [(e.subject, e.citizen_id, e.person_id) for e in looks] == [
        ("recruitment_request", None, consultant.id),
        ("cv", citizen.id, consultant.id),
    ]
    assert looks[1].details == {"request": request.id}


def test_administrators_see_no_people_and_do_nothing(
    client_for: SignInAs, session: orm.Session
) -> None:
    opening = OpeningFactory()
    request = RequestFactory(opening=opening)
    ReferralFactory(opening=opening, citizen=CitizenFactory(name="Dorte Privat"), answer="yes")
    client = client_for(StaffFactory(role="administrator"))
    page = client.get(f"{QUEUE}/{request.id}")
    assert page.status_code == 200
    assert "Dorte" not in page.text
    assert client.get(f"{QUEUE}/{request.id}/kandidater").status_code == 403
    for deed in ("svar", "luk", "kandidater", "praesenter"):
        assert client.post(f"{QUEUE}/{request.id}/{deed}").status_code == 403
    assert session.scalar(sa.select(sa.func.count()).select_from(RequestEvent)) == 1


@pytest.mark.parametrize(("role", "offered"), [("business_consultant", 1), ("administrator", 0)])
def test_only_who_may_write_an_enquiry_down_is_offered_to(
    client_for: SignInAs, role: str, offered: int
) -> None:
    page = client_for(StaffFactory(role=role)).get(f"{QUEUE}?lang=en").text
    assert page.count("Write down an enquiry") == offered


@pytest.mark.parametrize("role", ["caseworker", "analyst"])
def test_other_roles_are_kept_out(client_for: SignInAs, role: str) -> None:
    request = RequestFactory()
    client = client_for(StaffFactory(role=role))
    assert client.get(QUEUE).status_code == 403
    assert client.get(f"{QUEUE}/{request.id}").status_code == 403


def test_a_missing_request_is_missing_everywhere(visitor: FlaskClient) -> None:
    for number in (999_999, 10**30):
        assert visitor.get(f"{QUEUE}/{number}").status_code == 404
        assert visitor.get(f"{QUEUE}/{number}/kandidater").status_code == 404
        said = {"answer-text": "Ja", "close-text": "Ja", "citizens": ["1"], "reason": "Ja"}
        said |= {"present-referrals": ["1"], "fits-1": "Ja"}
        for deed in ("svar", "luk", "kandidater", "praesenter"):
            assert visitor.post(f"{QUEUE}/{number}/{deed}", data=said).status_code == 404


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", ["recruitment", "keep_employee"])
def test_the_page_reads_in_both_languages(visitor: FlaskClient, language: str, kind: str) -> None:
    facts: dict[str, object] = {"kind": kind}
    if kind == "keep_employee":
        facts |= {"positions": None, "hours_per_week": None, "starts_on": None}
    request: RecruitmentRequest = RequestFactory(**facts, happened=["receipt_sent", "answered"])
    page = visitor.get(f"{QUEUE}/{request.id}?lang={language}")
    assert page.status_code == 200
    assert ("kandidater" in page.text) is (kind == "recruitment")
