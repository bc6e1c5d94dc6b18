"""The list of candidates page by page, whom one has chosen meanwhile, and what is looked for."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.openings.models import Referral
from portal.recruitment import queries
from portal.recruitment.models import MatchProfile, RecruitmentRequest
from portal.recruitment.queries.matching import PER_PAGE
from portal.taxonomy import defaults as taxonomy
from tests.conftest import NOW
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.conftest import baker
from tests.statements import counted

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _monday() -> object:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def desk(english_for: SignInAs, consultant: Staff) -> FlaskClient:
    return english_for(consultant)


@pytest.fixture
def enquiry(consultant: Staff) -> RecruitmentRequest:
    made: RecruitmentRequest = RequestFactory(consultant=consultant)
    return made


@pytest.fixture
def many(session: orm.Session, enquiry: RecruitmentRequest) -> list[Citizen]:
    """Two pages and a bit of people who may fit, in the order of the list."""
    by_id = {one.id: one for one in (baker() for _ in range(2 * PER_PAGE + 3))}
    pages = [queries.proposals(session, enquiry, TODAY, page=number).found for number in (1, 2, 3)]
    session.commit()
    return [by_id[one.profile.citizen_id] for page in pages for one in page]


def path_of(enquiry: RecruitmentRequest) -> str:
    return f"/personale/henvendelser/{enquiry.id}/kandidater"


def boxes(html: str) -> list[int]:
    return [int(one) for one in re.findall(r'name="citizens" value="(\d+)"', html)]


def ticked(html: str) -> set[int]:
    return {int(one) for one in re.findall(r'name="citizens" value="(\d+)" checked', html)}


def test_everybody_stands_on_one_page_and_each_look_is_written_down(
    session: orm.Session, desk: FlaskClient, enquiry: RecruitmentRequest, many: list[Citizen]
) -> None:
    assert len(many) == 2 * PER_PAGE + 3
    pages = [boxes(desk.get(f"{path_of(enquiry)}?page={number}").text) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [PER_PAGE, PER_PAGE, 3]
    assert [one for page in pages for one in page] == [one.id for one in many]
    looked = sa.select(AuditEvent.citizen_id).where(
        AuditEvent.action == "read", AuditEvent.subject == "cv"
    )
    assert sorted(session.scalars(looked)) == sorted(one.id for one in many)


@pytest.mark.parametrize("number", ["0", "-7", "9", "1e9", str(10**30), "x", ""])
def test_a_page_that_is_not_there_is_the_nearest(
    desk: FlaskClient, enquiry: RecruitmentRequest, many: list[Citizen], number: str
) -> None:
    answer = desk.get(f"{path_of(enquiry)}?page={number}")
    assert answer.status_code == 200
    assert len(boxes(answer.text)) == (3 if number in ("9", str(10**30)) else PER_PAGE)


def test_who_is_chosen_stays_so_when_the_page_is_turned(
    session: orm.Session, desk: FlaskClient, enquiry: RecruitmentRequest, many: list[Citizen]
) -> None:
    first, later = many[1], many[PER_PAGE + 1]
    turned = desk.post(path_of(enquiry), data={"citizens": [first.id], "page": "2"})
    assert ticked(turned.text) == {first.id}
    assert "Also chosen, on other pages" in turned.text
    chosen = {"citizens": [first.id, later.id], "here": "2"}
    missing = desk.post(path_of(enquiry), data=chosen)
    assert "Fill this in." in missing.text
    assert ticked(missing.text) == {first.id, later.id}
    assert session.scalar(sa.select(sa.func.count()).select_from(Referral)) == 0
    done = desk.post(path_of(enquiry), data=chosen | {"reason": "Du har bagt før."})
    assert done.status_code == 302
    asked = session.scalars(sa.select(Referral.citizen_id)).all()
    assert sorted(asked) == sorted([first.id, later.id])


def test_a_hidden_cv_is_not_among_those_chosen_elsewhere(
    desk: FlaskClient, enquiry: RecruitmentRequest, many: list[Citizen]
) -> None:
    hidden = baker(visible_to_staff=False)
    page = desk.post(path_of(enquiry), data={"citizens": [hidden.id, 10**9], "page": "1"})
    assert page.status_code == 200
    assert hidden.id not in boxes(page.text)


def test_the_pages_ask_as_much_for_many_as_for_one(
    engine: sa.Engine, desk: FlaskClient, enquiry: RecruitmentRequest, many: list[Citizen]
) -> None:
    def asked(path: str) -> int:
        desk.get(path)
        with counted(engine) as sent:
            desk.get(path)
        return len(sent)

    search = f"/personale/henvendelser/{enquiry.id}/soegning"
    assert asked(f"{path_of(enquiry)}?page=3") == asked(path_of(enquiry)) <= 24
    assert asked(search) <= 14


def look_for(**more: object) -> dict[str, object]:
    return {f"search-{name}": value for name, value in ({"danish": ""} | more).items()}


def test_things_are_put_on_the_lists_one_by_one_and_stored_together(
    session: orm.Session, desk: FlaskClient, enquiry: RecruitmentRequest
) -> None:
    taxonomy.load_defaults(session)
    path = f"/personale/henvendelser/{enquiry.id}/soegning"
    page = desk.get(path).text
    assert 'value="Surdej" checked' in page
    assert "(not in the list: looked for as words)" in page
    assert "/api/v1/taxonomy" in page or "data-suggest=" in page
    more = look_for(occupations=["Bager"], add_competences=" førstehjælp ", competences=["Surdej"])
    page = desk.post(path, data=more | {"more": "1"}).text
    assert 'value="førstehjælp" checked' in page
    assert 'value="Surdej" checked' in page
    assert session.get(MatchProfile, enquiry.id) is None, "nothing is stored yet"
    chosen = look_for(
        occupations=["Bager"],
        competences=["førstehjælp"],
        take_other_competences=["kassebetjening"],
        take_other_occupations=["dagplejer"],
        hours_per_week="30",
        postcode="2800",
    )
    assert desk.post(path, data=chosen).status_code == 302
    kept = session.get_one(MatchProfile, enquiry.id)
    assert (kept.occupations, kept.other_occupations) == ("Bager", "dagplejer")
    assert (kept.competences, kept.other_competences) == ("førstehjælp", "kassebetjening")
    assert (kept.hours_per_week, kept.postcode) == (30, "2800")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"add_occupations": "x" * 81}, "Write at most 80 characters."),
        ({"add_occupations": "x" * 1_000_000}, "Write at most 80 characters."),
        ({"hours_per_week": "61"}, "Write a number from 1 to 60."),
        ({"postcode": "28000"}, "A postcode has four digits."),
        ({}, "Write at least one occupation or competence to look for."),
        ({"occupations": [f"Bager {n}" for n in range(13)]}, "at most twelve things"),
    ],
)
def test_what_makes_no_search_is_told_and_kept_on_the_page(
    session: orm.Session,
    desk: FlaskClient,
    enquiry: RecruitmentRequest,
    changes: dict[str, object],
    said: str,
) -> None:
    path = f"/personale/henvendelser/{enquiry.id}/soegning"
    answer = desk.post(path, data=look_for(**changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert session.get(MatchProfile, enquiry.id) is None


def test_script_in_a_thing_is_text(desk: FlaskClient, enquiry: RecruitmentRequest) -> None:
    path = f"/personale/henvendelser/{enquiry.id}/soegning"
    evil = '"><script>alert(1)</script>'
    page = desk.post(path, data=look_for(occupations=[evil], add_competences=evil) | {"more": "1"})
    assert "<script>alert" not in page.text
    assert desk.post(path, data=look_for(occupations=[evil])).status_code == 302
    assert "<script>alert" not in desk.get(path_of(enquiry)).text


def test_an_enquiry_that_has_ended_is_not_searched_anew(
    desk: FlaskClient, consultant: Staff
) -> None:
    done = RequestFactory(
        consultant=consultant, happened=["answered", "closed"], happened__at=NOW - timedelta(days=1)
    )
    answer = desk.post(
        f"/personale/henvendelser/{done.id}/soegning", data=look_for(occupations=["Bager"])
    )
    assert answer.status_code == 422
    assert "The enquiry is closed" in answer.text
    assert not boxes(desk.get(path_of(done)).text)
