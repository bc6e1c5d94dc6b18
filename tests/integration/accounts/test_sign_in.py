"""Signing in through a real provider over loopback, and what goes wrong on the way."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal import create_app
from portal.accounts import service
from portal.accounts.models import Identity, SignIn, Staff
from portal.core import clock
from portal.core.access import Audience
from portal.core.crypto import cpr_hmac
from portal.notifications.models import OutboxMessage
from portal.settings import Settings
from tests.factories import bind
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.businesses import BusinessFactory
from tests.integration.accounts.provider import add_personas, portal_at, press, running, sign_in
from tests.integration.conftest import fresh_database, migrated
from tests.integration.notifications.mailserver import free_port

CITIZEN_CPR = "6104921234"


@pytest.fixture(scope="module")
def database(worker_id: str) -> Iterator[sa.Engine]:
    """A database of its own, with a citizen, a company's user, a caseworker and their personas."""
    suffix = os.environ.get("PORTAL_TEST_DB_SUFFIX", "")
    made = migrated(fresh_database(f"portal_test_sign_in_{worker_id}{suffix}"))
    with orm.Session(made) as session:
        bind(session)
        CitizenFactory(
            name="Anna Holm",
            cpr_hmac=cpr_hmac(Settings(env="test"), CITIZEN_CPR),
        )
        business = BusinessFactory(cvr="10150817")
        BusinessUserFactory(business=business, email="lars@example.invalid")
        StaffFactory(email="mette@example.invalid")
        people: list[tuple[str, str, dict[str, Any]]] = [
            ("anna", "citizen", {"name": "Anna Holm", "cpr": CITIZEN_CPR}),
            ("nobody", "citizen", {"name": "Ukendt", "cpr": "6104929999"}),
            ("no-cpr", "citizen", {"name": "Uden nummer"}),
            (
                "lars",
                "business",
                {"name": "Lars", "cvr": "10150817", "email": "Lars@example.invalid"},
            ),
            ("new", "business", {"name": "Ny", "cvr": "10150817", "email": "ny@example.invalid"}),
            ("other", "business", {"name": "X", "cvr": "99999999", "email": "x@example.invalid"}),
            ("mette", "staff", {"name": "Mette", "email": "mette@example.invalid"}),
            ("stranger", "staff", {"name": "Fremmed", "email": "fremmed@example.invalid"}),
        ]
        people = [(who, door, told | {"loa": "substantial"}) for who, door, told in people]
        add_personas(session, people)
        session.commit()
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def provider_port(database: sa.Engine) -> Iterator[int]:
    """The demo's provider, started as the runner starts it."""
    with running(database) as port:
        yield port


@pytest.fixture
def portal(database: sa.Engine, provider_port: int) -> Flask:
    """The application beside the running provider."""
    return portal_at(database, provider_port)


@pytest.mark.parametrize(
    ("subject", "home"),
    [("anna", "/borger"), ("lars", "/virksomhed"), ("mette", "/personale")],
)
def test_one_press_signs_a_person_in(portal: Flask, subject: str, home: str) -> None:
    client = portal.test_client()
    answer = sign_in(client, subject)
    assert answer.status_code == 302
    assert answer.location == home
    cookie = client.get_cookie(service.COOKIE)
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert client.get(home).status_code == 200


def test_the_cookie_is_stored_only_as_a_hash(portal: Flask, database: sa.Engine) -> None:
    client = portal.test_client()
    sign_in(client, "anna")
    cookie = client.get_cookie(service.COOKIE)
    assert cookie is not None
    with orm.Session(database) as session:
        kept = [bytes(row) for row in session.scalars(sa.select(SignIn.id_hash))]
    assert service.hashed(cookie.value) in kept
    assert cookie.value.encode() not in b"".join(kept)


def test_one_goes_on_to_where_one_wanted_to(portal: Flask) -> None:
    answer = sign_in(portal.test_client(), "anna", next="/borger/samtaler?uge=2")
    assert answer.location == "/borger/samtaler?uge=2"


@pytest.mark.parametrize("evil", ["//evil.invalid", "/\\evil.invalid", "https:evil", "/\t/evil"])
def test_one_never_goes_on_to_strangers(portal: Flask, evil: str) -> None:
    assert sign_in(portal.test_client(), "anna", next=evil).location == "/borger"


def test_a_companys_new_colleague_is_let_in_once(portal: Flask, database: sa.Engine) -> None:
    for _ in range(2):
        assert sign_in(portal.test_client(), "new").location == "/virksomhed"
    with orm.Session(database) as session:
        count = session.scalar(
            sa.select(sa.func.count()).select_from(Identity).where(Identity.subject == "new")
        )
    assert count == 1


def test_two_tabs_at_once_are_one_person(database: sa.Engine) -> None:
    claims = {"name": "Tvilling", "cvr": "10150817", "email": "tvilling@example.invalid"}

    def identify(session: orm.Session) -> int:
        settings = Settings(env="test")
        known = service.identify(session, settings, Audience.BUSINESS, "x", "twin", claims)
        return known.id

    with orm.Session(database) as first, orm.Session(database) as second:
        mine = identify(first)
        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(identify, second)
            time.sleep(0.3)
            assert not other.done(), "the second waits for the first"
            first.commit()
            assert other.result(10) == mine
        second.commit()


@pytest.mark.parametrize("subject", ["nobody", "no-cpr", "other", "stranger"])
def test_strangers_are_told_kindly_and_stay_out(portal: Flask, subject: str) -> None:
    client = portal.test_client()
    answer = sign_in(client, subject)
    assert answer.location == "/log-ind"
    assert client.get_cookie(service.COOKIE) is None
    page = client.get("/log-ind?lang=da")
    said = {
        "nobody": "Vi kan ikke finde dig",
        "no-cpr": "hvem du er",
        "other": "Vi kan ikke finde din virksomhed",
        "stranger": "Du har ikke adgang",
    }
    assert said[subject] in page.text


def test_removed_staff_are_told_at_the_door(portal: Flask, database: sa.Engine) -> None:
    assert sign_in(portal.test_client(), "mette").location == "/personale"
    active = sa.update(Staff).where(Staff.email == "mette@example.invalid")
    with database.begin() as connection:
        connection.execute(active.values(active=False))
    try:
        assert sign_in(portal.test_client(), "mette").location == "/log-ind"
    finally:
        with database.begin() as connection:
            connection.execute(active.values(active=True))


def test_a_forged_state_opens_nothing(portal: Flask) -> None:
    client = portal.test_client()
    back = press(client, "anna")
    path, _, query = back.partition("?")
    forged = "&".join(p if not p.startswith("state=") else "state=forged" for p in query.split("&"))
    assert client.get(f"{path}?{forged}").location == "/log-ind"
    assert client.get_cookie(service.COOKIE) is None


def test_anothers_answer_is_worth_nothing(portal: Flask) -> None:
    back = press(portal.test_client(), "anna")
    thief = portal.test_client()
    assert thief.get(back).location == "/log-ind"
    assert thief.get_cookie(service.COOKIE) is None


def test_an_answer_opens_the_door_once(portal: Flask) -> None:
    client = portal.test_client()
    back = press(client, "anna")
    assert client.get(back).location == "/borger"
    assert client.get(back).location == "/log-ind"


def test_a_citizens_answer_opens_no_staff_door(portal: Flask) -> None:
    client = portal.test_client()
    back = press(client, "anna").replace("/retur/citizen", "/retur/staff")
    assert client.get(back).location == "/log-ind"
    assert client.get_cookie(service.COOKIE) is None


def test_one_may_say_no_at_the_provider(portal: Flask) -> None:
    client = portal.test_client()
    assert client.get("/log-ind/retur/citizen?error=access_denied").location == "/log-ind"
    assert client.get("/log-ind").status_code == 200


def test_signing_in_again_ends_the_former_sign_in(portal: Flask) -> None:
    client = portal.test_client()
    sign_in(client, "anna")
    first = client.get_cookie(service.COOKIE)
    assert first is not None
    sign_in(client, "mette")
    second = client.get_cookie(service.COOKIE)
    assert second is not None
    assert second.value != first.value
    with portal.app_context():
        limits = service.limits(portal.extensions["portal.settings"])
        from portal.core.db import db

        assert service.actor_behind(db.session, first.value, limits, clock.now()) is None
        assert service.actor_behind(db.session, second.value, limits, clock.now()) is not None


def test_a_silent_provider_is_said_kindly(database: sa.Engine) -> None:
    client = portal_at(database, free_port()).test_client()
    assert client.post("/log-ind", data={"persona": "anna"}).location == "/log-ind"
    assert "svarer ikke" in client.get("/log-ind?lang=da").text


def test_the_page_offers_each_persona_one_form(portal: Flask) -> None:
    page = portal.test_client().get("/log-ind").text
    for subject in ("anna", "lars", "mette"):
        assert f'name="persona" value="{subject}"' in page
    assert page.count('action="/log-ind"') >= 8


def test_outside_the_demo_nobody_can_name_a_persona(
    database: sa.Engine, provider_port: int
) -> None:
    app = create_app(
        Settings(env="test", oidc_port=provider_port, demo_personas=False, log_level="error")
    )
    app.extensions["portal.engine"] = database
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.post("/log-ind", data={"persona": "anna"}).status_code == 400
    assert 'name="persona"' not in client.get("/log-ind").text
    start = client.post("/log-ind", data={"audience": "citizen", "persona": "anna"})
    assert start.status_code == 302
    assert "login_hint" not in start.location


@pytest.mark.parametrize("fields", [{"persona": "who"}, {"audience": "king"}, {}])
def test_nonsense_is_a_bad_request(portal: Flask, fields: dict[str, str]) -> None:
    assert portal.test_client().post("/log-ind", data=fields).status_code == 400


def test_a_new_device_is_told_of_and_an_old_one_is_not(portal: Flask, database: sa.Engine) -> None:
    def told() -> int:
        with orm.Session(database) as session:
            wanted = sa.select(sa.func.count()).where(
                OutboxMessage.kind == "new_device", OutboxMessage.channel == "inbox"
            )
            return session.scalars(wanted).one()

    def come(agent: str) -> None:
        client = portal.test_client()
        back = press(client, "lars")
        assert client.get(back, headers={"User-Agent": agent}).location == "/virksomhed"

    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1"
    come("Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    before = told()
    come("Mozilla/5.0 (Windows NT 10.0) Firefox/141.0")
    come("")
    assert told() == before
    come(phone)
    come(phone)
    assert told() == before + 1
    with orm.Session(database) as session:
        newest = sa.select(OutboxMessage).where(OutboxMessage.kind == "new_device")
        for message in session.scalars(newest):
            if message.channel != "inbox":
                assert "Safari" not in message.body
                assert "Safari" not in message.subject


def test_who_fails_often_waits_and_nobody_else_does(portal: Flask) -> None:
    client = portal.test_client()
    for _ in range(10):
        assert sign_in(client, "other").location == "/log-ind"
    client.get("/log-ind")
    assert sign_in(client, "other").location == "/log-ind"
    assert "fejlet for mange gange" in client.get("/log-ind?lang=da").text
    assert sign_in(client, "anna").location == "/borger"
    with clock.frozen(clock.now() + timedelta(hours=1)):
        fresh = portal.test_client()
        assert fresh.post("/log-ind", data={"persona": "other"}).status_code == 302
