"""How many statements the pages of enquiries ask, however many enquiries there are."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from portal.businesses.models import Business
from portal.core import clock
from tests.conftest import NOW
from tests.factories.accounts import StaffFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs
from tests.statements import counted

STAFF = "/personale/henvendelser"
COSTS = {
    "queue": 5,
    "request": 10,
    "wall": 9,
    "figures": 8,  # a ninth where opening hours are counted
    "roster": 5,
    "record": 1,
    "visit": 11,
}


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.frozen(NOW + timedelta(hours=2)):
        yield


def asked(engine: sa.Engine, client: FlaskClient, path: str) -> int:
    """The statements of a page; the first look reads what is kept in memory from then on."""
    assert client.get(path).status_code == 200
    with counted(engine) as sent:
        client.get(path)
    return len(sent)


def test_staffs_pages_ask_as_much_for_many_as_for_one(
    engine: sa.Engine, client_for: SignInAs, consultant: Staff
) -> None:
    client = client_for(StaffFactory(role="team_lead", team=consultant.team))
    first = RequestFactory(consultant=consultant, happened=["answered"])
    paths = {
        "queue": f"{STAFF}?whose=all",
        "request": f"{STAFF}/{first.id}",
        "wall": f"{STAFF}/tavle",
        "figures": f"{STAFF}/tal?efter=team",
        "roster": f"{STAFF}/vagtplan",
        "record": f"{STAFF}/ny",
        "visit": f"{STAFF}/{first.id}/besoeg",
    }
    one = {name: asked(engine, client, path) for name, path in paths.items()}
    for _number in range(5):
        RequestFactory(consultant=consultant, happened=["answered", "presented"])
        RequestFactory(consultant=consultant)
    many = {name: asked(engine, client, path) for name, path in paths.items()}
    assert one == many == COSTS


def test_a_companys_pages_ask_as_much_for_many_as_for_one(
    engine: sa.Engine,
    client_for: SignInAs,
    owner: BusinessUser,
    consultant: Staff,
    session: orm.Session,
) -> None:
    client = client_for(owner)
    company = session.get_one(Business, owner.business_id)
    first = RequestFactory(business=company, consultant=consultant)
    paths = ("/virksomhed/ny-henvendelse", f"/virksomhed/henvendelser/{first.id}")
    one = [asked(engine, client, path) for path in paths]
    for _number in range(5):
        RequestFactory(business=company, consultant=consultant, happened=["answered"])
    assert [asked(engine, client, path) for path in paths] == one == [5, 5]
