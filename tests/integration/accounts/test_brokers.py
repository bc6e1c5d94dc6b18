"""Each broker's profile, at a real provider that speaks as that broker does; levels; roles."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm
from werkzeug.test import TestResponse

from portal.accounts import service
from portal.accounts.models import BusinessUser, Identity, SignIn, Staff
from portal.core import migrations
from portal.core.crypto import cpr_hmac
from portal.core.engine import create_engine
from portal.providers import Provider
from portal.settings import Settings
from tests.factories import bind
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.businesses import BusinessFactory
from tests.integration.accounts.provider import add_personas, follow, portal_at, running
from tests.integration.conftest import fresh_database

CPR, CVR = "6104921234", "10150817"
NSIS = "https://data.gov.dk/concept/core/nsis/"
# What each broker's documentation shows in its tokens, for somebody of ours.
SPOKEN: dict[str, tuple[str, dict[str, Any]]] = {
    "idura-mitid": (
        "citizen",
        {
            "identityscheme": "dkmitid",
            "cprNumberIdentifier": CPR,
            "birthdate": "1992-04-21",
            "name": "Anna Holm",
            "country": "DK",
            "loa": "SUBSTANTIAL",
        },
    ),
    "idura-mitid-erhverv": (
        "business",
        {"cvr": CVR, "name": "Lars Ørholm", "email": "lars@example.invalid", "loa": "SUBSTANTIAL"},
    ),
    "signaturgruppen-mitid": (
        "citizen",
        {
            "dk.cpr": CPR,
            "mitid.identity_name": "Anna Holm",
            "loa": f"{NSIS}Substantial",
            "name": "Anna Holm",
        },
    ),
    "signaturgruppen-mitid-erhverv": (
        "business",
        {
            "nemlogin.cvr": CVR,
            "nemlogin.name": "Lars Ørholm",
            "nemlogin.email": "Lars@example.invalid",
            "loa": f"{NSIS}High",
            "name": "Lars Ørholm",
        },
    ),
    "signicat-mitid": (
        "citizen",
        {"name": "Anna Holm", "nin": CPR, "nin_type": "PERSON", "mitid_loa": "HIGH"},
    ),
    "entra-id": (
        "staff",
        {
            "name": "Mette Ravn",
            "email": "mette@example.invalid",
            "roles": ["Jobcenterportal.Sagsbehandler"],
        },
    ),
    "context-handler-bridge": (
        "staff",
        {
            "https://data.gov.dk/model/core/eid/email": "mette@example.invalid",
            "https://data.gov.dk/model/core/eid/fullName": "Mette Ravn",
            "https://data.gov.dk/concept/core/nsis/loa": "Substantial",
            "privileges": ["urn:dk:jobcenterportal:role:caseworker"],
            "name": "Mette Ravn",
        },
    ),
}
HOME = {"citizen": "/borger", "business": "/virksomhed", "staff": "/personale"}
PLAIN: list[tuple[str, str, dict[str, Any]]] = [
    ("low", "citizen", {"name": "Anna", "cpr": CPR, "loa": "low"}),
    ("unsaid", "citizen", {"name": "Anna", "cpr": CPR}),
    ("substantial", "citizen", {"name": "Anna", "cpr": CPR, "loa": "substantial"}),
    ("high", "citizen", {"name": "Anna", "cpr": CPR, "loa": "high"}),
    (
        "promoted",
        "staff",
        {"name": "M", "email": "mette@example.invalid", "roles": ["Jobcenterportal.Teamleder"]},
    ),
    ("nobody", "staff", {"name": "M", "email": "mette@example.invalid", "roles": ["Andet"]}),
    ("nameless", "business", {"name": "X", "cvr": CVR, "loa": "substantial"}),
]


@pytest.fixture(scope="module")
def database(worker_id: str) -> Iterator[sa.Engine]:
    suffix = os.environ.get("PORTAL_TEST_DB_SUFFIX", "")
    made = create_engine(fresh_database(f"portal_test_brokers_{worker_id}{suffix}"))
    migrations.upgrade(made)
    with orm.Session(made) as session:
        bind(session)
        CitizenFactory(cpr_hmac=cpr_hmac(Settings(env="test"), CPR))
        business = BusinessFactory(cvr=CVR)
        session.add(
            BusinessUser(business_id=business.id, name="Lars Ørholm", email="lars@example.invalid")
        )
        StaffFactory(email="mette@example.invalid", role="caseworker")
        people = [(name, audience, claims) for name, (audience, claims) in SPOKEN.items()]
        add_personas(session, [*people, *PLAIN])
        session.commit()
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def provider_port(database: sa.Engine) -> Iterator[int]:
    with running(database) as port:
        yield port


def portal_with(database: sa.Engine, port: int, audience: str, **provider: Any) -> Flask:
    made = Provider(issuer=f"http://localhost:{port}", client_id="portal", **provider)
    return portal_at(database, port, **{f"{audience}_provider": made})


def as_it_sends(start: TestResponse) -> dict[str, str]:
    """What the portal asks of the provider."""
    return {k: v[0] for k, v in parse_qs(urlsplit(start.location).query).items()}


def come_in(client: FlaskClient, subject: str) -> TestResponse:
    return client.get(follow(client.post("/log-ind", data={"persona": subject})))


@pytest.mark.parametrize("name", SPOKEN)
def test_each_broker_signs_our_people_in(
    database: sa.Engine, provider_port: int, name: str
) -> None:
    audience = SPOKEN[name][0]
    fixed = {"fixed_level": "substantial"} if name == "entra-id" else {}
    portal = portal_with(database, provider_port, audience, profile=name, **fixed)
    client = portal.test_client()
    start = client.post("/log-ind", data={"persona": name})
    provider = portal.extensions["portal.settings"].provider_for(audience)
    sent = as_it_sends(start)
    assert sent["scope"] == provider.scope
    assert provider.asking().items() <= sent.items()
    # The provider beside us knows the usual scopes only; the others would be a broker's own.
    usual = start.location.replace(
        f"scope={start.location.partition('scope=')[2].partition('&')[0]}",
        "scope=openid+profile+email",
    )
    start.headers["Location"] = usual
    assert client.get(follow(start)).location == HOME[audience]
    assert client.get(HOME[audience]).status_code == 200


@pytest.mark.parametrize(
    ("level", "subject", "comes_in"),
    [
        ("low", "low", True),
        ("low", "unsaid", False),
        ("substantial", "low", False),
        ("substantial", "unsaid", False),
        ("substantial", "substantial", True),
        ("substantial", "high", True),
        ("high", "substantial", False),
        ("high", "high", True),
    ],
)
def test_too_low_is_stepped_up_once_and_then_refused(
    database: sa.Engine, provider_port: int, level: str, subject: str, comes_in: bool
) -> None:
    ask = {"substantial": {"acr_values": "word-for-substantial"}, "high": {"acr_values": "H"}}
    portal = portal_with(database, provider_port, "citizen", level=level, ask=ask)
    client = portal.test_client()
    answer = come_in(client, subject)
    if comes_in:
        assert answer.location == "/borger"
        return
    again = as_it_sends(answer)
    assert again["prompt"] == "login"
    assert again.get("acr_values") == ask.get(level, {}).get("acr_values")
    answer.headers["Location"] = answer.location + f"&login_hint={subject}"
    assert client.get(follow(answer)).location == "/log-ind"
    assert client.get_cookie(service.COOKIE) is None
    assert "ikke er sikker nok" in client.get("/log-ind?lang=da").text


def test_who_steps_up_comes_in_and_where_they_wanted_to(
    database: sa.Engine, provider_port: int
) -> None:
    portal = portal_with(database, provider_port, "citizen", level="high")
    client = portal.test_client()
    start = client.post("/log-ind", data={"persona": "low", "next": "/borger/cv"})
    again = client.get(follow(start))
    again.headers["Location"] = again.location + "&login_hint=high"
    assert client.get(follow(again)).location == "/borger/cv"
    with orm.Session(database) as session:
        newest = sa.select(SignIn).order_by(SignIn.number.desc()).limit(1)
        assert session.scalars(newest).one().loa == "high"


def mette(database: sa.Engine) -> str:
    with orm.Session(database) as session:
        wanted = sa.select(Staff.role).where(Staff.email == "mette@example.invalid")
        return session.scalars(wanted).one()


def test_the_directory_decides_who_may_what(database: sa.Engine, provider_port: int) -> None:
    settings = {"profile": "entra-id", "fixed_level": "substantial"}
    portal = portal_with(database, provider_port, "staff", **settings)
    first, second, third = (portal.test_client() for _ in range(3))
    assert come_in(first, "entra-id").location == "/personale"
    assert mette(database) == "caseworker"
    assert come_in(second, "promoted").location == "/personale"
    assert mette(database) == "team_lead"
    assert first.get("/personale").status_code == 302, "the old role's sign-in has ended"
    assert second.get("/personale").status_code == 200
    assert come_in(third, "nobody").location == "/log-ind"
    assert "ikke givet dig en rolle" in third.get("/log-ind?lang=da").text
    assert second.get("/personale").status_code == 302, "who has no role any more is out"


def test_somebody_of_a_company_without_an_address_is_nobody_in_particular(
    database: sa.Engine, provider_port: int
) -> None:
    portal = portal_with(database, provider_port, "business")
    assert come_in(portal.test_client(), "nameless").location == "/log-ind"
    with orm.Session(database) as session:
        known = sa.select(Identity).where(Identity.subject == "nameless")
        assert session.scalar(known) is None
