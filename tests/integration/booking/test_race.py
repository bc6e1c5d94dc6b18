"""Several people want one time, each on a connection of their own.

The crowd is of 200 here, twenty at a time, in about ten seconds; `make bench` sends 1,000.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, time
from threading import Barrier, Event
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.booking import queries, rules, service
from portal.booking.models import Obligation, Participant, StaffTime, Talk
from portal.booking.refusals import BookingRefusal
from portal.core import standing
from portal.core.clock import at_local
from portal.core.engine import create_engine
from portal.core.errors import Refused
from portal.notifications.models import OutboxMessage
from tests.factories import bind
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import ObligationFactory, TalkFactory, during
from tests.integration import pooler
from tests.integration.booking.conftest import open_job_centre, with_mornings

MONDAY = date(2026, 11, 30)
NINE = at_local(MONDAY, time(9))
WRITTEN = (
    "team, talk_purpose, talk_rule, opening_hours, outbox_message, audit_event, procrastinate_jobs"
)


@pytest.fixture
def citizens(engine: sa.Engine, bare_app: Flask) -> Iterator[list[int]]:
    """Six citizens of one caseworker, committed, so that other connections see them."""
    with orm.Session(engine) as session:
        bind(session)
        open_job_centre(session)
        first = with_mornings(CitizenFactory())
        people = [first, *(CitizenFactory(caseworker=first.caseworker) for _ in range(5))]
        for person in people:
            ObligationFactory(citizen=person)
        ids = [person.id for person in people]
        session.commit()
    yield ids
    with engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {WRITTEN} CASCADE"))


def book(engine: sa.Engine, app: Flask, citizen_id: int, now: datetime, **more: Any) -> str:
    with app.app_context(), orm.Session(engine) as session:
        try:
            service.book(
                session, citizen_id, starts=NINE, channel="phone", actor=None, now=now, **more
            )
            session.commit()
        except Refused as refused:
            return refused.refusal.name
        return "won"


def test_one_of_many_gets_the_time(
    engine: sa.Engine, bare_app: Flask, citizens: list[int], now: datetime
) -> None:
    together = Barrier(len(citizens))

    def run(citizen_id: int) -> str:
        together.wait(timeout=10)
        return book(engine, bare_app, citizen_id, now)

    with ThreadPoolExecutor(len(citizens)) as pool:
        answers = list(pool.map(run, citizens))
    assert sorted(answers) == ["TAKEN"] * 5 + ["won"]
    with orm.Session(engine) as session:
        winner = citizens[answers.index("won")]
        assert session.scalars(sa.select(Talk.citizen_id)).all() == [winner]
        duties = {o.citizen_id: o.status for o in session.scalars(sa.select(Obligation))}
        assert duties == {c: "booked" if c == winner else "open" for c in citizens}
        told = session.scalars(sa.select(OutboxMessage.recipient_id).distinct()).all()
        assert told == [winner]


def test_one_citizen_in_two_windows_gets_one_talk(
    engine: sa.Engine, bare_app: Flask, citizens: list[int], now: datetime
) -> None:
    together = Barrier(2)

    def run(_window: int) -> str:
        together.wait(timeout=10)
        return book(engine, bare_app, citizens[0], now)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(run, range(2))) == ["won", "won"]
    with orm.Session(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Talk)) == 1


def test_the_constraint_alone_stops_the_second(
    engine: sa.Engine, bare_app: Flask, citizens: list[int], now: datetime
) -> None:
    """Somebody who does not take turns writes a talk that is not yet to be seen."""
    with orm.Session(engine) as other, ThreadPoolExecutor(1) as pool:
        bind(other)
        TalkFactory(citizen=other.get_one(Citizen, citizens[0]), during=during(MONDAY, "09:15"))
        begun = Event()

        def run() -> str:
            begun.set()
            return book(engine, bare_app, citizens[1], now)

        answer = pool.submit(run)
        assert begun.wait(10)
        wait_until_somebody_waits(engine)
        other.commit()
        assert answer.result(timeout=10) == BookingRefusal.TAKEN.name


def test_a_duty_withdrawn_while_the_citizen_books(
    engine: sa.Engine, bare_app: Flask, citizens: list[int], now: datetime
) -> None:
    with orm.Session(engine) as other, ThreadPoolExecutor(1) as pool:
        of_citizen = Obligation.citizen_id == citizens[0]
        other.execute(sa.update(Obligation).where(of_citizen).values(status="withdrawn"))
        answer = pool.submit(book, engine, bare_app, citizens[0], now)
        wait_until_somebody_waits(engine)
        other.commit()
        assert answer.result(timeout=10) == BookingRefusal.WITHDRAWN.name
        assert other.scalars(sa.select(Talk)).all() == []


CROWD, AT_A_TIME = 200, 20


@dataclass(frozen=True)
class Answer:
    """What somebody of the crowd was told, and the other times they were shown."""

    said: str
    others: tuple[datetime, ...]


@pytest.fixture
def crowd(engine: sa.Engine, citizens: list[int]) -> list[int]:
    """Many citizens of the one caseworker, each with a talk to book."""
    with orm.Session(engine) as session:
        bind(session)
        first = session.get_one(Citizen, citizens[0])
        staff = session.get_one(Staff, first.caseworker_id)
        people = [CitizenFactory(caseworker=staff) for _ in range(CROWD - len(citizens))]
        for person in people:
            ObligationFactory(citizen=person)
        more = [person.id for person in people]
        session.commit()
    return citizens + more


@pytest.fixture
def doors(engine: sa.Engine) -> Iterator[sa.Engine]:
    """As many connections as people come in at a time."""
    made = create_engine(
        engine.url.render_as_string(hide_password=False),
        pooled=pooler.IS_BEFORE,
        pool_size=AT_A_TIME,
        max_overflow=0,
    )
    standing.inside(made)
    yield made
    made.dispose()


def ask(engine: sa.Engine, app: Flask, who: int, starts: datetime, now: datetime) -> Answer:
    """Book as the page does: who comes too late is shown the three nearest other times."""
    with app.app_context(), orm.Session(engine) as session:
        try:
            service.book(session, who, starts=starts, channel="phone", actor=None, now=now)
            session.commit()
        except Refused as refused:
            session.rollback()
            slots = queries.planner(session, who, now, channel="phone").all_slots()
            others = rules.nearest([(slot.starts, slot.ends) for slot in slots], starts)
            return Answer(refused.refusal.name, tuple(start for start, _ in others))
        return Answer("won", ())


def test_a_crowd_wants_one_time_and_then_the_first_alternative(
    doors: sa.Engine, bare_app: Flask, crowd: list[int], now: datetime
) -> None:
    def run(wish: tuple[int, datetime]) -> Answer:
        return ask(doors, bare_app, *wish, now)

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        answers = list(pool.map(run, [(who, NINE) for who in crowd]))
        told = [answer.said for answer in answers]
        assert (told.count("won"), told.count("TAKEN")) == (1, CROWD - 1)
        losers = [(who, a.others) for who, a in zip(crowd, answers, strict=True) if a.others]
        assert all(len(others) == 3 and NINE not in others for _, others in losers)
        # All of them have seen the same three, and now all take the first.
        again = list(pool.map(run, [(who, others[0]) for who, others in losers]))
    told = [answer.said for answer in again]
    wanted = {others[0] for _, others in losers}
    assert (told.count("won"), told.count("TAKEN")) == (len(wanted), len(losers) - len(wanted))
    assert all(len(answer.others) == 3 for answer in again if answer.said != "won")
    with orm.Session(doors) as session:
        booked = session.scalars(sa.select(sa.func.lower(Talk.during))).all()
        assert sorted(booked) == sorted({NINE, *wanted})
        open_duties = sa.select(sa.func.count()).where(Obligation.status == "open")
        assert session.scalar(open_duties) == CROWD - len(booked)
        reminders = sa.select(OutboxMessage.event).where(
            OutboxMessage.kind == "talk_reminder", OutboxMessage.channel == "inbox"
        )
        assert len(session.scalars(reminders).all()) == len(booked)


def test_two_talks_want_one_colleague(
    engine: sa.Engine, bare_app: Flask, citizens: list[int], now: datetime
) -> None:
    """Caseworkers of two teams invite the same colleague to the same time."""
    with orm.Session(engine) as session:
        bind(session)
        talks = [
            TalkFactory(citizen=CitizenFactory(), during=during(MONDAY, start)).id
            for start in ("09:00", "09:30", "09:15")
        ]
        colleague_id = StaffFactory().id
        session.commit()
    together = Barrier(len(talks))

    def run(talk_id: int) -> str:
        with bare_app.app_context(), orm.Session(engine) as session:
            citizen_id = session.get_one(Talk, talk_id).citizen_id
            talk = queries.own_talk(session, citizen_id, talk_id)
            together.wait(timeout=10)
            try:
                service.joint.add_colleague(session, talk, colleague_id, actor=None, now=now)
                session.commit()
            except Refused as refused:
                return refused.refusal.name
            return "won"

    with ThreadPoolExecutor(len(talks)) as pool:
        answers = list(pool.map(run, talks))
    assert sorted(answers) == ["COLLEAGUE_BUSY", "COLLEAGUE_BUSY", "won"]
    with orm.Session(engine) as session:
        winner = talks[answers.index("won")]
        wanted = sa.select(StaffTime.talk_id).where(StaffTime.staff_id == colleague_id)
        assert session.scalars(wanted).all() == [winner]
        assert session.scalars(sa.select(Participant.talk_id)).all() == [winner]


def test_two_joint_talks_are_booked_with_one_colleague(
    engine: sa.Engine, bare_app: Flask, citizens: list[int], now: datetime
) -> None:
    """Each caseworker books with the other taking part: no deadlock, and one of them wins."""
    with orm.Session(engine) as session:
        bind(session)
        first = session.get_one(Citizen, citizens[0])
        second = with_mornings(CitizenFactory())
        pairs = [(first.id, second.caseworker_id), (second.id, first.caseworker_id)]
        session.commit()
    together = Barrier(2)

    def run(pair: tuple[int, int]) -> str:
        together.wait(timeout=10)
        wish = service.Wish(colleagues=(pair[1],))
        return book(engine, bare_app, pair[0], now, by_staff=True, wish=wish)

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(run, pairs))
    assert answers in (["TAKEN", "won"], ["COLLEAGUE_BUSY", "won"])


def wait_until_somebody_waits(engine: sa.Engine) -> None:
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with engine.connect() as connection:
        for _try in range(200):
            if connection.scalar(waiting):
                return
            connection.execute(sa.text("SELECT pg_sleep(0.05)"))
    pytest.fail("the second booking never waited for the first")
