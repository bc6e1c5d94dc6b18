"""OpenID Connect with Authlib: code flow with PKCE and nonce, one provider per audience."""

from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app
from requests import RequestException

from portal.core.access import Audience
from portal.settings import Provider, Settings

__all__ = ["OAuthError", "RequestException", "claims_in_our_words", "client", "init_app"]


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


def client(audience: Audience) -> Any:
    """The Authlib client that signs `audience` in."""
    return getattr(current_app.extensions["portal.oauth"], audience.value)


def claims_in_our_words(provider: Provider, claims: dict[str, Any]) -> dict[str, Any]:
    """The provider's claims under the names the portal uses, by the configured map."""
    return {ours: claims[theirs] for ours, theirs in provider.claims.items() if theirs in claims}
