"""OpenID Connect with Authlib: code flow with PKCE and nonce, one provider per audience."""

from dataclasses import dataclass
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from portal.core.access import Audience
from portal.settings import Provider, Settings


@dataclass(frozen=True)
class Answer:
    """What a provider says of somebody: the checked claims, and the token they came in."""

    claims: dict[str, Any]
    id_token: str


class ProviderAway(Exception):
    """The provider can't be reached, or does not answer as a provider does."""


class NotSignedIn(Exception):
    """What came back is no sign-in: cancelled, forged, too old, or not meant for us."""


def init_app(app: Flask) -> None:
    """Register a client per audience. Metadata is fetched at the first sign-in."""
    settings: Settings = app.extensions["portal.settings"]
    oauth = OAuth(app)
    for audience in Audience:
        provider = settings.provider_for(audience)
        oauth.register(
            audience.value,
            client_id=provider.client_id,
            client_secret=provider.client_secret.get_secret_value() or "public",
            server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": provider.scope, "code_challenge_method": "S256", "timeout": 10},
        )
    app.extensions["portal.oauth"] = oauth


def begin(audience: Audience, back: str, hint: str | None, *, anew: bool = False) -> Response:
    """Send the browser to the provider, which sends it to `back` afterwards.

    `hint` is who the provider should suggest. With `anew` it must ask who the person is, also
    when it remembers them.

    Raises:
        ProviderAway: when it can't be reached.
    """
    extra = {"login_hint": hint} if hint else {}
    if anew:
        extra |= {"prompt": "login", "max_age": "0"}
    try:
        answer: Response = _client(audience).authorize_redirect(back, **extra)
    except (AuthlibBaseError, RequestException, RuntimeError) as error:
        raise ProviderAway(str(error)) from error
    return answer


def finish(audience: Audience) -> Answer:
    """Exchange the code in the present request, and return what the provider says, checked.

    Raises:
        ProviderAway: when it can't be reached.
        NotSignedIn: when the answer does not hold.
    """
    try:
        token = _client(audience).authorize_access_token()
    except RequestException as error:
        raise ProviderAway(str(error)) from error
    except (AuthlibBaseError, JoseError, RuntimeError, ValueError) as error:
        raise NotSignedIn(str(error)) from error
    if "userinfo" not in token:
        raise NotSignedIn("no ID token")
    return Answer(dict(token["userinfo"]), str(token.get("id_token", "")))


def claims_in_our_words(provider: Provider, claims: dict[str, Any]) -> dict[str, Any]:
    """The provider's claims under the names the portal uses, by the configured map."""
    return {ours: claims[theirs] for ours, theirs in provider.claims.items() if theirs in claims}


def _client(audience: Audience) -> Any:
    return getattr(current_app.extensions["portal.oauth"], audience.value)
