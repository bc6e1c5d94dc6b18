"""Which businesses are asked about the service, when, and how often."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import BusinessUser
from portal.core.clock import parse_moment
from portal.notifications.models import OutboxMessage
from portal.surveys import service
from portal.surveys.models import Cell, Invitation, OptOut
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory
from tests.factories.recruitment import RequestEventFactory, RequestFactory

DAY = timedelta(days=1)
RECEIVED = NOW - 30 * DAY


@pytest.fixture(autouse=True)
def in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def request_of(*events: tuple[str, int], received: Any = RECEIVED, **more: Any) -> Any:
    """An enquiry, and what happened to it so many days ago."""
    made = RequestFactory(happened=(), happened__at=received, **more)
    for kind, days_ago in events:
        other = {"other_request_id": RequestFactory().id} if kind == "duplicate" else {}
        RequestEventFactory(request_id=made.id, kind=kind, at=NOW - days_ago * DAY, **other)
    return made


def asked(session: orm.Session) -> dict[int | None, str]:
    """Who has been asked, and what about."""
    rows = session.execute(
        sa.select(Invitation.business_user_id, Cell.value).join(Cell, Cell.id == Invitation.cell_id)
    )
    return {person: reason for person, reason in rows}


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([("closed", 3)], "request"),
        ([("closed", 2)], "request"),
        ([("closed", 1)], None),
        ([("closed", 21)], "request"),
        ([("closed", 22)], None),
        ([("answered", 5)], None),
        ([("withdrawn", 3)], None),
        ([("spam", 3)], None),
        ([("duplicate", 3)], None),
        ([("spam", 5), ("closed", 3)], None),
        ([("closed", 5), ("withdrawn", 3)], None),
        ([("closed", -3)], None),
    ],
)
def test_a_closed_request_is_asked_about_and_one_without_service_is_not(
    session: orm.Session, events: list[tuple[str, int]], reason: str | None
) -> None:
    one = request_of(*events)
    service.invite_businesses(session, now=NOW)
    assert asked(session) == ({one.created_by_id: reason} if reason else {})


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("closed", "yearly"), ("withdrawn", None), ("spam", None), ("duplicate", None)],
)
def test_once_a_year_whoever_was_served_is_asked(
    session: orm.Session, kind: str, reason: str | None
) -> None:
    one = request_of((kind, 380), received=NOW - 400 * DAY)
    request_of(("closed", 340), received=NOW - 364 * DAY)
    service.invite_businesses(session, now=NOW)
    assert asked(session) == ({one.created_by_id: reason} if reason else {})


def test_each_is_asked_once_and_told_once_however_often_the_job_runs(session: orm.Session) -> None:
    one = request_of(("closed", 3))
    assert service.invite_businesses(session, now=NOW) == 1
    assert service.invite_businesses(session, now=NOW) == 0
    assert service.invite_businesses(session, now=NOW + DAY) == 0
    # A second request closes within the guard, and in the next quarter too.
    me = session.get_one(BusinessUser, one.created_by_id)
    request_of(("closed", -20), business=one.business, sent_by=me)
    assert service.invite_businesses(session, now=NOW + 25 * DAY) == 0
    assert service.invite_businesses(session, now=parse_moment("2027-01-04T12:00")) == 0
    told = sa.select(OutboxMessage.recipient_id).where(
        OutboxMessage.kind == "survey_business", OutboxMessage.channel == "inbox"
    )
    assert session.scalars(told).all() == [one.created_by_id]


def test_a_year_after_the_last_time_they_are_asked_again(session: orm.Session) -> None:
    one = request_of(("closed", 3))
    service.invite_businesses(session, now=NOW)
    service.invite_businesses(session, now=NOW + 364 * DAY)
    assert len(session.scalars(sa.select(Invitation.id)).all()) == 1
    service.invite_businesses(session, now=NOW + 365 * DAY)
    again = session.scalars(sa.select(Invitation.business_user_id)).all()
    assert again == [one.created_by_id] * 2


def test_who_left_the_company_or_does_not_want_to_be_asked_is_left_alone(
    session: orm.Session,
) -> None:
    one = request_of(("closed", 3))
    gone = BusinessUserFactory(business=one.business, active=False)
    colleague = BusinessUserFactory(business=one.business)
    session.add(OptOut(business_user_id=one.created_by_id, since=date(2026, 11, 1)))
    session.flush()
    service.invite_businesses(session, now=NOW)
    assert set(asked(session)) == {colleague.id}
    assert gone.id not in asked(session)
