"""What every page shows: the municipality, the menu of the audience, the language switch."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, g, has_request_context, request, url_for

from portal.core import access, acting, i18n, policy
from portal.settings import Settings


@dataclass(frozen=True)
class Portal:
    """The municipality's own words for the header and footer."""

    name: str
    municipality: str
    logo_text: str
    phone: str
    phone_href: str
    email: str
    address: str
    cvr: str


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the menu. `current` marks where the reader is."""

    label: str
    url: str
    current: bool


# (endpoint, lazily translated label, the line of the policy or None for all of the audience)
Menu = list[tuple[str, Any, access.Row | None]]
# What an entry says in a language and where it leads: the same on every page.
Entries = dict[tuple[str, str, str], tuple[str, str]]


def init_app(app: Flask, settings: Settings, menus: dict[access.Audience, Menu]) -> None:
    """Give templates the page's frame, and serve the brand colour as a stylesheet."""
    portal = _words_of(settings)
    entries: Entries = {}
    app.jinja_env.globals["url_for"] = _remembering_addresses()

    @app.context_processor
    def frame() -> dict[str, Any]:
        return {
            "portal": portal,
            "locale": i18n.current(),
            "text_dir": i18n.direction(i18n.current()),
            "languages": i18n.language_links(),
            "actor": g.get("actor"),
            "may": lambda *rows: policy.may(g.get("actor"), *rows),
            "policy": policy,
            "may_act": acting.may_do_more_than_read,
            "may_open": lambda endpoint: acting.opens(g.get("actor"), endpoint),
            "nav": _menu(menus, entries),
            "idle_seconds": settings.session_idle_minutes * 60,
        }

    css = brand_css(settings.brand_colour)
    version = hashlib.sha256(css.encode()).hexdigest()[:12]
    app.jinja_env.globals["brand_address"] = f"/brand.css?v={version}"

    @app.get("/brand.css", endpoint="brand")
    @access.anonymous
    def brand() -> Response:
        response = Response(css, mimetype="text/css")
        kept = "31536000, immutable" if request.args.get("v") == version else "3600"
        response.headers["Cache-Control"] = f"public, max-age={kept}"
        return response


def _words_of(settings: Settings) -> Portal:
    return Portal(
        name=settings.solution_name,
        municipality=settings.municipality,
        logo_text=settings.logo_text,
        phone=settings.phone,
        phone_href="tel:+45" + settings.phone.replace(" ", ""),
        email=settings.email,
        address=settings.address,
        cvr=settings.cvr,
    )


def _remembering_addresses() -> Callable[..., str]:
    urls: dict[tuple[str, str], str] = {}

    def address(endpoint: str, **values: Any) -> str:
        """What templates call `url_for`; addresses without anything in them are built once."""
        if values or endpoint.startswith(".") or not has_request_context():
            return url_for(endpoint, **values)
        key = (endpoint, request.script_root)
        known = urls.get(key)
        if known is None:
            known = urls[key] = url_for(endpoint)
        return known

    return address


def _menu(menus: dict[access.Audience, Menu], known: Entries) -> list[MenuEntry]:
    actor = g.get("actor")
    if actor is None:
        return []
    language, root = i18n.current(), request.script_root
    seen = []
    for endpoint, label, row in menus[actor.audience]:
        if (row is None or policy.may(actor, row)) and acting.opens(actor, endpoint):
            entry = known.get((endpoint, language, root))
            if entry is None:
                entry = known[endpoint, language, root] = (str(label), url_for(endpoint))
            seen.append(entry)
    here = _longest_match([url for _, url in seen])
    return [MenuEntry(label, url, url == here) for label, url in seen]


def _longest_match(urls: list[str]) -> str | None:
    inside = [u for u in urls if request.path == u or request.path.startswith(u.rstrip("/") + "/")]
    return max(inside, key=len, default=None)


def brand_css(colour: str) -> str:
    """The brand colour, and black or white for text upon it, whichever contrasts more (WCAG)."""
    light = _luminance(colour)
    text = "#ffffff" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else "#000000"
    return f":root{{--brand:{colour};--brand-contrast:{text}}}\n"


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it, 0 (black) to 1 (white)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
