"""OpenID Connect with Authlib: code flow with PKCE and nonce, one provider per audience.

Authlib and what it needs are read when somebody signs in: they cost a worker ten megabytes.
"""

from dataclasses import dataclass
from typing import Any

from flask import current_app
from werkzeug.wrappers import Response

from portal.core.access import Audience
from portal.providers import Provider
from portal.settings import Settings


@dataclass(frozen=True)
class Answer:
    """What a provider says of somebody: the checked claims, and the token they came in."""

    claims: dict[str, Any]
    id_token: str


SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""How a logout token may be signed: by a key only the provider has, never by a shared one."""


class ProviderAway(Exception):
    """The provider can't be reached, or does not answer as a provider does."""


class NotSignedIn(Exception):
    """What came back is no sign-in: cancelled, forged, too old, or not meant for us."""


def _clients() -> Any:
    """A client per audience, made at the first sign-in, which fetches their metadata too."""
    from authlib.integrations.flask_client import OAuth

    app = current_app._get_current_object()  # type: ignore[attr-defined]
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
    return oauth


def _away() -> tuple[type[Exception], ...]:
    """What is raised when a provider can't be reached."""
    from requests import RequestException

    return (RequestException,)


def _unfit() -> tuple[type[Exception], ...]:
    """What is raised when a provider says what does not hold."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    return (AuthlibBaseError, JoseError, RuntimeError, ValueError)


def begin(audience: Audience, back: str, hint: str | None, *, anew: bool = False) -> Response:
    """Send the browser to the provider, which sends it to `back` afterwards.

    `hint` is who the provider should suggest. With `anew` it must ask who the person is, also
    when it remembers them.

    Raises:
        ProviderAway: when it can't be reached.
    """
    settings: Settings = current_app.extensions["portal.settings"]
    extra = settings.provider_for(audience).asking()
    if hint:
        extra |= {"login_hint": hint}
    if anew:
        extra |= {"prompt": "login", "max_age": "0"}
    try:
        answer: Response = _client(audience).authorize_redirect(back, **extra)
    except (*_away(), *_unfit()) as error:
        raise ProviderAway(str(error)) from error
    return answer


def finish(audience: Audience) -> Answer:
    """Exchange the code in the present request, and return what the provider says, checked.

    Raises:
        ProviderAway: when it can't be reached.
        NotSignedIn: when the answer does not hold.
    """
    settings: Settings = current_app.extensions["portal.settings"]
    client = _client(audience)
    try:
        token = client.authorize_access_token()
        more = client.userinfo(token=token) if settings.provider_for(audience).userinfo else {}
    except _away() as error:
        raise ProviderAway(str(error)) from error
    except _unfit() as error:
        raise NotSignedIn(str(error)) from error
    if "userinfo" not in token:
        raise NotSignedIn("no ID token")
    told = dict(token["userinfo"])
    if more and more.get("sub") != told["sub"]:
        raise NotSignedIn("the claims are somebody else's")
    return Answer(dict(more) | told, str(token.get("id_token", "")))


def sign_out_address(audience: Audience) -> str | None:
    """Where the provider signs people out, or None when it does not or is away."""
    try:
        metadata = _client(audience).load_server_metadata()
    except (*_away(), *_unfit()):
        return None
    address: str | None = metadata.get("end_session_endpoint")
    return address


def logout_claims(audience: Audience, token: str) -> dict[str, Any]:
    """What a provider's logout token says, its signature checked with the provider's keys.

    Raises:
        ProviderAway: when its keys can't be fetched.
        NotSignedIn: when it was not the provider who signed.
    """
    from joserfc import jwt
    from joserfc.errors import InvalidKeyIdError
    from joserfc.jwk import KeySet
    from joserfc.jws import JWSRegistry

    client = _client(audience)
    registry = JWSRegistry(algorithms=list(SIGNED_WITH), strict_check_header=False)
    try:
        keys = client.fetch_jwk_set()
        try:
            read = jwt.decode(token, key=KeySet.import_key_set(keys), registry=registry)
        except InvalidKeyIdError:  # the provider has new keys
            keys = client.fetch_jwk_set(force=True)
            read = jwt.decode(token, key=KeySet.import_key_set(keys), registry=registry)
    except _away() as error:
        raise ProviderAway(str(error)) from error
    except _unfit() as error:
        raise NotSignedIn(str(error)) from error
    return dict(read.claims)


def claims_in_our_words(provider: Provider, claims: dict[str, Any]) -> dict[str, Any]:
    """The provider's claims under the names the portal uses, by the configured map."""
    return {ours: claims[theirs] for ours, theirs in provider.claims.items() if theirs in claims}


def _client(audience: Audience) -> Any:
    extensions = current_app.extensions
    if "portal.oauth" not in extensions:
        extensions["portal.oauth"] = _clients()
    return getattr(extensions["portal.oauth"], audience.value)
