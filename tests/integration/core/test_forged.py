"""What other sites can make a browser send: forms without their token, cookies of other names."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import create_app
from portal.accounts import service
from portal.settings import Settings
from tests.factories.accounts import CitizenFactory
from tests.integration.conftest import SignInAs
from tests.integration.core.test_access import address_of

# Where no browser comes, and what proves instead who it is.
NO_BROWSER = {
    "receipts.sms": "the gateway's signature",
    "sign_out.from_provider": "the provider's signature",
    "recruitment_api": "a token in a header",
    "systems_api": "a token in a header",
}
CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def strict(app: Flask) -> Iterator[Flask]:
    """The application as deployed, where a form needs its token."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def test_no_form_of_anybody_elses_is_taken(strict: Flask, client_for: SignInAs) -> None:
    client = client_for(CitizenFactory())
    taken, asked = {}, 0
    for rule in strict.url_map.iter_rules():
        room = rule.endpoint.partition(".")[0]
        if rule.endpoint in NO_BROWSER or room in NO_BROWSER:
            continue
        for method in sorted((rule.methods or set()) & CHANGES):
            answer = client.open(address_of(rule), method=method, data={"answer": "yes"})
            asked += 1
            # What takes files reads its token after it knows who asks: others are refused before.
            if answer.status_code not in (400, 403, 404):
                taken[f"{method} {rule.rule}"] = answer.status_code
    assert taken == {}
    assert asked > 200


def test_nobody_is_signed_out_or_in_by_another_site(strict: Flask, client_for: SignInAs) -> None:
    client = client_for(CitizenFactory())
    assert client.post("/log-ud").status_code == 400
    assert client.post("/konto/log-ud-overalt").status_code in (400, 404)
    assert client.get("/borger").status_code == 200, "still signed in"
    stranger = strict.test_client()
    forged = stranger.post("/log-ind", data={"audience": "citizen"})
    assert forged.status_code == 400
    assert forged.location is None
    with stranger.session_transaction() as kept:
        assert not [name for name in kept if "state" in name], "no sign-in has begun"


def test_over_https_no_other_host_can_set_our_cookies(client: FlaskClient) -> None:
    app = create_app(Settings(env="test", log_level="error", base_url="https://portal.example.dk"))
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-form"
    app.extensions["portal.engine"] = client.application.extensions["portal.engine"]
    https = {"base_url": "https://portal.example.dk"}
    answer = app.test_client().get("/log-ind?lang=en", **https)
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-"), cookie
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
    thrown = app.test_client()
    thrown.set_cookie(service.COOKIE, "x" * 43, domain="portal.example.dk")
    assert thrown.get("/borger", **https).status_code == 302, (
        "a cookie of the plain name is nothing"
    )
