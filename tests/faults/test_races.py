"""Faults 9, 10 and 13: the office changes its mind while citizens click; clocks step."""

import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from functools import partial

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.booking import queries, service
from portal.booking.models import Obligation, Talk, TimeOffer
from portal.booking.service import absences
from portal.core import clock
from portal.core.access import Actor, Audience, Role
from portal.core.clock import at_local
from portal.core.errors import Refused
from portal.invariants import check_invariants
from tests.faults.conftest import Record, rounds
from tests.faults.people import Town
from tests.faults.stage import Browser, Stage, at_work, wait_for

NEW = "/borger/samtaler/ny"
STARTS = re.compile(r'name="starts"[^>]*value="([^"]+)"')
RECEIPT = re.compile(r"/borger/samtaler/(\d+)/")


def lead(town: Town) -> Actor:
    """The team's lead."""
    one = town.staff[0]
    return Actor(Audience.STAFF, one.id, one.name, role=Role.TEAM_LEAD, team_id=one.team_id)


def clicks(browser: Browser, told: list[int]) -> object:
    """Somebody who books, moves and cancels, at most as often as an account may."""

    def work(done: threading.Event) -> None:
        for _ in range(5):
            if done.is_set():
                return
            times = STARTS.findall(browser.get(NEW).text)
            if len(times) < 2:
                return
            booked = browser.post(NEW, {"starts": times[0], "channel": "phone"})
            told.append(booked.status)
            found = RECEIPT.search(booked.location)
            if booked.status != 302 or not found:
                continue
            here = f"/borger/samtaler/{found[1]}"
            moved = browser.post(f"{here}/flyt", {"starts": times[-1], "channel": "phone"})
            told.append(moved.status)
            found = RECEIPT.search(moved.location) or found
            told.append(browser.post(f"/borger/samtaler/{found[1]}/aflys", {}).status)

    return work


def undecided(session: orm.Session, staff_id: int, first: datetime, last: datetime) -> list[int]:
    """Talks on a closed day for which no other time was offered."""
    return list(
        session.scalars(
            sa.select(Talk.id).where(
                Talk.caseworker_id == staff_id,
                Talk.status == "booked",
                Talk.during.overlaps(sa.dialects.postgresql.Range(first, last)),
                ~sa.exists().where(TimeOffer.talk_id == Talk.id, TimeOffer.because == "absence"),
            )
        )
    )


def test_days_are_closed_while_citizens_book_move_and_cancel(
    stage: Stage, town: Town, beside: Flask, record: Record
) -> None:
    """Fault 9: no talk is booked on a day that is closed, and none it hits is left undecided."""
    told: list[int] = []
    closed: list[tuple[int, datetime, datetime]] = []
    refused = 0
    browsers = [town.browser(number) for number in range(30, 30 + rounds(6, 20))]
    today = clock.local_date(clock.now())
    began = time.monotonic()
    with at_work([clicks(browser, told) for browser in browsers]):  # type: ignore[misc]
        wait_for(lambda: len(told) > 5, "some clicks")
        for turn in range(rounds(4, 20)):
            person = town.staff[1 + turn % 10]
            day = today + timedelta(days=8 + turn % 9)
            span = sa.dialects.postgresql.Range(at_local(day, wall(0)), at_local(day, wall(23)))
            with beside.app_context(), stage.session() as session:
                now = clock.now()
                hit = absences.hit_by(session, person.id, span, now)
                decisions = {talk.id: absences.Decision("offer") for talk in hit}
                try:
                    absences.save(session, person.id, span, decisions, actor=lead(town), now=now)
                except Refused:
                    session.rollback()
                    refused += 1
                else:
                    session.commit()
                    closed.append((person.id, span.lower, span.upper))
    assert closed
    assert set(told) <= {302, 409, 422}, sorted(set(told))
    with stage.session() as session:
        for staff_id, first, last in closed:
            assert undecided(session, staff_id, first, last) == []
    stage.check()
    record(
        9, "days closed while citizens click", tries=len(told), acknowledged=told.count(302),
        lost=0, duplicates=0, recovery_s=round(time.monotonic() - began, 2),
    )  # fmt: skip


def due_yesterday(session: orm.Session, citizen_id: int, now: datetime) -> int:
    """Let what the citizen must book have been due yesterday; its id."""
    duty = session.scalars(sa.select(Obligation).where(Obligation.citizen_id == citizen_id)).first()
    assert duty
    duty.status, duty.book_by = "open", clock.local_date(now) - timedelta(days=1)
    duty.hold_by, duty.stopped_at, duty.stopped_because = duty.book_by, None, None
    return duty.id


def book_at(session: orm.Session, citizen_id: int, starts: datetime, now: datetime) -> None:
    service.book(session, citizen_id, starts=starts, channel="phone", actor=None, now=now)


def test_a_duty_expires_in_the_second_it_is_fulfilled(
    stage: Stage, town: Town, beside: Flask, record: Record
) -> None:
    """Fault 10: booked or expired, never both and never neither."""
    outcomes = {"booked": 0, "expired": 0}
    tries = rounds(4, 20)
    now = clock.now()
    for number in range(tries):
        citizen = town.citizens[number]
        with beside.app_context(), stage.session() as session:
            if queries.upcoming(session, citizen.id, now):
                continue
            duty_id = due_yesterday(session, citizen.id, now)
            slot = queries.planner(session, citizen.id, now).all_slots()[number]
            session.commit()

        def in_a_session(act: Callable[[orm.Session], object], go: threading.Barrier) -> None:
            with beside.app_context(), stage.session() as session:
                session.connection()
                go.wait()
                try:
                    act(session)
                    session.commit()
                except Refused:
                    session.rollback()

        start = threading.Barrier(2)
        booking = partial(book_at, citizen_id=citizen.id, starts=slot.starts, now=now)
        expiring = partial(service.expire_obligations, now=now)
        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(in_a_session, act, start) for act in (booking, expiring)]
            for one in both:
                one.result(30)
        with stage.session() as session:
            status = session.get_one(Obligation, duty_id).status
            talks = session.scalars(
                sa.select(Talk.id).where(Talk.obligation_id == duty_id, Talk.status == "booked")
            ).all()
        assert (status, len(talks)) in {("booked", 1), ("expired", 0)}, (status, talks)
        outcomes[status] += 1
    stage.check()
    record(
        10, "expiry in the second of confirmation", tries=sum(outcomes.values()),
        acknowledged=outcomes["booked"], lost=0, duplicates=0, expired=outcomes["expired"],
    )  # fmt: skip


# Steps of a clock that is set, and the nights in which Danish clocks change.
MOMENTS = [
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
]
STEPS = [timedelta(), timedelta(hours=3), timedelta(hours=-2), timedelta(minutes=1)]


def by_the_clock(session: orm.Session, now: datetime) -> int:
    """What the worker does by the clock; how much it found to do."""
    found = service.expire_obligations(session, now) + service.generate_obligations(session, now)
    service.failures.beat(session, now)
    return found + service.offers.expire(session, now)


def test_a_clock_that_steps_undoes_and_doubles_nothing(
    stage: Stage, town: Town, beside: Flask, record: Record
) -> None:
    """Fault 13: what runs by the clock, run at moments that jump to and fro."""
    tries = 0
    duties = sa.select(sa.func.count()).select_from(Obligation)
    with stage.engine.connect() as connection, connection.begin() as outer:
        with (
            beside.app_context(),
            orm.Session(connection, join_transaction_mode="create_savepoint") as session,
        ):
            for moment in MOMENTS[: rounds(2, 4)]:
                for step in STEPS:
                    now = moment + step
                    with clock.frozen(now):
                        by_the_clock(session, now)
                        before = session.scalar(duties)
                        assert by_the_clock(session, now) == 0, "done twice"
                        assert session.scalar(duties) == before
                        slots = queries.planner(session, town.citizens[40].id, now).all_slots()
                    assert len({slot.ends - slot.starts for slot in slots}) <= 1
                    assert all(clock.local(slot.starts).time() >= wall(8) for slot in slots)
                    assert all(clock.local(slot.ends).time() <= wall(16) for slot in slots)
                    tries += 1
            session.flush()
            check_invariants(connection)
        outer.rollback()
    stage.check()
    record(13, "clock steps, both clock changes", tries=tries, lost=0, duplicates=0)
