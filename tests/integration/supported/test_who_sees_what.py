"""Who sees an application and the citizen who has its place."""

from flask.testing import FlaskClient

from portal.accounts.models import BusinessUser, Citizen, Staff
from portal.supported.models import SupportedApplication
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.businesses import ProductionUnitFactory
from tests.integration.conftest import SignInAs
from tests.integration.supported.conftest import (
    BUSINESS,
    OWN,
    STAFF,
    Scene,
)

EXPECTED = {
    # the company's page, the consultant's page, the queue, the choice of a citizen
    "own unit": (200, 403, 403, 403),
    "other unit": (404, 403, 403, 403),
    "other company": (404, 403, 403, 403),
    "citizen": (403, 403, 403, 403),
    "other citizen": (403, 403, 403, 403),
    "consultant": (403, 200, 200, 403),
    "lead": (403, 200, 200, 200),
    "mate": (403, 200, 200, 200),
    "far caseworker": (403, 200, 200, 200),
    "analyst": (403, 403, 403, 403),
    "administrator": (403, 403, 403, 403),
    "department": (403, 403, 403, 403),
}


def people_around(scene: Scene) -> dict[str, BusinessUser | Citizen | Staff]:
    same = ProductionUnitFactory(business=scene.business)
    team = scene.citizen.caseworker.team
    return {
        "own unit": BusinessUserFactory(business=scene.business, unit_id=scene.unit.id),
        "other unit": BusinessUserFactory(business=scene.business, unit_id=same.id),
        "other company": BusinessUserFactory(),
        "citizen": scene.citizen,
        "other citizen": CitizenFactory(),
        "consultant": scene.consultant,
        "lead": StaffFactory(role="team_lead", team=team),
        "mate": StaffFactory(team=team),
        "far caseworker": StaffFactory(),
        "analyst": StaffFactory(role="analyst"),
        "administrator": StaffFactory(role="administrator"),
        "department": StaffFactory(role="department"),
    }


def pages_of(placed: SupportedApplication) -> tuple[str, ...]:
    return (
        f"{BUSINESS}/{placed.id}",
        f"{STAFF}/{placed.id}",
        STAFF,
        f"{STAFF}/{placed.id}/borger",
    )


def test_who_sees_what(client_for: SignInAs, scene: Scene, placed: SupportedApplication) -> None:
    names = {}
    for who, person in people_around(scene).items():
        browser = client_for(person)
        answers = [browser.get(path) for path in pages_of(placed)]
        assert tuple(one.status_code for one in answers) == EXPECTED[who], who
        names[who] = any("Bodil Bro" in one.text for one in answers)
    shown = {who for who, seen in names.items() if seen}
    assert shown == {"own unit", "citizen", "consultant", "lead", "mate"}


def test_strangers_find_nothing_and_place_nobody(
    client: FlaskClient, client_for: SignInAs, scene: Scene, placed: SupportedApplication
) -> None:
    assert client.get(f"{BUSINESS}/{placed.id}").status_code == 302
    stranger = client_for(CitizenFactory())
    assert "Køkkenhjælp" not in stranger.get(OWN).text
    assert stranger.post(f"{OWN}/{placed.id}", data={}).status_code == 404
    far: Citizen = CitizenFactory()
    mate: Staff = StaffFactory(team=scene.citizen.caseworker.team)
    path = f"{STAFF}/{placed.id}/borger/{far.id}"
    assert client_for(mate).post(path).status_code == 404, "another team's citizen"
