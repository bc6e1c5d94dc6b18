"""A job centre that has promised 24 and 72 hours, a consultant, and a baker's enquiry."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Citizen, Staff
from portal.core.access import Actor, Audience, Role
from portal.recruitment import defaults
from tests.factories.accounts import BusinessUserFactory, CitizenFactory
from tests.factories.cv import CvFactory
from tests.factories.recruitment import ConsultantFactory


@pytest.fixture
def consultant(session: orm.Session) -> Staff:
    """The only business consultant, and the promises."""
    defaults.load_defaults(session)
    person: Staff = ConsultantFactory()
    return person


@pytest.fixture
def owner(session: orm.Session) -> BusinessUser:
    """Somebody who acts for a company."""
    person: BusinessUser = BusinessUserFactory(phone="45 97 30 00")
    return person


@pytest.fixture
def in_app(app: Flask) -> Iterator[None]:
    """For services that tell people something."""
    with app.app_context():
        yield


def staff_actor(person: Staff) -> Actor:
    """The member of staff, signed in."""
    return Actor(
        Audience.STAFF, person.id, person.name, role=Role(person.role), team_id=person.team_id
    )


def business_actor(person: BusinessUser) -> Actor:
    """The business user, signed in."""
    return Actor(Audience.BUSINESS, person.id, person.name, business_id=person.business_id)


def baker(**changes: object) -> Citizen:
    """A citizen whose CV says bakery."""
    citizen: Citizen = CitizenFactory()
    words = {"wished_occupations": "Bageriarbejde", "competences": "Surdej\nHygiejnebevis"}
    CvFactory(citizen=citizen, **(words | changes))
    return citizen
