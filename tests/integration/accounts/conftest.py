"""A father who lets his daughter act for him."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts import service
from portal.accounts.models import Citizen, Identity, PowerOfAttorney
from portal.accounts.service import powers
from portal.core import clock
from portal.core.access import Actor, Audience
from portal.core.acting import DAILY
from portal.settings import Settings
from tests.factories.accounts import CitizenFactory

SIGNE = "6104951234"
NEW = "/konto/fuldmagter/ny"


@pytest.fixture
def poul(session: orm.Session) -> Citizen:
    return CitizenFactory(name="Poul Aagaard")


def me(citizen: Citizen) -> Actor:
    return Actor(Audience.CITIZEN, citizen.id, citizen.name)


def give(
    session: orm.Session,
    settings: Settings,
    citizen: Citizen,
    now: datetime,
    *,
    reads: tuple[str, ...] = tuple(DAILY),
    acts: tuple[str, ...] = tuple(DAILY),
    **changed: Any,
) -> PowerOfAttorney:
    today = clock.local_date(now)
    fields = {
        "name": "Signe Aagaard",
        "cpr": SIGNE,
        "starts_on": today,
        "ends_on": today + timedelta(days=90),
    } | changed
    wanted = powers.Wanted(reads=reads, acts=acts, **fields)
    return powers.give(session, settings, citizen.id, wanted, actor=me(citizen), now=now)


def arrive(
    session: orm.Session, settings: Settings, *, name: str = "Signe Aagaard", cpr: str = SIGNE
) -> Identity:
    claims = {"name": name, "cpr": cpr}
    return service.identify(session, settings, Audience.CITIZEN, "test", f"signe-{cpr}", claims)


def come_in(
    app: Flask, session: orm.Session, settings: Settings, identity: Identity
) -> FlaskClient:
    now = clock.now()
    secret = service.open_sign_in(session, identity, "high", service.limits(settings), now)
    powers.begin_acting(session, secret, now)
    session.commit()
    client = app.test_client()
    client.set_cookie(service.COOKIE, secret)
    return client


@pytest.fixture
def signe(
    app: Flask, session: orm.Session, settings: Settings, poul: Citizen, now: datetime
) -> FlaskClient:
    """Poul's daughter, who is nobody at the job centre and may do what is of every day."""
    give(session, settings, poul, now)
    return come_in(app, session, settings, arrive(session, settings))
