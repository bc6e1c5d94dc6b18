"""What the sign-in pages answer with: a cookie, a sentence about what went wrong."""

from flask import current_app, flash, redirect, url_for
from werkzeug.wrappers import Response

from portal.accounts import service
from portal.core.logs import log
from portal.core.security import cookie_name
from portal.settings import Settings


def give_cookie(response: Response, secret: str, settings: Settings) -> Response:
    """Let the browser hold the secret id of its sign-in; scripts and other sites never see it."""
    response.set_cookie(
        cookie_name(service.COOKIE, settings),
        secret,
        max_age=int(service.limits(settings).absolute.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.secure_cookies(),
    )
    return response


def forget_cookie(response: Response) -> Response:
    """Let the browser forget its sign-in."""
    settings: Settings = current_app.extensions["portal.settings"]
    response.delete_cookie(
        cookie_name(service.COOKIE, settings),
        httponly=True,
        samesite="Lax",
        secure=settings.secure_cookies(),
    )
    return response


def failed(sentence: str, error: Exception, back: str | None = None) -> Response:
    """Say what went wrong on the sign-in page, or the page `back`, and write it down."""
    log.warning("sign-in failed", reason=type(error).__name__, detail=str(error)[:200])
    flash(sentence, "error")
    return redirect(back or url_for("accounts.sign_in"))
