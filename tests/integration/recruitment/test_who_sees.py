"""Every page and deed around candidates, and who gets what."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.businesses import BusinessFactory, ProductionUnitFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.scene import Scene

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def scene(session: orm.Session, consultant: Staff, owner: BusinessUser) -> Scene:
    return Scene(session, consultant, owner)


EVERYBODY = (
    "citizen", "other_citizen", "owner", "colleague", "other_unit", "other_company",
    "consultant", "team_lead", "caseworker", "analyst", "administrator", "nobody",
)  # fmt: skip
COMPANY, PICKERS = ("owner", "colleague"), ("consultant", "team_lead")
PAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("GET {path}", COMPANY),
    ("GET {path}/kandidater/{candidate}/cv", COMPANY),
    ("GET {path}/kandidater/{candidate}/ikke-relevant", COMPANY),
    ("GET /borger/jobforslag/{referral}/delt", ("citizen",)),
    ("GET {staff}/kandidater", PICKERS),
    ("GET {staff}", (*PICKERS, "administrator")),
    ("GET {staff}/soegning", PICKERS),
    ("POST {staff}/soegning", PICKERS),
    ("POST {path}/kandidater/{candidate}/trin", COMPANY),
    ("POST {staff}/kandidater/{candidate}/trin", PICKERS),
    ("POST /borger/jobforslag/{referral}/luk-cv", ("citizen",)),
    ("POST /borger/jobforslag/{referral}/traek-tilbage", ("citizen",)),
)
"""Every page and deed of this part, and who gets what; everybody else gets nothing."""


def somebody(scene: Scene, who: str, client_for: SignInAs, client: FlaskClient) -> FlaskClient:
    if who == "nobody":
        return client
    if who in ("citizen", "owner"):
        return client_for(getattr(scene, who))
    if who == "other_citizen":
        return client_for(CitizenFactory())
    if who in ("colleague", "other_unit"):
        colleague = BusinessUserFactory(business=scene.company)
        if who == "other_unit":
            colleague.unit_id = ProductionUnitFactory(business=scene.company).id
            scene.session.flush()
        return client_for(colleague)
    if who == "other_company":
        return client_for(BusinessUserFactory(business=BusinessFactory()))
    role = "business_consultant" if who == "consultant" else who
    return client_for(StaffFactory(role=role))


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_sees_what(scene: Scene, client_for: SignInAs, client: FlaskClient, who: str) -> None:
    scene.move("interview")
    visitor = somebody(scene, who, client_for, client)
    for wanted, allowed in PAGES:
        before = (scene.step(), scene.has_copy())
        method, address = wanted.format(
            path=scene.path,
            candidate=scene.candidate.id,
            referral=scene.referral.id,
            staff=f"/personale/henvendelser/{scene.request.id}",
        ).split()
        data = {"step": "offered", "search-occupations": "Bager", "search-danish": ""}
        answer = visitor.open(address, method=method, data=data if method == "POST" else None)
        if who in allowed:
            assert answer.status_code == (200 if method == "GET" else 302), wanted
            continue
        assert answer.status_code in (302, 403, 404), wanted
        assert answer.status_code != 302 or (who == "nobody" and "/log-ind" in answer.location)
        assert (scene.step(), scene.has_copy()) == before, wanted
        assert "Bagersvend" not in answer.text


@pytest.mark.parametrize("number", ["999999", str(2**63)])
def test_forged_ids_are_missing(scene: Scene, client_for: SignInAs, number: str) -> None:
    business, citizen = client_for(scene.owner), client_for(scene.citizen)
    for path in (
        f"{scene.path}/kandidater/{number}/cv",
        f"{scene.path}/kandidater/{number}/ikke-relevant",
        f"/virksomhed/henvendelser/{number}/kandidater/{scene.candidate.id}/cv",
    ):
        assert business.get(path).status_code == 404
    assert (
        business.post(f"{scene.path}/kandidater/{number}/trin", data={"step": "hired"}).status_code
        == 404
    )
    assert citizen.get(f"/borger/jobforslag/{number}/delt").status_code == 404
    assert citizen.post(f"/borger/jobforslag/{number}/traek-tilbage").status_code == 404
    assert citizen.post(f"/borger/jobforslag/{number}/luk-cv").status_code == 404


def test_another_requests_candidate_is_missing(scene: Scene, client_for: SignInAs) -> None:
    other = RequestFactory(business=scene.company, sent_by=scene.owner)
    at = f"/virksomhed/henvendelser/{other.id}/kandidater/{scene.candidate.id}"
    client = client_for(scene.owner)
    assert client.get(f"{at}/cv").status_code == 404
    assert client.post(f"{at}/trin", data={"step": "interview"}).status_code == 404


def test_a_business_cannot_say_a_citizens_words(scene: Scene, client_for: SignInAs) -> None:
    at = f"{scene.path}/kandidater/{scene.candidate.id}/trin"
    client = client_for(scene.owner)
    for word in ("withdrew", "yes", "asked", "not_hired", "", "x" * 10_000):
        assert client.post(at, data={"step": word}).status_code == 400
