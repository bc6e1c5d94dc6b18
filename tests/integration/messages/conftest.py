"""A citizen, her caseworker, a contact person, and the lead of the team, at a fixed moment."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.core import clock
from portal.messages import defaults
from portal.plan.models import PlanContact
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.integration.conftest import SignInAs

English = Callable[[Citizen | Staff], FlaskClient]


@pytest.fixture(autouse=True)
def at_now(now: datetime, session: orm.Session) -> Iterator[None]:
    defaults.load_defaults(session)
    with clock.frozen(now):
        yield


@pytest.fixture
def mette(session: orm.Session) -> Staff:
    made: Staff = StaffFactory(name="Mette Ravn")
    return made


@pytest.fixture
def anna(mette: Staff) -> Citizen:
    made: Citizen = CitizenFactory(name="Anna Holm", caseworker=mette)
    return made


@pytest.fixture
def lead(mette: Staff) -> Staff:
    made: Staff = StaffFactory(name="Lone Leder", role="team_lead", team=mette.team)
    return made


@pytest.fixture
def kasper(session: orm.Session, anna: Citizen) -> Staff:
    """A business consultant whom Anna's plan names, of another team."""
    made: Staff = StaffFactory(name="Kasper Dahl", role="business_consultant")
    session.add(
        PlanContact(citizen_id=anna.id, role="consultant", name=made.name, email=made.email.upper())
    )
    session.flush()
    return made


@pytest.fixture
def browser(client_for: SignInAs) -> English:
    """A person's browser, in English."""

    def signed_in(person: Citizen | Staff) -> FlaskClient:
        client = client_for(person)
        client.set_cookie("lang", "en")
        return client

    return signed_in
