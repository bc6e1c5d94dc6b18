"""What production refuses to start with."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.settings import Settings

DEVELOPMENT_SECRET = "only-for-demo-and-development-never-in-production"  # noqa: S105
SHORTEST_KEY = 32


def problems(settings: "Settings") -> list[str]:
    """Why these settings would make a portal unsafe, each with the name to change."""
    found = []
    if settings.is_demo():
        found.append("PORTAL_DEMO_PERSONAS must be off in production")
    if settings.debug:
        found.append("PORTAL_DEBUG must be off in production")
    if settings.webhook_loopback:
        found.append("PORTAL_WEBHOOK_LOOPBACK must be off in production")
    found += _weak_keys(settings)
    if not settings.base_url.startswith("https:"):
        found.append("PORTAL_BASE_URL must begin with https:")
    if settings.database_url is None and not settings.allow_embedded_in_production:
        found.append("DATABASE_URL must be set: the embedded database is not for production")
    for audience in ("citizen", "business", "staff"):
        provider = getattr(settings, f"{audience}_provider")
        if provider is None or not provider.issuer.startswith("https:"):
            found.append(f"PORTAL_{audience.upper()}_PROVIDER__ISSUER must be an https: address")
    return found


def _weak_keys(settings: "Settings") -> list[str]:
    single = [
        f"PORTAL_{name.upper()} must be set to at least {SHORTEST_KEY} characters of its own"
        for name in ("secret_key", "cpr_pepper", "cpr_key")
        if any(_is_weak(key) for key in settings.ring(name))
    ]
    return single + [
        f"each key in PORTAL_{name.upper()} must have at least {SHORTEST_KEY} characters"
        for name in ("survey_keys", "survey_opening_keys")
        if any(len(key) < SHORTEST_KEY for key in settings.listed(name))
    ]


def _is_weak(key: str) -> bool:
    return key == DEVELOPMENT_SECRET or len(key) < SHORTEST_KEY
