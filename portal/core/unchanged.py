"""Public pages that a browser may keep, and ask after: 304 while they are as they were.

Only a page that holds nothing of its reader: nobody is signed in, no form token stands in it, no
message is shown once, nothing is remembered by it. All else goes out as ever, never to be kept.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request, session

View = TypeVar("View", bound=Callable[..., Any])

# Kept, but never shown again without asking: what it says of opening hours is of the minute.
ASK_FIRST = "private, no-cache"


def same_for_all(view: View) -> View:
    """The view's page is the same for everybody who reads it in one language, signed out."""
    view.portal_same_for_all = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Give such pages an ETag, and answer 304 to who has them."""

    @app.after_request
    def mark(response: Response) -> Response:
        view = current_app.view_functions.get(request.endpoint or "")
        if not getattr(view, "portal_same_for_all", False) or request.method not in ("GET", "HEAD"):
            return response
        response.vary.update(("Accept-Language", "Cookie"))
        if response.status_code != 200 or _is_somebodys(response):
            return response
        response.headers.setdefault("Cache-Control", ASK_FIRST)
        # Weak: the proxy may send the same page in another encoding.
        response.add_etag(weak=True)
        response.make_conditional(request)
        return response


def _is_somebodys(response: Response) -> bool:
    token = current_app.config.get("WTF_CSRF_FIELD_NAME", "csrf_token")
    return (
        g.get("actor") is not None
        or token in g
        or session.modified
        or "Set-Cookie" in response.headers
    )
