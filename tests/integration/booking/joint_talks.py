"""Talks in which others take part: made, booked, and what was told of them."""

import re
from datetime import date, datetime, time

import pytest
import sqlalchemy as sa
from icalendar import Calendar
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.booking import queries, service
from portal.booking.models import StaffTime, Talk
from portal.booking.service.joint import Guest
from portal.core.clock import at_local
from portal.core.errors import Refused
from portal.notifications.models import OutboxMessage
from tests.factories.booking import (
    TalkFactory,
)

MONDAY = date(2026, 11, 30)
NINE, TEN = at_local(MONDAY, time(9)), at_local(MONDAY, time(9, 45))
KAREN = Guest("unemployment_fund", "Karen Lind", "Metal A-kasse", "karen@metal.example", "en")


def talk_of(citizen: Citizen, **values: object) -> Talk:
    talk = TalkFactory(citizen=citizen, **values)
    found = orm.object_session(talk)
    assert found is not None
    return queries.own_talk(found, citizen.id, talk.id)


def taken(session: orm.Session, staff: Staff) -> list[datetime]:
    wanted = sa.select(sa.func.lower(StaffTime.blocks)).where(StaffTime.staff_id == staff.id)
    return list(session.scalars(wanted.order_by(sa.func.lower(StaffTime.blocks))))


def told(session: orm.Session, kind: str) -> list[OutboxMessage]:
    wanted = sa.select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    return list(session.scalars(wanted))


def book(session: orm.Session, citizen: Citizen, now: datetime, **values: object) -> Talk:
    arguments: dict[str, object] = {"starts": NINE, "channel": "phone", "actor": None} | values
    return service.book(session, citizen.id, now=now, **arguments)  # type: ignore[arg-type]


def refusal(call: object, *args: object, **values: object) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **values)  # type: ignore[operator]
    return refused.value.refusal.name


def free_times(session: orm.Session, citizen: Citizen, talk: Talk, now: datetime) -> list[datetime]:
    planner = queries.planner(session, citizen.id, now, moved=talk)
    return [slot.starts for slot in planner.all_slots()]


def token_of(text: str) -> str:
    found = re.search(r"/samtale/([\w.-]+)\?lang=", text)
    assert found is not None
    return found[1]


def calendar(mail: OutboxMessage) -> dict[str, object]:
    event = Calendar.from_ical(mail.attachment or b"").walk("VEVENT")[0]
    return {name: event[name] if name == "SEQUENCE" else str(event[name]) for name in event}
