"""The waiting list, and times offered to one person at a time."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range

from portal.accounts.models import Citizen
from portal.booking import feed, jobs, service
from portal.booking.models import AgendaItem, Talk, TimeOffer, WaitingWish
from portal.booking.refusals import BookingRefusal
from portal.booking.service import agenda, offering, offers, waiting
from portal.core import clock
from portal.core import worker as core_worker
from portal.core.access import Actor, Audience
from portal.core.clock import at_local
from portal.core.errors import NotFound, Refused
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import ObligationFactory, TalkFactory, during

MONDAY = date(2026, 11, 30)
NINE = at_local(MONDAY, time(9))
LATER = at_local(date(2026, 12, 4), time(9))


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def actor_of(citizen: Citizen) -> Actor:
    return Actor(Audience.CITIZEN, citizen.id, citizen.name)


def waits(session: orm.Session, citizen: Citizen, now: datetime, day: int = 4) -> Talk:
    """The citizen has a talk on a December day at nine, and wants an earlier one."""
    talk: Talk = TalkFactory(citizen=citizen, during=during(date(2026, 12, day), "09:00"))
    waiting.wish_earlier(session, citizen.id, talk.id, actor=actor_of(citizen), now=now)
    return talk


def free(session: orm.Session, citizen: Citizen, now: datetime) -> TimeOffer | None:
    span = Range(NINE, NINE + timedelta(minutes=45))
    return offering.offer_freed(session, citizen.caseworker_id, span, now)


def test_a_freed_time_is_offered_to_who_waited_longest_and_then_passed_on(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    first_talk = waits(session, citizen, now)
    second = CitizenFactory(caseworker=citizen.caseworker)
    waits(session, second, now + timedelta(hours=1), day=7)
    made = free(session, citizen, now)
    assert made is not None
    assert (made.citizen_id, made.talk_id) == (citizen.id, first_talk.id)
    assert made.expires_at == now + timedelta(hours=24)
    assert free(session, citizen, now) is None  # one person at a time
    assert offers.expire(session, now + timedelta(hours=23)) == 0
    assert offers.expire(session, made.expires_at) == 1
    following = session.scalars(sa.select(TimeOffer).where(TimeOffer.status == "open")).one()
    assert following.citizen_id == second.id
    offers.decline(session, second.id, following.id, actor=None, now=now)
    assert session.scalars(sa.select(TimeOffer).where(TimeOffer.status == "open")).all() == []


def test_yes_moves_the_talk_and_ends_the_wait(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    duty = ObligationFactory(citizen=citizen, changes=3)
    old = service.book(session, citizen.id, starts=LATER, channel="in_person", actor=None, now=now)
    waiting.wish_earlier(session, citizen.id, old.id, actor=actor_of(citizen), now=now)
    agenda.add(session, old, "Mit kørekort", actor=actor_of(citizen), now=now)
    made = free(session, citizen, now)
    assert made is not None
    for _click in range(2):
        talk = offers.accept(session, citizen.id, made.id, actor=actor_of(citizen), now=now)
    assert (old.status, talk.status, talk.starts) == ("cancelled", "booked", NINE)
    assert talk.calendar_uid == old.calendar_uid
    assert (duty.status, duty.changes) == ("booked", 3)  # an offer costs no change
    assert waiting.waiting(session, citizen.id) is None
    assert session.scalars(sa.select(AgendaItem.talk_id)).all() == [talk.id]


def test_a_time_somebody_else_has_taken_is_gone(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    old = waits(session, citizen, now)
    made = free(session, citizen, now)
    assert made is not None
    TalkFactory(
        citizen=CitizenFactory(caseworker=citizen.caseworker), during=during(MONDAY, "09:00")
    )
    with pytest.raises(Refused) as caught:
        offers.accept(session, citizen.id, made.id, actor=actor_of(citizen), now=now)
    assert caught.value.refusal is BookingRefusal.TAKEN
    assert (made.status, old.status) == ("gone", "booked")


def test_an_offer_ends_with_its_moment(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    waits(session, citizen, now)
    made = free(session, citizen, now)
    assert made is not None
    with pytest.raises(Refused) as caught:
        offers.accept(session, citizen.id, made.id, actor=actor_of(citizen), now=made.expires_at)
    assert caught.value.refusal is BookingRefusal.OFFER_OVER
    assert made.status == "expired"


def test_another_citizens_offer_is_not_there(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    waits(session, citizen, now)
    made = free(session, citizen, now)
    assert made is not None
    other = CitizenFactory()
    for act in (
        lambda: offers.accept(session, other.id, made.id, actor=actor_of(other), now=now),
        lambda: offers.decline(session, other.id, made.id, actor=None, now=now),
        lambda: waiting.wish_earlier(
            session, other.id, made.talk_id or 0, actor=actor_of(other), now=now
        ),
    ):
        with pytest.raises(NotFound):
            act()
    assert made.status == "open"


def test_who_has_stopped_waiting_hears_no_more(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    waits(session, citizen, now)
    made = free(session, citizen, now)
    assert made is not None
    waiting.stop_waiting(session, citizen.id, actor=None, now=now)
    session.refresh(made)
    assert made.status == "declined"
    assert free(session, citizen, now) is None
    assert session.scalars(sa.select(WaitingWish.ended_at)).all() == [now]


def test_a_time_too_near_is_offered_to_nobody(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    waits(session, citizen, now)
    assert free(session, citizen, NINE - timedelta(hours=24, minutes=30)) is None


def test_the_worker_offers_what_a_cancellation_frees(
    session: orm.Session,
    app: Flask,
    citizen: Citizen,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(core_worker, "worker_app", [app])
    waits(session, citizen, now)
    other = CitizenFactory(caseworker=citizen.caseworker)
    talk = TalkFactory(citizen=other)
    service.cancel(session, other.id, talk.id, actor=None, now=now)
    wanted = session.execute(
        sa.text("SELECT args FROM procrastinate_jobs WHERE task_name = 'booking.offer_freed'")
    ).scalar_one()
    session.commit()
    with clock.frozen(now):
        jobs.offer_freed(**wanted)
    assert session.scalars(sa.select(TimeOffer.citizen_id)).all() == [citizen.id]


def test_who_we_failed_is_offered_three_times_once(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    talk = TalkFactory(
        citizen=citizen, status="centre_absent", during=during(date(2026, 11, 20), "09:00")
    )
    for _run in range(2):
        offering.offer_priority(session, talk.id, now)
    rows = session.scalars(sa.select(TimeOffer).order_by(TimeOffer.during)).all()
    assert len(rows) == 3
    assert {row.because for row in rows} == {"priority"}
    booked = offers.accept(session, citizen.id, rows[1].id, actor=actor_of(citizen), now=now)
    assert booked.starts == rows[1].during.lower
    for row in rows:
        session.refresh(row)
    assert [row.status for row in rows] == ["gone", "accepted", "gone"]


def test_however_many_times_are_offered_the_first_page_has_one_line(
    app: Flask, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    talk = TalkFactory(
        citizen=citizen, status="centre_absent", during=during(date(2026, 11, 20), "09:00")
    )
    offering.offer_priority(session, talk.id, now)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        found = feed.to_do(session, citizen.id, now)
    assert [(one.endpoint, one.title[:29]) for one in found] == [
        ("booking_talk.offers", "We have 3 times for you, the ")
    ]


def test_points_are_added_and_taken_back_by_their_writer(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    talk = TalkFactory(citizen=citizen)
    own = actor_of(citizen)
    for _click in range(2):
        item = agenda.add(session, talk, "Ferie i uge 7", actor=own, now=now)
    assert session.scalars(sa.select(AgendaItem.words)).all() == ["Ferie i uge 7"]
    staff = Actor(Audience.STAFF, citizen.caseworker_id, "")
    with pytest.raises(NotFound):
        agenda.remove(session, talk, item.id, actor=staff, now=now)
    with pytest.raises(Refused) as caught:
        agenda.add(session, talk, "For sent", actor=own, now=talk.starts)
    assert caught.value.refusal is BookingRefusal.AGENDA_CLOSED
    agenda.remove(session, talk, item.id, actor=own, now=now)
    agenda.remove(session, talk, item.id, actor=own, now=now)
    for number in range(10):
        agenda.add(session, talk, f"Punkt {number}", actor=own, now=now)
    with pytest.raises(Refused) as full:
        agenda.add(session, talk, "Et til", actor=own, now=now)
    assert full.value.refusal is BookingRefusal.AGENDA_FULL
