"""Bad days: every failure has a page that says what happened, and never a trace."""

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal import create_app
from portal.core.access import public
from portal.settings import Settings
from tests.factories.accounts import CitizenFactory
from tests.integration.conftest import SignInAs
from tests.visits import CheckedClient

NOWHERE = "postgresql://nobody@127.0.0.1:9/none"


@pytest.fixture(scope="module")
def app_without_database() -> Flask:
    """A portal whose database does not answer."""
    app = create_app(Settings(env="test", log_level="error", DATABASE_URL=NOWHERE))
    app.test_client_class = CheckedClient
    return app


def test_database_down_is_a_503_that_says_nothing_is_lost(app_without_database: Flask) -> None:
    client = app_without_database.test_client()
    client.set_cookie("signin", "anything")
    answer = client.get("/borger?lang=da")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "Traceback" not in answer.text
    assert "OperationalError" not in answer.text


def test_database_down_is_named_by_readyz_and_healthz_still_answers(
    app_without_database: Flask,
) -> None:
    client = app_without_database.test_client()
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json is not None
    assert "cannot be reached" in ready.json["checks"]["database"]


def test_readyz_names_a_missing_worker(client: FlaskClient) -> None:
    ready = client.get("/readyz")
    assert ready.json is not None
    assert ready.json["checks"]["database"] == "ok"
    assert ready.json["checks"]["migrations"] == "ok"
    assert ready.json["checks"]["worker"] == "no worker runs"
    assert ready.status_code == 503


def test_an_unexpected_failure_shows_no_trace(settings: Settings) -> None:
    app = create_app(settings)
    app.test_client_class = CheckedClient

    @app.get("/brudt")
    @public
    def broken() -> str:
        raise RuntimeError("hemmeligt 610192-1234")

    answer = app.test_client().get("/brudt")
    assert answer.status_code == 500
    assert "hemmeligt" not in answer.text
    assert "Traceback" not in answer.text


def test_a_megabyte_is_refused_before_it_is_read(client: FlaskClient) -> None:
    answer = client.post("/log-ind", data={"audience": "x" * 1_100_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/log-ind", "/log-ud"])
def test_a_form_without_its_token_is_refused(
    bare_app: Flask, client: FlaskClient, path: str
) -> None:
    bare_app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert client.post(path, data={"audience": "citizen"}).status_code == 400
    finally:
        bare_app.config["WTF_CSRF_ENABLED"] = False


def test_every_answer_is_hardened(client: FlaskClient) -> None:
    for path, kept in (
        ("/", "private, no-cache"),
        ("/findes-ikke", "no-store"),
        ("/log-ind", "no-store"),
        ("/healthz", "no-store"),
    ):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == kept
        assert len(headers["X-Request-Id"]) == 16


@pytest.mark.parametrize("method", ["get", "post"])
def test_api_failures_are_json(client: FlaskClient, method: str) -> None:
    answer = getattr(client, method)("/api/v1/findes-ikke")
    assert answer.status_code == 404
    assert answer.json == {"error": 404}


def test_language_by_address_is_remembered_and_else_the_browsers(
    client: FlaskClient, client_for: SignInAs
) -> None:
    assert 'lang="da"' in client.get("/").text
    assert 'lang="en"' in client.get("/", headers={"Accept-Language": "en-GB,en"}).text
    assert 'lang="en"' in client.get("/?lang=en").text
    assert 'lang="en"' in client.get("/").text
    signed_in = client_for(CitizenFactory())
    assert 'lang="da"' in signed_in.get("/borger?lang=xx").text


def test_a_primary_that_takes_no_writing_yet_is_away_for_a_moment(
    app: Flask, session: orm.Session
) -> None:
    writing = sa.text("UPDATE team SET name = name")
    with session.begin_nested() as undone:
        session.execute(sa.text("SET LOCAL transaction_read_only = on"))
        with pytest.raises(sa.exc.InternalError) as refused:
            session.execute(writing)
        undone.rollback()
    with app.test_request_context("/"):
        answer = app.make_response(app.handle_user_exception(refused.value))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"


def test_a_database_that_goes_while_an_answer_gets_its_last_touch_is_away(
    settings: Settings,
) -> None:
    app = create_app(settings)
    left = ["once"]

    @app.after_request
    def touch(response: Response) -> Response:
        if left:
            left.pop()
            raise RuntimeError from psycopg.OperationalError("the connection is lost")
        return response

    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
