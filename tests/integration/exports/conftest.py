"""Somebody who orders, and a worker that makes."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.core import clock, worker
from portal.exports.jobs import make
from portal.exports.models import ExportOrder
from tests.factories.accounts import StaffFactory
from tests.integration.conftest import SignInAs

PAGE = "/personale/udtraek"


@pytest.fixture(autouse=True)
def at_now(now: datetime) -> Iterator[None]:
    with clock.frozen(now):
        yield


@pytest.fixture
def lead(session: orm.Session) -> Staff:
    made: Staff = StaffFactory(role="team_lead")
    return made


@pytest.fixture
def desk(client_for: SignInAs, lead: Staff) -> FlaskClient:
    client = client_for(lead)
    client.set_cookie("lang", "en")
    return client


def orders(session: orm.Session) -> list[ExportOrder]:
    session.expire_all()
    return list(session.scalars(sa.select(ExportOrder).order_by(ExportOrder.id)))


def made(app: Flask, session: orm.Session) -> ExportOrder:
    """The latest order, as the worker makes it."""
    worker.worker_app[:] = [app]
    make(order_id=orders(session)[-1].id)
    return orders(session)[-1]
