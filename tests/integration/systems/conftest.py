"""A bakery whose administrator gives its systems access, and a consultant who answers."""

import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from portal.core import clock
from portal.recruitment import defaults
from tests.factories.accounts import BusinessUserFactory
from tests.factories.recruitment import ConsultantFactory
from tests.integration.systems.receiver import Receiver


@pytest.fixture(autouse=True)
def at_ten(now: datetime) -> Iterator[None]:
    """A Monday morning that stands still."""
    with clock.frozen(now):
        yield


@pytest.fixture
def consultant(session: orm.Session) -> Staff:
    """The only consultant, and the promises."""
    defaults.load_defaults(session)
    person: Staff = ConsultantFactory()
    return person


@pytest.fixture
def administrator(session: orm.Session, consultant: Staff) -> BusinessUser:
    """Who says which systems of the bakery have access."""
    person: BusinessUser = BusinessUserFactory(is_administrator=True)
    session.commit()
    return person


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
