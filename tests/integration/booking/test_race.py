"""Several people want one time, each on a connection of their own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from threading import Barrier, Event
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking import queries, service
from portal.booking.models import Obligation, Participant, StaffTime, Talk
from portal.booking.refusals import BookingRefusal
from portal.core.clock import at_local
from portal.core.errors import Refused
from portal.notifications.models import OutboxMessage
from tests.factories import bind
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import ObligationFactory, TalkFactory, during
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
