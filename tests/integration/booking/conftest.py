"""An open job centre, and a citizen whose caseworker has talks every weekday morning."""

from collections.abc import Iterator
from datetime import date, time

import pytest
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.core.access import Actor, Audience, Role
from portal.core.calendar import OpeningHours
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import (
    KindRuleFactory,
    PurposeFactory,
    TalkRuleFactory,
    WorkingPatternFactory,
)


def open_job_centre(session: orm.Session) -> None:
    """Opening hours, a rule and the purposes that every booking needs."""
    session.add_all(
        OpeningHours(
            weekday=day,
            valid_from=date(2022, 1, 1),
            opens=time(9),
            closes=time(15),
            source="test",
        )
        for day in range(5)
    )
    PurposeFactory(
        code="own_wish", text_da="Dit eget ønske", text_en="Your own wish", bring_da="", bring_en=""
    )
    PurposeFactory(code="first_talk", text_da="Vi lærer dig at kende", text_en="We meet")
    TalkRuleFactory()
    KindRuleFactory()
    KindRuleFactory(kind="assessment")
    session.flush()


def with_mornings(citizen: Citizen) -> Citizen:
    """Let the citizen's caseworker take talks from nine until noon on weekdays."""
    for day in range(5):
        WorkingPatternFactory(staff=citizen.caseworker, weekday=day)
    return citizen


@pytest.fixture
def centre(session: orm.Session) -> None:
    """A job centre that is open."""
    open_job_centre(session)


@pytest.fixture
def citizen(centre: None) -> Citizen:
    """A citizen who can book weekday mornings from nine until noon."""
    return with_mornings(CitizenFactory())


@pytest.fixture
def actor(citizen: Citizen) -> Actor:
    """The citizen, signed in."""
    return Actor(Audience.CITIZEN, citizen.id, citizen.name)


@pytest.fixture
def in_app(app: Flask) -> Iterator[None]:
    """For services that tell people something."""
    with app.app_context():
        yield


@pytest.fixture
def mette(citizen: Citizen) -> Actor:
    """The citizen's caseworker, signed in."""
    staff = citizen.caseworker
    return Actor(
        Audience.STAFF, staff.id, staff.name, Role.CASEWORKER, team_id=citizen.caseworker.team_id
    )


@pytest.fixture
def sofie() -> Staff:
    """A business consultant of another team, who has no patterns of talks."""
    made: Staff = StaffFactory(name="Sofie Lund", role="business_consultant")
    return made
