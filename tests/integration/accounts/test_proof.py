"""What can't be undone asks for a fresh sign-in, from a real provider; what was typed is kept."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm
from werkzeug.datastructures import MultiDict

from portal.accounts import service
from portal.accounts.models import HeldForm, SignIn
from portal.core import access, clock, migrations
from portal.core.audit import AuditEvent
from portal.core.crypto import cpr_hmac
from portal.core.db import db
from portal.core.engine import create_engine
from portal.core.errors import NotFound
from portal.settings import Settings
from portal.systems.models import SystemAccess
from tests.factories import bind
from tests.factories.accounts import BusinessUserFactory, CitizenFactory
from tests.factories.businesses import BusinessFactory
from tests.integration.accounts.provider import add_personas, follow, portal_at, running, sign_in
from tests.integration.conftest import fresh_database

NEW_SYSTEM = "/virksomhed/vores-virksomhed/systemer/ny"
FORM = {"name": "Lønsystemet på Ørholm", "scopes": ["read", "write"], "unit_id": "", "days": "90"}


@pytest.fixture(scope="module")
def database(worker_id: str) -> Iterator[sa.Engine]:
    """A database with two administrators of a company, one of whose provider is slow to ask."""
    suffix = os.environ.get("PORTAL_TEST_DB_SUFFIX", "")
    made = create_engine(fresh_database(f"portal_test_proof_{worker_id}{suffix}"))
    migrations.upgrade(made)
    with orm.Session(made) as session:
        bind(session)
        business = BusinessFactory(cvr="10150817")
        for name in ("lars", "nadia", "late"):
            email = f"{name}@example.invalid"
            BusinessUserFactory(business=business, email=email, is_administrator=True)
        CitizenFactory(cpr_hmac=cpr_hmac(Settings(env="test"), "6104921234"))
        common = {"cvr": "10150817", "name": "En bruger", "loa": "substantial"}
        old = int((clock.now() - timedelta(hours=3)).timestamp())
        people: list[tuple[str, str, dict[str, Any]]] = [
            ("lars", "business", common | {"email": "lars@example.invalid"}),
            ("nadia", "business", common | {"email": "nadia@example.invalid"}),
            ("late", "business", common | {"email": "late@example.invalid", "auth_time": old}),
        ]
        add_personas(session, people)
        session.commit()
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def provider_port(database: sa.Engine) -> Iterator[int]:
    with running(database) as port:
        yield port


@pytest.fixture
def portal(database: sa.Engine, provider_port: int) -> Flask:
    return portal_at(database, provider_port)


def signed_in(portal: Flask, subject: str) -> FlaskClient:
    client = portal.test_client()
    assert sign_in(client, subject).location == "/virksomhed"
    return client


def cookie(client: FlaskClient) -> str:
    held = client.get_cookie(service.COOKIE)
    assert held is not None
    return held.value


def age_sign_in(database: sa.Engine, client: FlaskClient) -> None:
    """As if the person had proved who they are twenty minutes ago."""
    with database.begin() as connection:
        connection.execute(
            sa.update(SignIn)
            .where(SignIn.id_hash == service.hashed(cookie(client)))
            .values(proved_at=clock.now() - timedelta(minutes=20))
        )


def systems(database: sa.Engine) -> int:
    with orm.Session(database) as session:
        return session.scalars(sa.select(sa.func.count(SystemAccess.id))).one()


def test_a_fresh_sign_in_is_not_asked_again(portal: Flask) -> None:
    assert signed_in(portal, "lars").get(NEW_SYSTEM).status_code == 200


def test_an_older_one_proves_who_they_are_and_comes_back(
    portal: Flask, database: sa.Engine
) -> None:
    client = signed_in(portal, "lars")
    age_sign_in(database, client)
    before = cookie(client)
    asked = client.get(NEW_SYSTEM)
    assert asked.location == f"/log-ind/bekraeft?next={NEW_SYSTEM}"
    assert "Bekræft, at det er dig" in client.get(asked.location + "&lang=da").text
    start = client.post("/log-ind/bekraeft", data={"next": NEW_SYSTEM})
    assert "prompt=login" in start.location
    assert "max_age=0" in start.location
    back = client.get(follow(start))
    assert back.location == NEW_SYSTEM
    assert cookie(client) != before, "the session's id rotates"
    assert client.get(NEW_SYSTEM).status_code == 200
    client.set_cookie(service.COOKIE, before)
    assert client.get(NEW_SYSTEM).location.startswith("/log-ind?"), "a copy of the old one is dead"


def test_the_ends_of_a_sign_in_are_not_moved(portal: Flask, database: sa.Engine) -> None:
    client = signed_in(portal, "lars")
    first = service.hashed(cookie(client))
    age_sign_in(database, client)
    client.get(follow(client.post("/log-ind/bekraeft", data={"next": NEW_SYSTEM})))
    with orm.Session(database) as session:
        old = session.get_one(SignIn, first)
        new = session.get_one(SignIn, service.hashed(cookie(client)))
        assert (new.ends_at, new.started_at) == (old.ends_at, old.started_at)
        assert old.revoked_at is not None
        proofs = sa.select(sa.func.count()).where(AuditEvent.action == "prove")
        assert session.scalars(proofs).one() >= 1


def test_what_was_typed_is_kept_encrypted_and_done_after_one_press(
    portal: Flask, database: sa.Engine
) -> None:
    client, before = signed_in(portal, "lars"), systems(database)
    age_sign_in(database, client)
    asked = client.post(NEW_SYSTEM, data=FORM)
    assert asked.status_code == 303
    assert systems(database) == before, "nothing is done yet"
    with orm.Session(database) as session:
        kept = session.scalars(sa.select(HeldForm)).all()
        assert kept
        assert all("Lønsystemet".encode() not in row.sealed for row in kept)
    page = client.get(asked.location + "&lang=da").text
    assert "Det, du har skrevet, er gemt" in page
    held = re.search(r'name="held"[^>]* value="([^"]+)"', page)
    assert held is not None
    back = client.get(follow(client.post("/log-ind/bekraeft", data={"held": held[1]})))
    assert back.location == f"/log-ind/fortsaet/{held[1]}"
    resumed = client.get(back.location)
    assert "Lønsystemet på Ørholm" in resumed.text
    assert systems(database) == before, "a look changes nothing"
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', resumed.text)
    fields = MultiDict((name, unescape(text)) for name, text in found if name != "csrf_token")
    assert fields.getlist("scopes") == ["read", "write"]
    done = client.post(NEW_SYSTEM, data=fields)
    assert done.status_code == 200
    assert systems(database) == before + 1


def test_anothers_form_is_no_form(portal: Flask, database: sa.Engine) -> None:
    client = signed_in(portal, "lars")
    age_sign_in(database, client)
    held = client.post(NEW_SYSTEM, data=FORM).location.partition("held=")[2]
    stranger = signed_in(portal, "nadia")
    assert stranger.get(f"/log-ind/fortsaet/{held}").status_code == 404
    assert client.get(f"/log-ind/fortsaet/{held}").status_code == 200
    with clock.frozen(clock.now() + timedelta(minutes=29)):
        assert client.get(f"/log-ind/fortsaet/{held}x").status_code == 404


def test_a_form_waits_half_an_hour(portal: Flask, database: sa.Engine) -> None:
    client = signed_in(portal, "lars")
    with portal.app_context():
        settings = portal.extensions["portal.settings"]
        row = service.sign_in_behind(db.session, cookie(client))
        assert row is not None
        now = clock.now()
        args = (db.session, settings, row.identity_id)
        secret = service.hold_form(*args, "/x", [("a", "b")], now)
        assert service.held_form(*args, secret, now).fields == [("a", "b")]
        with pytest.raises(NotFound):
            service.held_form(*args, secret, now + timedelta(minutes=30))
        assert service.forget_expired(db.session, now + timedelta(minutes=30)) >= 1
        db.session.rollback()


def test_a_provider_that_did_not_ask_proves_nothing(portal: Flask, database: sa.Engine) -> None:
    client = signed_in(portal, "late")
    asked = client.get(NEW_SYSTEM)
    assert asked.location.startswith("/log-ind/bekraeft"), "signed in there three hours ago"
    back = client.get(follow(client.post("/log-ind/bekraeft", data={"next": NEW_SYSTEM})))
    assert back.location == f"/log-ind/bekraeft?next={NEW_SYSTEM}"
    assert "Du loggede ikke ind på ny" in client.get(back.location + "&lang=da").text
    assert client.get(NEW_SYSTEM).status_code == 302


def test_somebody_elses_proof_is_none(portal: Flask, database: sa.Engine) -> None:
    client = signed_in(portal, "lars")
    age_sign_in(database, client)
    start = client.post("/log-ind/bekraeft", data={"next": NEW_SYSTEM})
    start.headers["Location"] = start.location.replace("login_hint=lars", "login_hint=nadia")
    back = client.get(follow(start))
    assert back.location == f"/log-ind/bekraeft?next={NEW_SYSTEM}"
    assert "en anden, der loggede ind" in client.get(back.location + "&lang=da").text
    assert client.get("/virksomhed").status_code == 200, "still signed in as before"


def test_saying_no_at_the_provider_loses_nothing(portal: Flask, database: sa.Engine) -> None:
    client = signed_in(portal, "lars")
    age_sign_in(database, client)
    client.post("/log-ind/bekraeft", data={"next": NEW_SYSTEM})
    back = client.get("/log-ind/retur/business?error=access_denied")
    assert back.location == f"/log-ind/bekraeft?next={NEW_SYSTEM}"
    assert client.get("/virksomhed").status_code == 200


@pytest.mark.parametrize("evil", ["//evil.invalid", "/\\evil.invalid", "https:evil", "/\t/evil"])
def test_one_never_comes_back_to_strangers(portal: Flask, evil: str) -> None:
    client = signed_in(portal, "lars")
    back = client.get(follow(client.post("/log-ind/bekraeft", data={"next": evil})))
    assert back.location == "/"


def test_strangers_have_nothing_to_confirm(portal: Flask) -> None:
    client = portal.test_client()
    assert client.get("/log-ind/bekraeft").location.startswith("/log-ind?next=")
    assert client.post("/log-ind/bekraeft", data={}).status_code == 403


SENSITIVE = {
    "businesses.arrange",
    "plan_sharing.allow",
    "plan_sharing.invite",
    "systems.give",
    "systems.rotate",
    "systems_hooks.register",
    "systems_hooks.rotate",
}


def test_what_gives_data_or_power_away_asks_for_a_fresh_sign_in(portal: Flask) -> None:
    assert {e for e in SENSITIVE if not access.needs_proof(portal, e)} == set()
