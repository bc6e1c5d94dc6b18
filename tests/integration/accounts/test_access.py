"""Nobody gets in where a view does not say so."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.core import access, clock
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.integration.conftest import SignInAs


def test_every_route_says_who_may_come_in(bare_app: Flask) -> None:
    silent = [e for e in bare_app.view_functions if access.access_of(bare_app, e) is None]
    assert silent == []


def test_idle_sign_in_is_refused(client_for: SignInAs, session: orm.Session) -> None:
    client = client_for(CitizenFactory())
    assert client.get("/borger").status_code == 200
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        answer = client.get("/borger")
    assert answer.status_code == 302
    assert answer.location.startswith("/log-ind?next=")


def test_removed_staff_are_refused_at_the_next_request(
    client_for: SignInAs, session: orm.Session
) -> None:
    person = StaffFactory()
    client = client_for(person)
    assert client.get("/personale").status_code == 200
    person.active = False
    session.commit()
    assert client.get("/personale").status_code == 302


@pytest.mark.parametrize("path", ["/borger", "/virksomhed", "/personale"])
def test_other_audiences_are_refused(client_for: SignInAs, path: str) -> None:
    own = {
        "/borger": CitizenFactory,
        "/virksomhed": BusinessUserFactory,
        "/personale": StaffFactory,
    }
    for home, factory in own.items():
        answer = client_for(factory()).get(path)
        assert answer.status_code == (200 if home == path else 403)


def test_signed_out_cookie_is_dead(client_for: SignInAs) -> None:
    client = client_for(CitizenFactory())
    cookie = client.get_cookie("signin")
    assert cookie is not None
    assert client.post("/log-ud").status_code == 302
    client.set_cookie("signin", cookie.value)
    assert client.get("/borger").status_code == 302
    assert client.get("/borger").location.startswith("/log-ind")


def test_unknown_address_is_a_kind_page(client: FlaskClient) -> None:
    assert client.get("/findes-ikke").status_code == 404
