"""Kill -9 of the web process, its database connection or the server between any two steps.

What was not committed leaves nothing; what was leaves all: talk, reminders, duty, jobs. A worker
killed in the middle of a job is caught up by the next (for sending see the notifications' own
tests). About 30 seconds.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking import queries, service
from portal.booking.models import Talk, TimeOffer
from portal.core import clock, jobs, migrations
from portal.core import worker as core_worker
from portal.core.access import Actor, Audience
from portal.core.clock import at_local
from portal.core.engine import create_engine
from portal.settings import ROOT
from tests.factories import bind
from tests.factories.booking import ObligationFactory
from tests.integration.booking.life import invariants
from tests.integration.booking.life.mortal import DONE, UNDONE
from tests.integration.booking.life.world import World, settle
from tests.integration.core.households import Household, eventually, kill, live_in_the_open

NOW = datetime(2027, 3, 15, 9, tzinfo=UTC)
MONDAY, TUESDAY = (at_local(date(2027, 3, day), time(9)) for day in (22, 23))
KILLED = -signal.SIGKILL
MOST_STEPS = 60
WRITTEN = (
    "team, talk_purpose, talk_rule, talk_kind_rule, opening_hours, talk_resource, outbox_message,"
    " audit_event, procrastinate_jobs, portal_pulse,"
    # What the worker's own clock may bid it do meanwhile.
    " survey_wave, survey_reminder_round, quarter_count, system_check"
)
# Everything that one use case writes, as one value that is the same before and after or is not.
STATE = """
    SELECT (SELECT array_agg(ROW(id, status, version, caseworker_id, obligation_id)::text
                             ORDER BY id) FROM talk),
           (SELECT array_agg(ROW(id, status)::text ORDER BY id) FROM obligation),
           (SELECT array_agg(ROW(talk_id, staff_id)::text ORDER BY talk_id) FROM staff_time),
           (SELECT array_agg(ROW(id, dropped_at)::text ORDER BY id) FROM outbox_message),
           (SELECT count(*) FROM audit_event), (SELECT count(*) FROM procrastinate_jobs)"""
DEEDS = {"book": MONDAY, "move": TUESDAY, "take over": TUESDAY, "cancel": TUESDAY}


class Mortal:
    """The process that dies, and the database it leaves behind."""

    def __init__(self, engine: sa.Engine, world: World) -> None:
        self.engine, self.world = engine, world
        url = engine.url.render_as_string(hide_password=False)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.booking.life.mortal", url, NOW.isoformat()],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def end(self) -> None:
        self.process.communicate()

    def does(self, what: str, at: int, whom: str | int, starts: datetime = MONDAY) -> int:
        """Let it do something and die before a step; returns how it ended."""
        order: dict[str, Any] = {"what": what, "at": at, "whom": whom, "starts": starts.isoformat()}
        order |= {"citizen": self.world.citizens[0], "team": self.world.team}
        order |= {"staff": self.world.staff, "talk": None if what == "book" else self.booked()}
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def booked(self) -> int | None:
        """The one talk there is."""
        with orm.Session(self.engine) as session:
            return session.scalar(sa.select(Talk.id).where(Talk.status == "booked"))

    def left(self) -> Any:
        """What is stored, once it was seen to hold together."""
        with orm.Session(self.engine) as session:
            invariants.check(session, NOW, [])
            return session.execute(sa.text(STATE)).one()


def settled(engine: sa.Engine) -> World:
    """A job centre with a citizen who must book, committed."""
    with orm.Session(engine) as session:
        bind(session)
        world = settle(session)
        ObligationFactory(
            citizen=session.get_one(Citizen, world.citizens[0]),
            book_by=date(2027, 4, 1),
            hold_by=date(2027, 4, 12),
            created_at=NOW,
        )
        session.commit()
    return world


@pytest.fixture
def mortal(engine: sa.Engine, bare_app: Flask) -> Iterator[Mortal]:
    made = Mortal(engine, settled(engine))
    yield made
    made.end()
    with engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {WRITTEN} CASCADE"))


@pytest.mark.parametrize(("whom", "stride"), [("process", 1), ("backend", 3)])
def test_whoever_is_killed_before_any_step_all_or_nothing_is_left(
    mortal: Mortal, whom: str, stride: int
) -> None:
    # The last step of a process is after its commit; its connection is not needed then.
    killed, whole = (KILLED, KILLED) if whom == "process" else (UNDONE, DONE)
    for what, starts in DEEDS.items():
        before, ended, at = mortal.left(), killed, 1 - stride
        while mortal.left() == before:
            assert ended == killed, (what, at)
            assert at < MOST_STEPS, f"{what} never comes to an end"
            at += stride
            ended = mortal.does(what, at, whom, starts)
        assert ended == whole, (what, at)
        assert at > 5, f"{what} took {at} steps only"


@pytest.fixture
def household() -> Iterator[Household]:
    """A server of one's own, which a keeper brings up again."""
    yield from live_in_the_open("wheel")


def test_a_killed_server_comes_back_with_all_or_nothing(household: Household) -> None:
    user = household.user()
    engine = create_engine(user.facts["url"])
    migrations.upgrade(engine)
    mortal = Mortal(engine, settled(engine))
    try:
        before = mortal.left()
        for at in (2, 9, 15):
            assert mortal.does("book", at, household.server) == UNDONE
            assert eventually(lambda: answers(engine), within=30)
            assert mortal.left() == before
        assert mortal.does("book", MOST_STEPS, "nobody") == DONE
        booked = mortal.left()
        kill(household.server)
        assert eventually(lambda: answers(engine), within=30)
        assert mortal.left() == booked != before
    finally:
        mortal.end()
        engine.dispose()


def answers(engine: sa.Engine) -> bool:
    """True when the server can be asked again."""
    with suppress(sa.exc.OperationalError), engine.connect() as connection:
        return bool(connection.scalar(sa.text("SELECT 1")))
    return False


def test_what_a_killed_worker_left_half_done_is_taken_up(
    engine: sa.Engine, bare_app: Flask, mortal: Mortal, tmp_path: Path
) -> None:
    with bare_app.app_context(), orm.Session(engine) as session:
        waits = a_wait_and_a_cancelled_talk(session, mortal.world, clock.now())
        session.commit()
    with engine.connect() as busy:
        busy.execute(sa.text("LOCK TABLE time_offer IN ACCESS EXCLUSIVE MODE"))
        worker = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "portal", "worker", "--once"],
            cwd=ROOT,
            env=environment(engine, tmp_path),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        waiting = sa.text(
            "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'doing' AND task_name"
            " = 'booking.offer_freed') AND EXISTS (SELECT FROM pg_locks WHERE NOT granted)"
        )
        assert eventually(lambda: bool(busy.scalar(waiting)), within=30)
        worker.kill()
        assert worker.wait(10) == KILLED
    with orm.Session(engine) as session:
        assert session.scalars(sa.select(TimeOffer.id)).all() == []
        session.execute(
            sa.text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        )
        jobs.defer(session, jobs.TAKE_UP)
        session.commit()
    for _run in range(2):
        core_worker.run_worker(
            bare_app, engine.url.render_as_string(hide_password=False), once=True
        )
    with orm.Session(engine) as session:
        assert session.scalars(sa.select(TimeOffer.citizen_id)).all() == [waits]
        # What comes by the clock may wait already; what was left half done must not.
        left = sa.text(
            "SELECT task_name FROM procrastinate_jobs"
            " WHERE status IN ('todo', 'doing') AND task_name = 'booking.offer_freed'"
        )
        assert session.scalars(left).all() == []


def a_wait_and_a_cancelled_talk(session: orm.Session, world: World, now: datetime) -> int:
    """One citizen waits for an earlier time, another has just freed one; who waits."""
    waits, leaves = world.citizens[:2]
    times = [slot.starts for slot in queries.planner(session, leaves, now).all_slots()]
    early, late = times[len(times) // 2], times[-1]
    talks = [
        service.book(session, who, starts=at, channel="phone", actor=None, now=now)
        for who, at in ((waits, late), (leaves, early))
    ]
    own = Actor(Audience.CITIZEN, waits, "Anna Holm")
    service.waiting.wish_earlier(session, waits, talks[0].id, actor=own, now=now)
    service.cancel(session, leaves, talks[1].id, actor=None, now=now)
    return waits


def environment(engine: sa.Engine, data: Path) -> dict[str, str]:
    """What a worker's process needs to know."""
    url = engine.url.render_as_string(hide_password=False)
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": url.replace("postgresql+psycopg:", "postgresql:"),
        "PORTAL_ENV": "test",
        "PORTAL_DATA_DIR": str(data),
    }
