"""What the tests of openings share: a Monday at ten, people, and pages as words."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.core import clock
from portal.cv.models import Cv
from portal.openings import defaults
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.integration.conftest import SignInAs


@pytest.fixture
def monday(session: orm.Session) -> Iterator[None]:
    """Ten o'clock, with the room's rules."""
    defaults.load_defaults(session)
    with clock.frozen(NOW):
        yield


@pytest.fixture
def citizen() -> Citizen:
    """Somebody in a contact course."""
    person: Citizen = CitizenFactory()
    return person


@pytest.fixture
def visitor(client_for: SignInAs, citizen: Citizen) -> FlaskClient:
    """The citizen's browser, in English."""
    client = client_for(citizen)
    client.get("/borger/jobforslag?lang=en")
    return client


@pytest.fixture
def mette() -> Staff:
    """A caseworker."""
    person: Staff = StaffFactory()
    return person


@pytest.fixture
def anna(mette: Staff, session: orm.Session) -> Citizen:
    """One of Mette's citizens, who wishes to be a cook."""
    person: Citizen = CitizenFactory(caseworker=mette)
    session.add(Cv(citizen_id=person.id, wished_occupations="Kok", updated_at=NOW))
    session.flush()
    return person


@pytest.fixture
def desk(client_for: SignInAs, mette: Staff) -> FlaskClient:
    """Mette's browser, in English."""
    client = client_for(mette)
    client.get("/personale/jobaabninger?lang=en")
    return client


def text(client: FlaskClient, path: str) -> str:
    """What the page says, without its markup."""
    page = client.get(path)
    assert page.status_code == 200, path
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def day(moment: date, name: str) -> dict[str, str]:
    """A date as the three boxes of a form send it."""
    parts = {"day": moment.day, "month": moment.month, "year": moment.year}
    return {f"{name}-{part}": str(number) for part, number in parts.items()}
