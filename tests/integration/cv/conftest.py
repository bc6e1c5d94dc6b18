"""A citizen whose CV holds what a hostile one would hold."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from tests.factories.accounts import CitizenFactory
from tests.factories.cv import CvEducationFactory, CvExperienceFactory, CvFactory, CvLanguageFactory
from tests.integration.conftest import SignInAs

HOSTILE = '=cmd|"/c calc"!A1 <script>alert(1)</script> <img src=http://evil.invalid/x>'


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    made: Citizen = CitizenFactory(name="Anna Holm", postcode="2800", city="Kongens Lyngby")
    CvFactory(citizen=made, profile_text=HOSTILE)
    CvExperienceFactory(citizen=made, tasks=HOSTILE)
    CvEducationFactory(citizen=made)
    CvLanguageFactory(citizen=made)
    return made


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    return english_for(citizen)
