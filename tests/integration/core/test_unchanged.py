"""What a browser may keep and ask after, and what it must never keep."""

from datetime import UTC, datetime

import pytest
from flask import Flask, flash
from flask import session as flashed
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.core import clock
from tests.factories.accounts import CitizenFactory
from tests.integration.conftest import SignInAs

PAGES = ["/", "/was", "/privatliv", "/tredjepart", "/saadan-gaar-det"]
FIGURES = ["/api/v1/targets", "/api/v1/service-goals", "/api/v1/openapi.json"]
OPEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CLOSED = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def etag(client: FlaskClient, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.headers["ETag"]


@pytest.mark.parametrize("path", PAGES + FIGURES)
def test_what_is_unchanged_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert {"Cookie", "Accept-Language"} <= set(first.vary)
    with_it = {"If-None-Match": first.headers["ETag"]}
    again = client.get(path, headers=with_it)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert client.head(path, headers=with_it).status_code == 304
    assert client.get(path, headers={"If-None-Match": 'W/"another"'}).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_asked_after_each_time_and_kept_by_no_proxy(
    client: FlaskClient, path: str
) -> None:
    assert client.get(path).headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", PAGES)
def test_each_language_is_a_page_of_its_own(client: FlaskClient, path: str) -> None:
    danish = etag(client, path, **{"Accept-Language": "da"})
    in_english = {"Accept-Language": "en", "If-None-Match": danish}
    assert client.get(path, headers=in_english).status_code == 200


def test_a_chosen_language_is_remembered_before_the_page_is_kept(client: FlaskClient) -> None:
    chosen = client.get("/?lang=en")
    assert "Set-Cookie" in chosen.headers
    assert "ETag" not in chosen.headers
    assert "no-store" in chosen.headers["Cache-Control"]
    assert etag(client, "/")


def test_the_page_of_the_minute_is_not_the_page_of_the_hour(client: FlaskClient) -> None:
    with clock.frozen(OPEN):
        then = etag(client, "/")
    with clock.frozen(CLOSED):
        answer = client.get("/", headers={"If-None-Match": then})
        assert (answer.status_code, bool(answer.data)) in ((200, True), (304, False))
        assert (answer.status_code == 304) is (etag(client, "/") == then)


@pytest.mark.parametrize("path", [*PAGES, "/borger", "/borger/mine-data"])
def test_nothing_of_somebody_signed_in_is_kept(
    client: FlaskClient, session: orm.Session, client_for: SignInAs, path: str
) -> None:
    anonymous = client.get(path).headers.get("ETag", 'W/"any"')
    citizen = CitizenFactory()
    session.commit()
    answer = client_for(citizen).get(path, headers={"If-None-Match": anonymous})
    assert answer.status_code == 200
    assert citizen.name in answer.text
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/log-ind", "/svar/kode", "/virksomhed/uden-login"])
def test_no_page_with_a_form_is_kept(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "ETag" not in answer.headers
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_message_that_is_shown_once_is_not_kept(app: Flask, client: FlaskClient) -> None:
    before = etag(client, "/was")
    with client.session_transaction() as kept, app.test_request_context():
        flash("Du er logget ud.", "success")
        kept.update(flashed)
    answer = client.get("/was", headers={"If-None-Match": before})
    assert answer.status_code == 200
    assert "Du er logget ud." in answer.text
    assert "ETag" not in answer.headers
    assert etag(client, "/was") == before
