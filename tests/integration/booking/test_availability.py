"""Who can be met where: rooms, colleagues, kept times, limits and needs."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.booking import queries, service
from portal.booking.models import KindRule, StaffTime, Talk, WorkingPattern
from portal.booking.refusals import BookingRefusal
from portal.booking.rules import No
from portal.core.access import Actor
from portal.core.clock import at_local
from portal.core.errors import Refused
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import (
    AbsenceFactory,
    ObligationFactory,
    ResourceFactory,
    TalkFactory,
    WorkingPatternFactory,
    during,
)

MONDAY = date(2026, 11, 30)
NINE = at_local(MONDAY, time(9))
HOLD_BY = date(2026, 12, 14)


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def colleague(citizen: Citizen) -> Staff:
    """Another of the caseworker's team, with talks on weekday mornings."""
    made: Staff = StaffFactory(team=citizen.caseworker.team)
    for day in range(5):
        WorkingPatternFactory(staff=made, weekday=day)
    return made


def away(staff: Staff, until: date = date(2027, 3, 1)) -> None:
    minutes = int((until - date(2026, 11, 1)).total_seconds() // 60)
    AbsenceFactory(staff=staff, during=during(date(2026, 11, 1), "00:00", minutes))


def book(session: orm.Session, actor: Actor, now: datetime, starts: datetime = NINE) -> Talk:
    return service.book(
        session, actor.person_id, starts=starts, channel="in_person", actor=actor, now=now
    )


def refusal(session: orm.Session, actor: Actor, now: datetime) -> BookingRefusal:
    with pytest.raises(Refused) as caught:
        book(session, actor, now)
    assert isinstance(caught.value.refusal, BookingRefusal)
    return caught.value.refusal


def test_each_talk_takes_a_room_until_there_are_no_more(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    room = ResourceFactory(capacity=2)
    talk = book(session, actor, now)
    assert (talk.resource_id, talk.resource_unit) == (room.id, 1)
    TalkFactory(
        citizen=CitizenFactory(), during=during(MONDAY, "09:45"), resource=room, resource_unit=1
    )
    TalkFactory(
        citizen=CitizenFactory(), during=during(MONDAY, "10:00"), resource=room, resource_unit=2
    )
    planner = queries.planner(session, citizen.id, now)
    assert planner.why_not(at_local(MONDAY, time(9, 45))) is No.NO_ROOM
    by_phone = queries.planner(session, citizen.id, now, channel="phone")
    assert by_phone.why_not(at_local(MONDAY, time(9, 45))) is None


def test_a_room_somebody_has_just_taken_gives_way_to_the_next(
    session: orm.Session,
    citizen: Citizen,
    actor: Actor,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = ResourceFactory(capacity=2)
    TalkFactory(
        citizen=CitizenFactory(), during=during(MONDAY, "09:00"), resource=room, resource_unit=1
    )
    # As when the other talk was stored after we looked.
    monkeypatch.setattr("portal.booking.rules.slots._Busy.meets", lambda *_args: False)
    assert book(session, actor, now).resource_unit == 2


def test_a_room_must_suit_who_needs_it(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    ResourceFactory()
    citizen.needs = ["step_free"]
    fits = ResourceFactory(features=["step_free"])
    session.flush()
    assert book(session, actor, now).resource_id == fits.id


def test_without_a_line_there_is_no_video(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    planner = queries.planner(session, citizen.id, now, channel="video")
    assert planner.why_not(NINE) is No.NO_ROOM


def test_colleagues_step_in_only_when_the_own_has_no_time_before_the_deadline(
    session: orm.Session, citizen: Citizen, colleague: Staff, actor: Actor, now: datetime
) -> None:
    ObligationFactory(citizen=citizen, hold_by=HOLD_BY)
    assert not queries.planner(session, citizen.id, now).with_colleagues
    away(citizen.caseworker, until=HOLD_BY + timedelta(days=1))
    planner = queries.planner(session, citizen.id, now)
    assert planner.with_colleagues
    slots = planner.all_slots()
    assert {slot.staff_id for slot in slots} == {colleague.id}
    assert max(slot.starts for slot in slots).date() <= HOLD_BY
    assert book(session, actor, now).caseworker_id == colleague.id


def test_when_nobody_has_time_the_own_caseworkers_later_times_are_shown(
    session: orm.Session, citizen: Citizen, colleague: Staff, now: datetime
) -> None:
    ObligationFactory(citizen=citizen, hold_by=HOLD_BY)
    for staff in (citizen.caseworker, colleague):
        away(staff, until=HOLD_BY + timedelta(days=1))
    planner = queries.planner(session, citizen.id, now)
    assert not planner.with_colleagues
    assert planner.all_slots()[0].starts.date() > HOLD_BY


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c, s: setattr(s, "active", False),
        lambda c, s: setattr(s, "role", "business_consultant"),
        lambda c, s: setattr(c, "talk_language", "uk"),
    ],
)
def test_not_every_colleague_can_step_in(
    session: orm.Session, citizen: Citizen, colleague: Staff, now: datetime, spoil: object
) -> None:
    ObligationFactory(citizen=citizen, hold_by=HOLD_BY)
    away(citizen.caseworker, until=HOLD_BY + timedelta(days=1))
    spoil(citizen, colleague)  # type: ignore[operator]
    session.flush()
    assert not queries.planner(session, citizen.id, now).with_colleagues


def test_an_interpreter_opens_the_whole_team(
    session: orm.Session, citizen: Citizen, colleague: Staff, now: datetime
) -> None:
    ObligationFactory(citizen=citizen, hold_by=HOLD_BY)
    away(citizen.caseworker)
    citizen.talk_language, citizen.needs = "uk", ["interpreter"]
    session.flush()
    assert queries.planner(session, citizen.id, now).with_colleagues


def test_times_kept_for_staff_open_late_or_for_those_we_failed(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    session.execute(sa.update(WorkingPattern).values(kept_for_staff=True))
    assert refusal(session, actor, now) is BookingRefusal.KEPT
    session.execute(sa.update(WorkingPattern).values(released_hours_before=48))
    assert refusal(session, actor, now) is BookingRefusal.KEPT
    soon = NINE - timedelta(hours=48)
    assert queries.planner(session, citizen.id, soon).why_not(NINE) is None
    by_staff = queries.planner(session, citizen.id, now, by_staff=True)
    assert by_staff.why_not(NINE) is None
    ObligationFactory(citizen=citizen, priority=True)
    assert book(session, actor, now).starts == NINE


def test_a_day_has_so_many_talks(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    citizen.caseworker.daily_talk_limit = 1
    TalkFactory(
        citizen=CitizenFactory(caseworker=citizen.caseworker), during=during(MONDAY, "11:15")
    )
    session.flush()
    assert refusal(session, actor, now) is BookingRefusal.DAY_FULL


def test_who_has_left_has_no_times(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    citizen.caseworker.active = False
    session.flush()
    assert queries.planner(session, citizen.id, now).all_slots() == []
    assert refusal(session, actor, now) is BookingRefusal.OUTSIDE


def test_what_a_caseworker_needs_around_a_talk_is_taken_too(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    session.execute(sa.update(KindRule).values(buffer_before_minutes=15, buffer_after_minutes=15))
    planner = queries.planner(session, citizen.id, now)
    first, second = planner.slots(MONDAY, MONDAY)
    assert (first.starts, second.starts) == (
        at_local(MONDAY, time(9, 15)),
        at_local(MONDAY, time(10, 30)),
    )
    book(session, actor, now, first.starts)
    blocks = session.scalars(sa.select(StaffTime.blocks)).one()
    assert (blocks.lower, blocks.upper) == (NINE, at_local(MONDAY, time(10, 15)))
    other = CitizenFactory(caseworker=citizen.caseworker)
    starts = [s.starts for s in queries.planner(session, other.id, now).slots(MONDAY, MONDAY)]
    assert starts == [second.starts]


def test_a_talk_can_be_moved_so_often(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    duty = ObligationFactory(citizen=citizen, changes=3)
    talk = book(session, actor, now)
    with pytest.raises(Refused) as caught:
        service.cancel(session, citizen.id, talk.id, actor=actor, now=now)
    assert caught.value.refusal is BookingRefusal.TOO_MANY_CHANGES
    service.cancel(session, citizen.id, talk.id, actor=actor, now=now, by_staff=True)
    assert (duty.status, duty.changes) == ("open", 3)


def test_only_the_way_of_meeting_can_change_too(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    talk = book(session, actor, now)
    moved = service.book(
        session,
        citizen.id,
        starts=NINE,
        channel="phone",
        actor=actor,
        now=now,
        moves=talk.id,
    )
    assert (talk.status, moved.status, moved.channel) == ("cancelled", "booked", "phone")


@pytest.mark.parametrize("team", [0, 39])
def test_the_times_of_a_team_take_six_statements_at_most(
    session: orm.Session, citizen: Citizen, now: datetime, team: int
) -> None:
    ObligationFactory(citizen=citizen, hold_by=HOLD_BY)
    ResourceFactory(capacity=30)
    away(citizen.caseworker)
    for _ in range(team):
        staff = StaffFactory(team=citizen.caseworker.team)
        WorkingPatternFactory(staff=staff, weekday=0)
    session.flush()
    citizen_id = citizen.id
    session.expunge_all()
    statements: list[str] = []
    connection = session.connection()

    def count(*args: object) -> None:
        statements.append(str(args[2]))

    sa.event.listen(connection, "before_cursor_execute", count)
    planner = queries.planner(session, citizen_id, now)
    planner.all_slots()
    sa.event.remove(connection, "before_cursor_execute", count)
    assert planner.with_colleagues == bool(team)
    assert len(statements) <= 6
