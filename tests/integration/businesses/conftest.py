"""A Monday, a consultant at the desk, and a bakery."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.businesses.models import Business
from portal.core import clock
from tests.factories.businesses import BusinessFactory
from tests.factories.recruitment import ConsultantFactory
from tests.integration.conftest import SignInAs


@pytest.fixture(autouse=True)
def at_now(now: datetime) -> Iterator[None]:
    with clock.frozen(now):
        yield


@pytest.fixture
def consultant(session: orm.Session) -> Staff:
    made: Staff = ConsultantFactory()
    return made


@pytest.fixture
def desk(english_for: SignInAs, consultant: Staff) -> FlaskClient:
    return english_for(consultant)


@pytest.fixture
def bakery(session: orm.Session) -> Business:
    made: Business = BusinessFactory(name="Kirkens Bagerier ApS", trade="Fødevarer", cvr="12345678")
    return made
