"""Security headers, request ids, limits of bodies and ids, addresses we may send people to."""

import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, Response, abort, current_app, g, request
from flask_wtf import CSRFProtect
from werkzeug.routing import IntegerConverter

from portal.settings import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
MAX_BODY = 1024 * 1024
# The demo's sign-in page may stand on another address, and Chromium applies form-action to the
# redirect that follows a form post; `init_app` adds the providers' addresses.
LOCAL_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")

csrf = CSRFProtect()
View = TypeVar("View", bound=Callable[..., Any])


class RowId(IntegerConverter):
    """A number in an address; one with more digits than the database's ids have is no page."""

    regex = r"\d{1,18}"


def init_app(app: Flask, settings: Settings) -> None:
    """Put the limits and headers on every request and answer."""
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # we send no Referer on purpose; the token alone decides
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies(),
        SESSION_COOKIE_NAME=cookie_name("form", settings),
    )
    csrf.init_app(app)
    app.url_map.converters["int"] = RowId
    headers = _headers(settings)

    @app.before_request
    def name_request() -> None:
        g.request_id = secrets.token_hex(8)
        # No text of ours can hold a NUL, so an address with one asks for nothing.
        if "\0" in request.path:
            abort(404)
        if b"%00" in request.query_string:
            abort(400)

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
        return response


def cookie_name(name: str, settings: Settings) -> str:
    """What a cookie is called: over https so that no other host can set it, nor a page without."""
    return f"__Host-{name}" if settings.secure_cookies() else name


def takes_files(view: View) -> View:
    """The view takes a large body. It is read only after the guard has let the actor in.

    That the form is ours is checked then too: reading its token means reading the body.
    """

    @wraps(view)
    def receiving(*args: Any, **kwargs: Any) -> Any:
        settings: Settings = current_app.extensions["portal.settings"]
        request.max_content_length = settings.largest_upload()
        if current_app.config.get("WTF_CSRF_ENABLED", True):
            csrf.protect()
        return view(*args, **kwargs)

    csrf.exempt(receiving)
    return cast(View, receiving)


def _headers(settings: Settings) -> dict[str, str]:
    issuers = {
        "/".join(settings.provider_for(audience).issuer.split("/")[:3])
        for audience in ("citizen", "business", "staff")
    }
    allowed = " ".join(["form-action 'self'", *sorted(issuers)])
    policy = CONTENT_SECURITY_POLICY.replace("form-action 'self'", allowed)
    headers = HEADERS | {"Content-Security-Policy": policy}
    if settings.secure_cookies():
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def safe_path(wanted: str | None, default: str = "/") -> str:
    """`wanted` when it is a path of our own, else `default`.

    Refuses other hosts in every spelling browsers accept: //evil, /\\evil, https:evil, /<tab>/evil.
    """
    if wanted and request and LOCAL_PATH.fullmatch(wanted):
        return wanted
    return default
