"""A duty is fulfilled by a talk of its own kind in time, and by no other."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.booking import service
from portal.booking.models import Talk
from portal.booking.service import exemptions, failures, waiting
from portal.core import clock
from portal.core.access import Actor, Audience, Role
from portal.core.clock import at_local
from tests.factories.booking import ObligationFactory, TalkFactory, during

MONDAY, LATE = date(2026, 11, 30), date(2026, 12, 16)
NINE = at_local(MONDAY, time(9))


@pytest.fixture(autouse=True)
def _in_app(app: Flask, now: datetime) -> Iterator[None]:
    with app.app_context(), clock.frozen(now):
        yield


@pytest.fixture
def caseworker(citizen: Citizen) -> Actor:
    staff = citizen.caseworker
    return Actor(Audience.STAFF, staff.id, staff.name, role=Role.CASEWORKER, team_id=staff.team_id)


def test_a_talk_of_another_kind_fulfils_nothing(
    session: orm.Session, citizen: Citizen, caseworker: Actor, now: datetime
) -> None:
    duty = ObligationFactory(citizen=citizen, kind="job")
    talk = service.book(
        session,
        citizen.id,
        starts=NINE,
        channel="phone",
        actor=caseworker,
        now=now,
        by_staff=True,
        wish=service.Wish(kind="assessment"),
    )
    assert (talk.kind, talk.obligation_id, duty.status) == ("assessment", None, "open")
    urgent = ObligationFactory(citizen=citizen, kind="assessment", book_by=now.date())
    moved = service.book(
        session,
        citizen.id,
        starts=NINE + timedelta(days=1),
        channel="phone",
        actor=caseworker,
        now=now,
        moves=talk.id,
        by_staff=True,
        wish=service.Wish(kind="job"),
    )
    # A talk that is moved keeps its kind, and now fulfils what came up since.
    assert (moved.kind, moved.obligation_id) == ("assessment", urgent.id)
    assert (duty.status, urgent.status) == ("open", "booked")


def test_the_times_for_a_citizen_are_of_the_kind_that_is_due(
    client_for: Callable[[Citizen | Staff], FlaskClient], citizen: Citizen
) -> None:
    client = client_for(citizen.caseworker)
    client.set_cookie("lang", "en")
    ObligationFactory(citizen=citizen, kind="assessment")
    here = f"/personale/borger/{citizen.id}/book"
    assert 'name="kind" value="assessment"' in client.get(here).text
    assert 'name="kind" value="job"' in client.get(f"{here}?kind=job").text
    talk = TalkFactory(citizen=citizen, kind="assessment", channel="phone")
    page = client.get(f"{here}?flyt={talk.id}&kind=job").text
    assert 'name="kind" value="assessment"' in page
    assert 'name="channel" value="phone"' in page


@pytest.mark.parametrize("by", ["citizen", "centre"])
def test_another_talk_in_time_fulfils_what_was_cancelled(
    session: orm.Session, citizen: Citizen, caseworker: Actor, now: datetime, by: str
) -> None:
    duty = ObligationFactory(citizen=citizen, status="booked")
    first = TalkFactory(citizen=citizen, obligation=duty)
    other = TalkFactory(citizen=citizen, during=during(date(2026, 12, 1), "09:00"))
    if by == "citizen":
        service.cancel(session, citizen.id, first.id, actor=None, now=now)
    else:
        failures.cancel_by_centre(session, first.id, actor=caseworker, now=now)
    session.refresh(other)
    assert (duty.status, duty.stopped_at, other.obligation_id) == ("booked", None, duty.id)


def test_a_talk_fulfils_a_duty_whose_deadline_moves_behind_it(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    moved = ObligationFactory(citizen=citizen, book_by=now.date(), hold_by=date(2026, 12, 10))
    talk = TalkFactory(citizen=citizen, during=during(LATE, "09:00"))
    began, ended = now - timedelta(days=7), now - timedelta(hours=1)
    assert failures.record_outage(session, began, ended, "power", now) == 1
    session.refresh(talk)
    assert (moved.status, talk.obligation_id) == ("booked", moved.id)


def test_who_books_again_has_booked_what_is_booked(
    session: orm.Session, citizen: Citizen, caseworker: Actor, now: datetime
) -> None:
    duty = ObligationFactory(citizen=citizen, book_by=now.date(), hold_by=date(2026, 12, 1))
    exemptions.decide(
        session, citizen.id, ground="language", expires_on=None, actor=caseworker, now=now
    )
    talk = TalkFactory(citizen=citizen, during=during(date(2026, 12, 9), "09:00"))
    exemptions.end(session, citizen.id, actor=caseworker, now=now)
    session.refresh(duty)
    session.refresh(talk)
    assert (duty.status, talk.obligation_id) == ("booked", duty.id)


@pytest.mark.parametrize("by", ["citizen", "centre"])
def test_nobody_waits_for_a_time_earlier_than_a_cancelled_one(
    session: orm.Session, citizen: Citizen, caseworker: Actor, now: datetime, by: str
) -> None:
    talk = TalkFactory(citizen=citizen)
    own = Actor(Audience.CITIZEN, citizen.id, citizen.name)
    wish = waiting.wish_earlier(session, citizen.id, talk.id, actor=own, now=now)
    if by == "citizen":
        service.cancel(session, citizen.id, talk.id, actor=own, now=now)
    else:
        failures.cancel_by_centre(session, talk.id, actor=caseworker, now=now)
    session.refresh(wish)
    assert wish.ended_at == now
    assert session.scalars(sa.select(Talk.status)).all() == ["cancelled"]
