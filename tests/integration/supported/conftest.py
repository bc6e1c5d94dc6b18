"""A bakery with a unit, its people, a consultant, a caseworker and a citizen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Citizen, Staff
from portal.businesses.models import Business, ProductionUnit
from portal.core import clock
from portal.notifications.models import OutboxMessage
from portal.supported import defaults
from portal.supported.models import SupportedApplication, SupportedEvent
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


def kinds(session: orm.Session) -> list[str]:
    return list(session.scalars(sa.select(SupportedEvent.kind).order_by(SupportedEvent.id)))


def only(session: orm.Session) -> SupportedApplication:
    return session.scalars(sa.select(SupportedApplication)).one()


def link(session: orm.Session) -> str:
    body = session.scalars(
        sa.select(OutboxMessage.body)
        .where(OutboxMessage.kind == "supported_consent_asked")
        .order_by(OutboxMessage.id.desc())
    ).first()
    found = re.search(r"/medarbejderrepraesentant/\S+", body or "")
    assert found
    return found[0]


def told(session: orm.Session, kind: str) -> int:
    wanted = (OutboxMessage.kind == kind, OutboxMessage.channel.in_(("inbox", "email")))
    return (
        session.scalar(sa.select(sa.func.count(sa.distinct(OutboxMessage.event))).where(*wanted))
        or 0
    )


@pytest.fixture
def sent(session: orm.Session, firm: FlaskClient, scene: Scene) -> SupportedApplication:
    """Sent, and nobody has answered."""
    answer = firm.post(f"{BUSINESS}/ny", data=application(scene))
    assert answer.status_code == 302, answer.text
    return only(session)


@pytest.fixture
def agreed(
    session: orm.Session, client: FlaskClient, sent: SupportedApplication
) -> SupportedApplication:
    """The representative has said yes."""
    assert client.post(link(session), data={"svar": "ja"}).status_code == 200
    return sent


@pytest.fixture
def approved(desk: FlaskClient, agreed: SupportedApplication) -> SupportedApplication:
    """The consultant has said yes."""
    assert (
        desk.post(f"{STAFF}/{agreed.id}/ja", data={"yes-reason": "Godt sted."}).status_code == 302
    )
    return agreed


@pytest.fixture
def placed(
    client_for: SignInAs, approved: SupportedApplication, scene: Scene
) -> SupportedApplication:
    """Anna has the place."""
    caseworker = client_for(scene.citizen.caseworker)
    path = f"{STAFF}/{approved.id}/borger/{scene.citizen.id}"
    assert caseworker.post(path).status_code == 302
    return approved
