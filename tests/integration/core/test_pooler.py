"""The whole portal behind PgBouncer in transaction mode, many people on one server connection."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal import create_app
from portal.accounts import service as accounts
from portal.accounts.models import Citizen, Identity, Staff
from portal.booking.models import Talk
from portal.core import clock
from portal.core.db import db
from portal.notifications.models import OutboxMessage
from portal.settings import ROOT, Settings, SettingsError
from tests.factories import bind
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import ObligationFactory
from tests.integration import pooler
from tests.integration.booking.conftest import open_job_centre, with_mornings
from tests.integration.core.households import eventually

NEW = "/borger/samtaler/ny"
STARTS = re.compile(r'name="starts"[^>]*value="([^"]+)"')
NAMES = ("Anna Ravn", "Bente Krage", "Carla Lærke", "Dina Svale")
WRITTEN = (
    "team, talk_purpose, talk_rule, talk_kind_rule, opening_hours, talk_resource, outbox_message,"
    " audit_event, procrastinate_jobs, portal_pulse, rate_window"
)
SETTINGS = ("portal.citizen", "portal.staff", "portal.flow", "portal.request")
LEFT = ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in SETTINGS)


class Town(NamedTuple):
    """Citizens of one caseworker, signed in, and the portal at the pooler's near end."""

    app: Flask
    near: sa.URL
    secrets: dict[str, str]

    def browser(self, name: str) -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie(accounts.COOKIE, self.secrets[name])
        return client


@pytest.fixture(scope="module", params=[1, 3], ids=["one connection", "three connections"])
def town(request: pytest.FixtureRequest, engine: sa.Engine, bare_app: Flask) -> Iterator[Town]:
    """It is torn down with what it wrote."""
    with pooler.before(engine.url, request.param) as near:
        address = near.set(drivername="postgresql").render_as_string(hide_password=False)
        app = create_app(
            Settings(
                env="test", log_level="error", DATABASE_URL=address, database_pooler="transaction"
            )
        )
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context(), orm.Session(engine) as session:
            bind(session)
            secrets = settle(session, app)
            session.commit()
        yield Town(app, near, secrets)
        app.extensions["portal.engine"].dispose()
    with engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {WRITTEN} CASCADE"))


def settle(session: orm.Session, app: Flask) -> dict[str, str]:
    """The people; returns each one's sign-in by name."""
    open_job_centre(session)
    first = with_mornings(CitizenFactory(name=NAMES[0]))
    people = [first, *(CitizenFactory(name=n, caseworker=first.caseworker) for n in NAMES[1:])]
    found, limits = {}, accounts.limits(app.extensions["portal.settings"])
    for person in people:
        ObligationFactory(citizen=person)
        identity = Identity(
            issuer="pooler", subject=person.name, audience="citizen", citizen_id=person.id
        )
        session.add(identity)
        session.flush()
        found[person.name] = accounts.open_sign_in(
            session, identity, "substantial", limits, clock.now()
        )
    return found


def test_nobody_stands_for_the_next_one_on_a_shared_connection(town: Town) -> None:
    def visit(turn: int) -> None:
        name = NAMES[turn % len(NAMES)]
        page = town.browser(name).get("/borger").text
        assert name in page
        assert not [other for other in NAMES if other != name and other in page]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(visit, range(32)))


def test_what_a_request_sets_is_gone_with_it(town: Town) -> None:
    """Asked on the very connections the requests were served from, by somebody who sets nothing."""
    beside = sa.create_engine(town.near, connect_args={"prepare_threshold": None})
    for name in NAMES:
        assert name in town.browser(name).get("/borger").text
        with beside.connect() as connection:
            left = connection.exec_driver_sql(f"SELECT current_user, {LEFT}").one()
            assert list(left) == [town.near.username, "", "", "", ""]
            seen = connection.scalar(sa.select(sa.func.count()).select_from(Citizen))
            assert seen == 0
    beside.dispose()


def test_settings_hold_in_each_transaction_and_nothing_stays_prepared(town: Town) -> None:
    for _ in range(3):
        with town.app.app_context():
            for _again in range(7):
                db.session.scalars(sa.select(Staff).where(Staff.id == 1)).all()
            said = db.session.execute(
                sa.text(
                    "SELECT current_setting('TimeZone'), current_setting('statement_timeout'),"
                    " (SELECT count(*) FROM pg_prepared_statements)"
                )
            ).one()
        assert tuple(said) == ("UTC", "5s", 0)


def test_rows_are_read_in_pieces_and_moments_are_ours(town: Town) -> None:
    many = sa.text("SELECT n, now() AS at FROM generate_series(1, 3000) n")
    with town.app.app_context():
        rows = db.session.execute(many, execution_options={"yield_per": 500}).all()
    assert len(rows) == 3000
    assert rows[0].at.utcoffset().total_seconds() == 0


def test_all_want_one_time_and_one_gets_it(town: Town, engine: sa.Engine) -> None:
    page = town.browser(NAMES[0]).get(f"{NEW}?channel=phone").text
    form = {"starts": STARTS.findall(page)[0], "channel": "phone"}

    def book(name: str) -> int:
        return town.browser(name).post(NEW, data=form).status_code

    with ThreadPoolExecutor(len(NAMES)) as pool:
        answers = sorted(pool.map(book, NAMES))
    assert answers == [302, 409, 409, 409]
    with orm.Session(engine) as session:
        (booked,) = session.scalars(sa.select(Talk)).all()
        assert session.get_one(Citizen, booked.citizen_id).name in NAMES


def test_a_worker_behind_it_finds_what_is_due_and_logs_who_asked_for_it(
    town: Town, engine: sa.Engine, tmp_path: Path
) -> None:
    """A citizen books and is told by mail; nothing tells the worker of it."""
    browser = town.browser(NAMES[1])
    page = browser.get(f"{NEW}?channel=phone").text
    booked = browser.post(NEW, data={"starts": STARTS.findall(page)[-1], "channel": "phone"})
    assert booked.status_code == 302
    asked_by = booked.headers["X-Request-Id"]
    unsent = sa.select(sa.func.count()).where(
        OutboxMessage.channel == "email",
        OutboxMessage.sent_at.is_(None),
        OutboxMessage.due_at <= sa.func.now(),
    )
    log = tmp_path / "worker.log"
    address = town.near.set(drivername="postgresql").render_as_string(hide_password=False)
    with log.open("wb") as written:
        worker = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "portal", "worker"],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "DATABASE_URL": address,
                "PORTAL_DATABASE_POOLER": "transaction",
                "PORTAL_ENV": "test",
                "PORTAL_DATA_DIR": str(tmp_path),
            },
            stdout=subprocess.DEVNULL,
            stderr=written,
        )
    try:
        with orm.Session(engine) as session:
            assert session.scalar(unsent)
            assert eventually(lambda: _nothing(session, unsent), within=60)
        assert eventually(lambda: asked_by in log.read_text(), within=20)
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    done = [one for one in lines if one.get("request_id") == asked_by and one["event"] == "job"]
    assert {(one["job"], one["outcome"]) for one in done} == {("send_due", "done")}


def _nothing(session: orm.Session, unsent: sa.Select[tuple[int]]) -> bool:
    session.rollback()
    return session.scalar(unsent) == 0


def test_what_changes_tables_is_not_tried_through_it(town: Town) -> None:
    with town.app.app_context(), pytest.raises(SettingsError, match="straight to PostgreSQL"):
        db.owner()
