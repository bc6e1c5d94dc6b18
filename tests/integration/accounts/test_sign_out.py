"""Signing out at the provider too, being signed out by it, and signing out everywhere."""

import re
import threading
import time
import warnings
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import requests
import sqlalchemy as sa
from flask import Flask, g
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import orm
from werkzeug.serving import make_server

from portal.accounts import service
from portal.accounts.models import Citizen, Identity, SignIn
from portal.accounts.rules import LOGOUT_EVENT
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.providers import Provider
from portal.settings import Settings
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.integration.accounts.provider import portal_at
from tests.integration.conftest import SignInAs
from tests.integration.notifications.mailserver import free_port

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock


class Provides:
    """A real provider in this process, whose key a test may sign with."""

    def __init__(self) -> None:
        self.port = free_port()
        self.app = oidc_provider_mock.app(require_nonce=True)
        with self.app.test_request_context():
            self.app.preprocess_request()
            self.key = g.oidc_provider_mock_storage.jwk.as_dict(is_private=True)
        self.server = make_server("127.0.0.1", self.port, self.app.wsgi_app, threaded=True)
        self.issuer = f"http://localhost:{self.port}"

    def token(self, *, key: Any = None, alg: str = "RS256", **changed: Any) -> str:
        claims = {
            "iss": self.issuer,
            "aud": "portal",
            "iat": int(time.time()),
            "jti": str(time.monotonic_ns()),
            "events": {LOGOUT_EVENT: {}},
            "sub": "anna",
        } | changed
        signing = key or RSAKey.import_key(self.key)
        kept = {k: v for k, v in claims.items() if v is not None}
        return jwt.encode({"alg": alg}, kept, signing, algorithms=[alg])


@pytest.fixture(scope="module")
def provides() -> Iterator[Provides]:
    made = Provides()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join(5)
    made.server.server_close()


@pytest.fixture
def portal(provides: Provides, app: Flask, session: orm.Session) -> Flask:
    """The application, whose citizens sign in at the provider."""
    provider = Provider(issuer=provides.issuer, client_id="portal")
    made = portal_at(app.extensions["portal.engine"], provides.port, citizen_provider=provider)
    made.extensions["portal.test_connection"] = app.extensions["portal.test_connection"]
    return made


@pytest.fixture
def anna(session: orm.Session) -> Citizen:
    return CitizenFactory(name="Anna Holm")


def open_for(
    session: orm.Session, portal: Flask, provides: Provides, person: Citizen, **more: Any
) -> FlaskClient:
    """A browser signed in as the citizen, whom the provider calls anna."""
    wanted = sa.select(Identity).where(Identity.subject == "anna")
    identity = session.scalar(wanted)
    if identity is None:
        identity = Identity(
            issuer=provides.issuer, subject="anna", audience="citizen", citizen_id=person.id
        )
        session.add(identity)
        session.flush()
    settings: Settings = portal.extensions["portal.settings"]
    limits = service.limits(settings)
    secret = service.open_sign_in(session, identity, "high", limits, clock.now(), **more)
    session.commit()
    client = portal.test_client()
    client.set_cookie(service.COOKIE, secret)
    assert client.get("/borger").status_code == 200
    return client


def is_in(client: FlaskClient) -> bool:
    return client.get("/borger").status_code == 200


def tell(client: FlaskClient, token: str) -> int:
    return client.post("/log-ud/fra/citizen", data={"logout_token": token}).status_code


def test_signing_out_leads_on_to_the_provider_and_its_token_is_in_no_address(
    portal: Flask, provides: Provides, anna: Citizen, session: orm.Session
) -> None:
    settings: Settings = portal.extensions["portal.settings"]
    provider = settings.provider_for("citizen")
    token = provides.token(cpr="6104921234")
    sealed = service.keep_id_token(settings, provider, token)
    assert sealed is not None
    assert b"6104921234" not in sealed
    client = open_for(session, portal, provides, anna, id_token=sealed)
    page = client.post("/log-ud")
    assert not is_in(client)
    action = re.search(r'<form method="post" action="([^"]+)" data-send-at-once>', page.text)
    assert action is not None
    assert action[1] == f"{provides.issuer}/oauth2/end_session"
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text)
    fields = {name: unescape(text) for name, text in found}
    assert fields["id_token_hint"] == token
    assert "csrf_token" not in fields, "our token is nothing to the provider"
    assert provides.issuer in page.headers["Content-Security-Policy"]
    there = requests.post(action[1], data=fields, timeout=10)
    assert there.status_code == 200
    back = f"/log-ud/faerdig?state={fields['state']}"
    assert f"http://127.0.0.1:8000{back}" in unescape(there.text)
    assert client.get(back).location == "/"
    assert "Du er logget ud" in client.get("/?lang=da").text
    assert session.scalars(sa.select(SignIn.id_token)).all() == [None]


def test_a_forged_way_back_says_nothing(
    portal: Flask, provides: Provides, anna: Citizen, session: orm.Session
) -> None:
    client = portal.test_client()
    assert client.get("/log-ud/faerdig?state=x").location == "/"
    assert "Du er logget ud" not in client.get("/?lang=da").text


def test_a_provider_that_is_away_holds_nobody_up(
    app: Flask, provides: Provides, anna: Citizen, session: orm.Session
) -> None:
    provider = Provider(issuer=f"http://localhost:{free_port()}", client_id="portal")
    lonely = portal_at(app.extensions["portal.engine"], 1, citizen_provider=provider)
    lonely.extensions["portal.test_connection"] = app.extensions["portal.test_connection"]
    settings: Settings = lonely.extensions["portal.settings"]
    sealed = service.keep_id_token(settings, provider, "x.y.z")
    client = open_for(session, lonely, provides, anna, id_token=sealed)
    assert client.post("/log-ud").location == "/"
    assert not is_in(client)


def test_the_provider_ends_all_of_a_subject(
    portal: Flask, provides: Provides, anna: Citizen, session: orm.Session
) -> None:
    first, second = (open_for(session, portal, provides, anna) for _ in range(2))
    assert tell(portal.test_client(), provides.token()) == 200
    assert not is_in(first)
    assert not is_in(second)
    trail = sa.select(AuditEvent.details).where(AuditEvent.action == "sign_out_by_provider")
    assert session.scalars(trail).all() == [{"count": 2}]


def test_the_provider_ends_one_of_its_sessions(
    portal: Flask, provides: Provides, anna: Citizen, session: orm.Session
) -> None:
    phone = open_for(session, portal, provides, anna, sid="phone")
    desk = open_for(session, portal, provides, anna, sid="desk")
    assert tell(portal.test_client(), provides.token(sub=None, sid="phone")) == 200
    assert not is_in(phone)
    assert is_in(desk)


def test_the_same_token_counts_once(
    portal: Flask, provides: Provides, anna: Citizen, session: orm.Session
) -> None:
    token = provides.token()
    assert tell(portal.test_client(), token) == 200
    later = open_for(session, portal, provides, anna)
    assert tell(portal.test_client(), token) == 400
    assert is_in(later)


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.invalid"},
        {"aud": "another"},
        {"iat": int(time.time()) - 3600},
        {"events": {}},
        {"jti": None},
        {"sub": None},
        {"nonce": "n"},
        {"key": RSAKey.generate_key()},
        {"key": OctKey.import_key("a shared secret that is long enough for it"), "alg": "HS256"},
    ],
)
def test_anybody_elses_word_ends_nothing(
    portal: Flask,
    provides: Provides,
    anna: Citizen,
    session: orm.Session,
    changed: dict[str, Any],
) -> None:
    client = open_for(session, portal, provides, anna)
    assert tell(portal.test_client(), provides.token(**changed)) == 400
    assert is_in(client)


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "\x00", "å" * 5000]
)
def test_nonsense_ends_nothing(portal: Flask, token: str) -> None:
    assert tell(portal.test_client(), token) == 400


def test_only_providers_have_an_address(client: FlaskClient) -> None:
    assert client.post("/log-ud/fra/king").status_code == 404
    assert client.get("/log-ud/fra/citizen").status_code == 405


# Where one is signed in.


def numbers(client: FlaskClient) -> list[str]:
    return re.findall(r'action="/konto/log-ud/(\d+)"', client.get("/konto?lang=da").text)


def test_one_sees_where_one_is_signed_in_and_ends_it(
    client_for: SignInAs, session: orm.Session
) -> None:
    person = CitizenFactory()
    here, there, other = client_for(person), client_for(person), client_for(CitizenFactory())
    page = here.get("/konto?lang=da").text
    assert page.count("Logget ind") == 2
    assert "Denne enhed" in page
    (number,) = numbers(here)
    assert other.post(f"/konto/log-ud/{number}").status_code == 404, "it is not theirs"
    assert is_in(there)
    assert here.post(f"/konto/log-ud/{number}").location == "/konto"
    assert not is_in(there)
    assert is_in(here)


def test_signing_out_everywhere_ends_all_and_nobody_elses(client_for: SignInAs) -> None:
    person = CitizenFactory()
    here, there, other = client_for(person), client_for(person), client_for(CitizenFactory())
    assert here.post("/konto/log-ud-alle").location == "/"
    assert not is_in(here)
    assert not is_in(there)
    assert is_in(other)


def test_an_ended_or_idle_sign_in_is_not_listed(client_for: SignInAs) -> None:
    person = StaffFactory()
    client_for(person)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        assert numbers(client_for(person)) == []


def test_asking_what_is_left_keeps_nobody_in(client_for: SignInAs, client: FlaskClient) -> None:
    person = client_for(CitizenFactory())
    with clock.frozen(clock.now() + timedelta(minutes=20)):
        left = person.get("/konto/tid").json
        assert left is not None
        assert 590 <= left["seconds"] <= 600
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        assert person.get("/konto/tid").json == {"seconds": 0}
        assert person.post("/konto/bliv").status_code == 403
    assert client.get("/konto/tid").json == {"seconds": 0}


def test_whoever_is_still_there_stays(client_for: SignInAs) -> None:
    person, start = client_for(CitizenFactory()), clock.now()
    with clock.frozen(start + timedelta(minutes=29)):
        assert person.post("/konto/bliv").status_code == 204
    with clock.frozen(start + timedelta(minutes=50)):
        assert is_in(person)
    with clock.frozen(start + timedelta(minutes=80)):
        assert not is_in(person)
