"""The demo's sign-in provider, run beside the tests as the runner runs it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import requests
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm
from werkzeug.test import TestResponse

from portal import create_app
from portal.accounts.models import Persona
from portal.settings import ROOT, Settings
from tests.integration.notifications.mailserver import free_port
from tests.visits import CheckedClient


def add_personas(session: orm.Session, people: list[tuple[str, str, dict[str, Any]]]) -> None:
    """People the provider knows: subject, audience, claims."""
    for position, (subject, audience, claims) in enumerate(people):
        session.add(
            Persona(
                subject=subject,
                audience=audience,
                name=claims["name"],
                role=audience,
                story_da="En historie.",
                story_en="A story.",
                claims=claims,
                position=position,
            )
        )


def _answers(port: int) -> bool:
    address = f"http://localhost:{port}/.well-known/openid-configuration"
    with suppress(requests.RequestException):
        return requests.get(address, timeout=10).ok
    return False


@contextmanager
def running(database: sa.Engine) -> Iterator[int]:
    """The provider on a free port, with the personas of the database."""
    port = free_port()
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.demo.provider", "--port", str(port)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": url},
    )
    until = time.monotonic() + 60
    while not _answers(port):
        assert process.poll() is None
        assert time.monotonic() < until, "the provider did not start"
        time.sleep(0.1)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(10)


def portal_at(database: sa.Engine, port: int, **settings: Any) -> Flask:
    """The application, whose people sign in at the provider on `port`."""
    app = create_app(Settings(env="test", oidc_port=port, log_level="error", **settings))
    app.extensions["portal.engine"] = database
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = CheckedClient
    return app


def follow(start: TestResponse) -> str:
    """Where the provider sends the browser back to, when the portal has sent it there."""
    assert start.status_code == 302
    assert "code_challenge=" in start.location
    assert "nonce=" in start.location
    answer = requests.get(start.location, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    assert parts.netloc == "127.0.0.1:8000"
    return f"{parts.path}?{parts.query}"


def press(client: FlaskClient, subject: str, **fields: str) -> str:
    """Press a persona's button; the address the provider sends the browser back to."""
    return follow(client.post("/log-ind", data={"persona": subject, **fields}))


def sign_in(client: FlaskClient, subject: str, **fields: str) -> TestResponse:
    """The portal's answer when the browser comes back."""
    return client.get(press(client, subject, **fields))
