"""A municipality with goals, promises, answers and enquiries, small enough to count by hand."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.core import clock
from portal.recruitment import defaults as promises
from portal.recruitment.models import RecruitmentRequest, RequestEvent
from portal.surveys.models import STATEMENTS, Answer
from portal.targets import defaults as goals
from portal.targets import queries, service
from portal.targets.service import publication
from tests.conftest import NOW
from tests.factories.accounts import StaffFactory
from tests.factories.businesses import BusinessFactory
from tests.factories.surveys import CellFactory, InvitationFactory, WaveFactory
from tests.integration.targets.reporting import acting, approved, drafted, with_files

Answers = Callable[..., None]
Enquiry = Callable[..., None]


def publish(session: orm.Session) -> None:
    """Publish what is counted, as the worker does every morning."""
    publication.publish_due(session, now=NOW)
    session.commit()


@pytest.fixture(autouse=True)
def defaults(session: orm.Session) -> None:
    """The goals of the plans and the promises to businesses."""
    goals.load_defaults(session)
    promises.load_defaults(session)
    session.commit()


@pytest.fixture
def answers(session: orm.Session) -> Answers:
    """Adds answers to a quarter: so many favourable, so many not, so many not relevant."""

    def add(quarter_start: date, key: str, yes: int, no: int, not_relevant: int = 0) -> None:
        cell = CellFactory(wave=WaveFactory(quarter_start=quarter_start))
        values = [5] * yes + [3] * no + [None] * not_relevant
        rows = [{"cell_id": cell.id, **dict.fromkeys(STATEMENTS), key: value} for value in values]
        if rows:
            session.execute(sa.insert(Answer), rows)
        session.commit()

    return add


@pytest.fixture
def invited(session: orm.Session) -> Callable[[date, int], None]:
    """Adds invitations to a quarter."""

    def add(quarter_start: date, number: int) -> None:
        wave = WaveFactory(quarter_start=quarter_start)
        for _ in range(number):
            InvitationFactory(wave=wave, expires_at=clock.start_of_day(wave.quarter_start))
        session.commit()

    return add


@pytest.fixture
def enquiry(session: orm.Session) -> Enquiry:
    """Adds an enquiry with what happened to it so many hours after it came."""
    business, consultant = BusinessFactory(), StaffFactory(role="business_consultant")

    def add(received: datetime, kind: str = "recruitment", **hours: float) -> None:
        request = RecruitmentRequest(
            business_id=business.id,
            kind=kind,
            title="Bager",
            positions=1,
            tasks="Bage",
            hours_per_week=37,
            starts_on=date(2027, 1, 1),
            workplace="Torvet",
            postcode="2800",
            contact_name="Lars",
            contact_phone="20 00 00 00",
            contact_email="lars@example.invalid",
            consultant_id=consultant.id,
        )
        session.add(request)
        session.flush()
        log = {"received": 0.0, **hours}
        session.add_all(
            RequestEvent(request_id=request.id, kind=what, at=received + timedelta(hours=after))
            for what, after in log.items()
        )
        session.commit()

    return add


@pytest.fixture
def ida(session: orm.Session) -> Staff:
    """An analyst, who drafts reports."""
    return StaffFactory(role="analyst", name="Ida Frandsen")


@pytest.fixture
def hanne(session: orm.Session) -> Staff:
    """A team lead, who approves them."""
    return StaffFactory(role="team_lead", name="Hanne Vestergaard")


@pytest.fixture
def files(app: Flask, session: orm.Session, ida: Staff, hanne: Staff) -> dict[str, bytes]:
    """The files of an approved report, with a comment that is awkward on purpose."""
    report = drafted(session, ida)
    area = queries.commented(session, report).areas[0].key
    words = "=2+2 er ikke en formel.\n\nDet er <b>tekst</b>."
    service.reports.comment(session, report, area, words, actor=acting(ida), now=NOW)
    return with_files(app, session, approved(session, report, hanne))
