"""Floods, hoarding and slow statements: one is stopped, kindly, and the others keep their speed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal import create_app
from portal.core import clock, limits
from portal.core.access import public
from portal.core.db import db
from portal.core.engine import PAGE_SECONDS, create_engine, statements_may_take
from portal.settings import Settings
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory
from tests.integration.conftest import SignInAs
from tests.visits import CheckedClient

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def walled(engine: sa.Engine, settings: Settings) -> Flask:
    """A portal where an address may ask eight times a minute."""
    app = create_app(settings.model_copy(update={"requests_per_minute": 8}))
    app.extensions["portal.engine"] = engine
    app.test_client_class = CheckedClient
    return app


def test_a_flood_from_one_address_stops_that_address_alone(walled: Flask) -> None:
    client = walled.test_client()
    said = [client.get("/findes-ikke").status_code for _ in range(12)]
    assert said == [404] * 8 + [429] * 4
    refused = client.get("/findes-ikke")
    assert refused.headers["Retry-After"] == "60"
    assert "Nothing is lost" in client.get("/log-ind?lang=en").text
    assert client.get("/findes-ikke", environ_overrides=ELSEWHERE).status_code == 404
    assert client.get("/healthz").status_code == 200


def test_an_office_behind_one_address_can_work() -> None:
    assert Settings(env="demo").address_limit() >= 3000
    assert Settings(env="demo", requests_per_minute=0).address_limit() == 0


def test_hoarding_times_slows_that_account_alone(client_for: SignInAs) -> None:
    hoarder, other = client_for(CitizenFactory()), client_for(CitizenFactory())
    with clock.frozen(NOW):
        tried = [hoarder.post("/borger/samtaler/ny", data={}).status_code for _ in range(25)]
        assert 429 not in tried[:20]
        assert set(tried[20:]) == {429}
        refused = hoarder.post("/borger/samtaler/ny", data={})
        assert 0 < int(refused.headers["Retry-After"]) <= 3600
        assert "<h1>" in refused.text
        assert other.post("/borger/samtaler/ny", data={}).status_code == tried[0]
        assert hoarder.get("/borger/joblog").status_code == 200
    with clock.frozen(NOW + timedelta(hours=1)):
        assert hoarder.post("/borger/samtaler/ny", data={}).status_code == tried[0]


def test_exports_of_all_kinds_are_counted_together(
    client_for: SignInAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(CitizenFactory())
    with clock.frozen(NOW):
        said = [
            client.get(f"/borger/{path}").status_code
            for path in ("joblog/joblog.csv", "cv/cv.txt", "cv/cv.json") * 21
        ]
    assert said.count(200) == 60
    assert said[60:] == [429] * 3


def test_nobody_is_named_in_what_is_counted(session: orm.Session, client_for: SignInAs) -> None:
    anna = CitizenFactory()
    with clock.frozen(NOW):
        client_for(anna).get("/borger/joblog/joblog.csv")
    keys = session.scalars(sa.select(limits.RateWindow.key)).all()
    assert len(keys) == 1
    assert keys[0].startswith(limits.HOURLY)
    assert "citizen" not in keys[0]
    limits.forget_old(session, NOW + timedelta(minutes=59))
    assert len(session.scalars(sa.select(limits.RateWindow.key)).all()) == 1
    limits.forget_old(session, NOW + timedelta(hours=2))
    assert session.scalars(sa.select(limits.RateWindow.key)).all() == []


@pytest.fixture
def slow(settings: Settings, engine: sa.Engine) -> Iterator[Flask]:
    """A portal with one statement that would take a minute; a page may take a second."""
    statements_may_take(1)
    app = create_app(settings)
    app.extensions["portal.engine"] = create_engine(
        engine.url.render_as_string(hide_password=False)
    )
    app.test_client_class = CheckedClient

    @app.get("/langsom")
    @public
    def sleeps() -> str:
        db.session.execute(sa.text("SELECT pg_sleep(60)"))
        return "never"

    yield app
    statements_may_take(PAGE_SECONDS)
    app.extensions["portal.engine"].dispose()


def test_a_statement_of_minutes_is_given_up_after_seconds(slow: Flask) -> None:
    def ask(path: str) -> tuple[int, str | None]:
        answer = slow.test_client().get(path)
        return answer.status_code, answer.headers.get("Retry-After")

    with ThreadPoolExecutor(3) as pool:
        slept = [pool.submit(ask, "/langsom") for _ in range(2)]
        assert pool.submit(ask, "/log-ind").result(0.9)[0] == 200
        assert [one.result(5) for one in slept] == [(503, "10"), (503, "10")]


def test_pages_may_take_seconds_and_no_more(engine: sa.Engine) -> None:
    fresh = create_engine(engine.url.render_as_string(hide_password=False))
    with fresh.connect() as connection:
        assert connection.scalar(sa.text("SHOW statement_timeout")) == "5s"
    fresh.dispose()


@pytest.mark.parametrize(
    ("path", "status"),
    [("/log-ind?next=%00", 400), ("/?lang=%00da", 400), ("/svar/%00", 404), ("/a%00b", 404)],
)
def test_an_address_with_a_nul_asks_for_nothing(
    client: FlaskClient, path: str, status: int
) -> None:
    assert client.get(path).status_code == status
