"""The demo's sign-in: a real OpenID Connect provider on loopback, with the personas as its people.

    python -m portal.demo.provider --port 9400

The portal signs in there as it would at MitID: code flow, nonce, signed ID token. A request that
names one of the personas in the standard `login_hint` is answered at once, as if that person had
pressed the provider's button. The provider reads the personas when it starts.
"""

import argparse
import logging
import warnings
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlencode
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from sqlalchemy import orm
from werkzeug.serving import BaseWSGIServer, make_server

from portal.accounts import queries
from portal.accounts.models import Persona
from portal.core import db
from portal.core.engine import create_engine
from portal.settings import load_settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the provider's own dependencies announce their next version
    import oidc_provider_mock  # type: ignore[import-untyped]

AUTHORIZE = "/oauth2/authorize"


class AnswerHints:
    """Middleware: let the person named in `login_hint` press the provider's button."""

    def __init__(self, provider: WSGIApplication, subjects: frozenset[str]) -> None:
        self.provider = provider
        self.subjects = subjects

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ["REQUEST_METHOD"] == "GET" and environ["PATH_INFO"] == AUTHORIZE:
            hint = parse_qs(environ.get("QUERY_STRING", "")).get("login_hint", [""])[0]
            if hint in self.subjects:
                environ = environ | _button_pressed(hint)
        return self.provider(environ, start_response)


def _button_pressed(subject: str) -> dict[str, Any]:
    body = urlencode({"sub": subject}).encode()
    return {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }


def make_provider(personas: Sequence[Persona]) -> WSGIApplication:
    """The provider with these people."""
    users = [oidc_provider_mock.User(sub=p.subject, claims=p.claims) for p in personas]
    provider = oidc_provider_mock.app(require_nonce=True, user_claims=users)
    return AnswerHints(provider.wsgi_app, frozenset(p.subject for p in personas))


def read_personas() -> list[Persona]:
    """The personas of the portal's database."""
    engine = create_engine(db.address(load_settings()))
    try:
        with orm.Session(engine) as session:
            return queries.personas(session)
    finally:
        engine.dispose()


def make_provider_server(port: int) -> BaseWSGIServer:
    """A server for the provider; its issuer is http://localhost:PORT."""
    return make_server("127.0.0.1", port, make_provider(read_personas()), threaded=True)


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description="The demo's sign-in provider.")
    parser.add_argument("--port", type=int, default=load_settings().oidc_port)
    port = parser.parse_args().port
    for name in ("werkzeug", "oidc_provider_mock"):
        logging.getLogger(name).setLevel(logging.ERROR)
    server = make_provider_server(port)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
