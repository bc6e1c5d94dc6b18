"""The worker on a real, committed database: once, twice at once, killed, and stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal import create_app, defaults
from portal.core import clock, jobs
from portal.core import worker as core_worker
from portal.core.access import Audience
from portal.notifications import rules, sending, service
from portal.settings import ROOT, Settings
from tests.factories import bind
from tests.factories.accounts import CitizenFactory
from tests.integration.conftest import as_owner, fresh_database, migrated
from tests.integration.notifications.mailserver import OK, MailServer, running

# What the clock sends comes again each minute, also while we look.
NO_CLOCK = "args -> 'timestamp' IS NULL"


@pytest.fixture(scope="module")
def database(worker_id: str) -> Iterator[sa.Engine]:
    """A database of its own: a worker must see what is committed."""
    name = f"portal_test_mail_{worker_id}{os.environ.get('PORTAL_TEST_DB_SUFFIX', '')}"
    made = migrated(fresh_database(name))
    # A worker that starts also runs what the clock says; the hourly duties need their rules.
    with orm.Session(made) as session, session.begin():
        defaults.load(session)
    yield made
    made.dispose()


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that listens."""
    with running(MailServer()) as made:
        yield made


@pytest.fixture
def portal(database: sa.Engine, server: MailServer) -> Flask:
    """The application on that database, sending through the server; nobody told anything yet."""
    app = create_app(
        Settings(env="test", log_level="error", smtp_host=server.host, smtp_port=server.port)
    )
    app.extensions["portal.engine"] = database
    with database.begin() as connection:
        connection.execute(
            sa.text("TRUNCATE outbox_message, procrastinate_jobs, procrastinate_workers CASCADE")
        )
    return app


def url(database: sa.Engine) -> str:
    """The address of the database, with its password."""
    return database.url.render_as_string(hide_password=False)


def queue(portal: Flask, database: sa.Engine, *events: str) -> None:
    """Tell one person of events, and commit."""
    with portal.app_context(), orm.Session(database, expire_on_commit=False) as session:
        bind(session)
        # Of a course that is over, so that the hourly duties have nothing to say to them.
        citizen = CitizenFactory(course_ended_on=date(2026, 9, 2))
        for event in events:
            service.tell(
                session,
                event=event,
                kind="talk_cancelled",
                audience=Audience.CITIZEN,
                recipient_id=citizen.id,
                now=clock.now(),
                starts=clock.now(),
                caseworker="Mette Ravn",
            )
        session.commit()


def environment(database: sa.Engine, server: MailServer) -> dict[str, str]:
    """What a worker's process needs to know."""
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": url(database).replace("postgresql+psycopg:", "postgresql:"),
        "PORTAL_ENV": "test",
        "PORTAL_SMTP_HOST": server.host,
        "PORTAL_SMTP_PORT": str(server.port),
    }


def start_worker(database: sa.Engine, server: MailServer, *options: str) -> subprocess.Popen[bytes]:
    """The worker as operators start it."""
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "portal", "worker", *options],
        cwd=ROOT,
        env=environment(database, server),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def wait_until(true: object, seconds: float = 20.0) -> None:
    """Wait until a callable is true; fail when that takes too long."""
    assert callable(true)
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


def test_the_worker_sends_what_was_committed(
    portal: Flask, database: sa.Engine, server: MailServer
) -> None:
    queue(portal, database, "a", "b")
    core_worker.run_worker(portal, url(database), once=True)
    assert len(server.taken) == 2
    core_worker.run_worker(portal, url(database), once=True)
    assert len(server.taken) == 2
    with database.connect() as connection:
        left = connection.scalar(
            sa.text(f"SELECT count(*) FROM procrastinate_jobs WHERE {NO_CLOCK}")
        )
    assert left == 0


def test_a_job_may_defer_another(portal: Flask, database: sa.Engine, server: MailServer) -> None:
    @core_worker.queue.task(name="tests.tell_somebody")
    @core_worker.in_app
    def tell_somebody() -> None:
        queue(portal, database, "from a job")

    with orm.Session(database) as session:
        jobs.defer(session, "tests.tell_somebody")
        session.commit()
    core_worker.run_worker(portal, url(database), once=True)
    core_worker.run_worker(portal, url(database), once=True)
    assert len(server.taken) == 1


def test_two_senders_at_once_send_each_message_once(
    portal: Flask, database: sa.Engine, server: MailServer
) -> None:
    queue(portal, database, *(f"mail:{number}" for number in range(30)))
    start = Barrier(2)

    def run() -> int:
        with portal.app_context(), orm.Session(database) as session:
            start.wait()
            settings = portal.extensions["portal.settings"]
            return sending.send_due(session, settings, clock.now).sent

    with ThreadPoolExecutor(2) as pool:
        sent = [future.result() for future in [pool.submit(run), pool.submit(run)]]
    assert sum(sent) == 30
    assert len(set(server.ids())) == len(server.ids()) == 30


def test_killed_after_the_servers_yes_it_sends_a_copy_with_the_same_name(
    portal: Flask, database: sa.Engine, server: MailServer
) -> None:
    queue(portal, database, "a")
    victim: list[subprocess.Popen[bytes]] = []
    server.after_taking = lambda: victim[0].kill()
    victim.append(start_worker(database, server, "--once"))
    assert victim[0].wait(30) == -signal.SIGKILL
    victim[0].communicate()
    server.after_taking = lambda: None

    with portal.app_context(), orm.Session(database) as session:
        settings = portal.extensions["portal.settings"]
        assert sending.send_due(session, settings, clock.now).sent == 0, "the lease holds"
        later = clock.now() + rules.LEASE
        with clock.frozen(later):
            assert sending.send_due(session, settings, clock.now).sent == 1
    assert len(server.ids()) == 2
    assert len(set(server.ids())) == 1


def test_killed_before_the_servers_yes_nothing_is_lost(
    portal: Flask, database: sa.Engine, server: MailServer
) -> None:
    queue(portal, database, "a")
    victim: list[subprocess.Popen[bytes]] = []

    def kill_and_wait(_message: object) -> str:
        victim[0].kill()
        return "451 Try again later"

    server.answer = kill_and_wait
    victim.append(start_worker(database, server, "--once"))
    assert victim[0].wait(30) == -signal.SIGKILL
    victim[0].communicate()
    server.answer = lambda _message: OK

    with portal.app_context(), orm.Session(database) as session:
        settings = portal.extensions["portal.settings"]
        with clock.frozen(clock.now() + rules.LEASE):
            assert sending.send_due(session, settings, clock.now).sent == 1
            assert sending.send_due(session, settings, clock.now).sent == 0
    assert len(server.taken) == 1


def test_a_running_worker_hears_at_once_shows_life_and_stops_promptly(
    portal: Flask, database: sa.Engine, server: MailServer
) -> None:
    worker = start_worker(database, server)
    try:
        heartbeat = sa.text("SELECT max(last_heartbeat) FROM procrastinate_workers")

        def alive() -> bool:
            with database.connect() as connection:
                return connection.scalar(heartbeat) is not None

        wait_until(alive)
        assert portal.test_client().get("/readyz").json == {
            "status": "ok",
            "checks": {"database": "ok", "migrations": "ok", "locks": "ok", "worker": "ok"},
        }
        queue(portal, database, "a")
        wait_until(lambda: len(server.taken) == 1)
        started = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
        assert time.monotonic() - started < 10
        with database.connect() as connection:
            assert connection.scalar(heartbeat) is None
    finally:
        worker.kill()
        worker.communicate()


def test_a_worker_waits_for_a_database_that_went_away(
    portal: Flask, database: sa.Engine, server: MailServer
) -> None:
    worker = start_worker(database, server)
    try:
        count = sa.text("SELECT count(*) FROM procrastinate_workers")

        def workers() -> int:
            with database.connect() as connection:
                return connection.scalar(count) or 0

        wait_until(lambda: workers() == 1)
        with orm.Session(database) as session:
            as_owner(
                session,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
        queue(portal, database, "a")
        wait_until(lambda: len(server.taken) == 1, 60)
        assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    finally:
        worker.kill()
        worker.communicate()
