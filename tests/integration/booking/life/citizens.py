"""What citizens do. Each picks among what there is; what is not there can't be done."""

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from portal.booking import queries, service
from portal.booking.models import Talk, TimeOffer
from portal.core import clock
from portal.core.access import Actor

if TYPE_CHECKING:
    from tests.integration.booking.life.machine import Life


def book(life: "Life", who: Actor, pick: int, channel: str) -> None:
    starts = life.a_time(who.person_id, pick, channel=channel)
    service.book(
        life.session, who.person_id, starts=starts, channel=channel, actor=who, now=life.now
    )


def move(life: "Life", who: Actor, pick: int, channel: str) -> None:
    own = life.booked(pick, Talk.citizen_id == who.person_id)
    moved = queries.own_talk(life.session, who.person_id, own.id)
    starts = life.a_time(who.person_id, pick, channel=channel, moved=moved)
    service.book(
        life.session,
        who.person_id,
        starts=starts,
        channel=channel,
        actor=who,
        now=life.now,
        moves=own.id,
    )


def cancel(life: "Life", who: Actor, pick: int, _channel: str) -> None:
    own = life.booked(pick, Talk.citizen_id == who.person_id)
    service.cancel(life.session, who.person_id, own.id, actor=who, now=life.now)


def wait(life: "Life", who: Actor, pick: int, _channel: str) -> None:
    own = life.booked(pick, Talk.citizen_id == who.person_id)
    service.waiting.wish_earlier(life.session, who.person_id, own.id, actor=who, now=life.now)


def stop_waiting(life: "Life", who: Actor, _pick: int, _channel: str) -> None:
    service.waiting.stop_waiting(life.session, who.person_id, actor=who, now=life.now)


def say_yes(life: "Life", _who: Actor, pick: int, _channel: str) -> None:
    offer = an_offer(life, pick)
    service.offers.accept(life.session, offer.citizen_id, offer.id, actor=None, now=life.now)


def say_no(life: "Life", _who: Actor, pick: int, _channel: str) -> None:
    offer = an_offer(life, pick)
    service.offers.decline(life.session, offer.citizen_id, offer.id, actor=None, now=life.now)


def an_offer(life: "Life", pick: int) -> TimeOffer:
    open_ones = sa.select(TimeOffer).where(TimeOffer.status == "open").order_by(TimeOffer.id)
    found: TimeOffer = life.one(open_ones, pick)
    return found


def find_no_time(life: "Life", who: Actor, _pick: int, channel: str) -> None:
    today = clock.local_date(life.now)
    service.no_time.ask(
        life.session,
        who.person_id,
        channel=channel,
        window=(today, today + timedelta(days=14)),
        wish="",
        actor=who,
        now=life.now,
    )
