"""Several people want one time, each on a connection of their own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from threading import Barrier, Event

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking import service
from portal.booking.models import Obligation, Talk
from portal.booking.refusals import BookingRefusal
from portal.core.clock import at_local
from portal.core.errors import Refused
from portal.notifications.models import OutboxMessage
from tests.factories import bind
from tests.factories.accounts import CitizenFactory
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


def book(engine: sa.Engine, app: Flask, citizen_id: int, now: datetime) -> str:
    with app.app_context(), orm.Session(engine) as session:
        try:
            service.book(session, citizen_id, starts=NINE, channel="phone", actor=None, now=now)
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


def wait_until_somebody_waits(engine: sa.Engine) -> None:
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with engine.connect() as connection:
        for _try in range(200):
            if connection.scalar(waiting):
                return
            connection.execute(sa.text("SELECT pg_sleep(0.05)"))
    pytest.fail("the second booking never waited for the first")
