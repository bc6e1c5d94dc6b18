"""A bakery whose administrator gives its systems access, and a consultant who answers."""

import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from portal.businesses.models import Business
from portal.core import clock
from portal.recruitment import defaults
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.service.log import append
from portal.settings import Settings
from portal.systems.models import Webhook
from portal.systems.service import hooks
from tests.factories.accounts import BusinessUserFactory
from tests.factories.recruitment import ConsultantFactory, RequestFactory
from tests.factories.systems import acting, token_for
from tests.integration.systems.receiver import Receiver

ALL = ["received", "answered", "presented", "closed", "withdrawn"]


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


@pytest.fixture
def token(session: orm.Session, administrator: BusinessUser, now: datetime) -> str:
    return token_for(session, administrator, now)


@pytest.fixture
def told(app: Flask) -> Iterator[Settings]:
    """Settings that let this machine be told."""
    usual = app.extensions["portal.settings"]
    changed: Settings = usual.model_copy(update={"webhook_loopback": True, "webhook_timeout": 1.0})
    app.extensions["portal.settings"] = changed
    with app.app_context():
        yield changed
    app.extensions["portal.settings"] = usual


@pytest.fixture
def hook(
    session: orm.Session, administrator: BusinessUser, receiver: Receiver, told: Settings
) -> tuple[Webhook, str]:
    made = hooks.register(
        session, acting(administrator), url=receiver.url, events=ALL, now=clock.now()
    )
    session.commit()
    return made


@pytest.fixture
def ours(session: orm.Session, administrator: BusinessUser) -> RecruitmentRequest:
    """The bakery's own enquiry."""
    business = session.get_one(Business, administrator.business_id)
    made: RecruitmentRequest = RequestFactory(business=business, sent_by=administrator)
    session.commit()
    return made


def happens(session: orm.Session, request: RecruitmentRequest, kind: str, now: datetime) -> None:
    append(session, request.id, kind, now=now)
    session.commit()
