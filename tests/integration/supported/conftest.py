"""A bakery with a unit, its people, a consultant, a caseworker and a citizen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Citizen, Staff
from portal.businesses.models import Business, ProductionUnit
from portal.core import clock
from portal.supported import defaults
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.businesses import BusinessFactory, ProductionUnitFactory
from tests.factories.recruitment import ConsultantFactory
from tests.integration.conftest import SignInAs, english

BUSINESS = "/virksomhed/praktik-og-tilskud"
STAFF = "/personale/praktik-og-tilskud"
OWN = "/borger/praktik-og-tilskud"


@dataclass
class Scene:
    """Who is there."""

    business: Business
    unit: ProductionUnit
    owner: BusinessUser
    consultant: Staff
    citizen: Citizen


@pytest.fixture(autouse=True)
def at_now(now: datetime) -> Iterator[None]:
    """The present is a fixed Monday."""
    with clock.frozen(now):
        yield


@pytest.fixture
def scene(session: orm.Session) -> Scene:
    """The bakery and the job centre."""
    return make_scene(session)


def make_scene(session: orm.Session) -> Scene:
    """The bakery and the job centre, in the session the factories write to."""
    defaults.load_defaults(session)
    business = BusinessFactory()
    return Scene(
        business,
        ProductionUnitFactory(business=business, name="Bageriet"),
        BusinessUserFactory(business=business),
        ConsultantFactory(),
        CitizenFactory(name="Bodil Bro", caseworker=StaffFactory(name="Mette Ravn")),
    )


@pytest.fixture
def in_app(app: Flask) -> Iterator[None]:
    """For services that tell people something."""
    with app.app_context():
        yield


@pytest.fixture
def firm(client_for: SignInAs, scene: Scene) -> FlaskClient:
    """The bakery's owner."""
    return english(client_for(scene.owner))


@pytest.fixture
def desk(client_for: SignInAs, scene: Scene) -> FlaskClient:
    """The consultant."""
    return english(client_for(scene.consultant))


def days(name: str, text: str) -> dict[str, str]:
    """A date in three boxes, from year-month-day."""
    year, month, day = text.split("-")
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


def application(scene: Scene, **changes: Any) -> dict[str, Any]:
    """The fields of an application that is fine."""
    fields = {
        "key": "k1",
        "form": "work_placement",
        "sector": "private",
        "unit": str(scene.unit.id),
        "title": "Køkkenhjælp",
        "tasks": "Røre dej og pakke boller.",
        "hours_per_week": "30",
        "ordinary_staff": "6",
        "supervisor_name": "Sidsel Bage",
        "supervisor_phone": "45 97 30 11",
        "representative_name": "Tilde Rasmussen",
        "representative_email": "tilde@example.invalid",
        **days("starts_on", "2026-12-07"),
        **days("ends_on", "2027-02-28"),
    }
    return {**fields, **changes}
