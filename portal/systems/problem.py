"""Problems as RFC 9457 tells them to programs, with the words for the people behind them."""

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, g, make_response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from portal.core import clock
from portal.core.errors import NotFound, Refused

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:jobcenterportalen:problem:"

TITLES: dict[int, tuple[str, Any]] = {
    400: ("request", _l("The request can't be understood")),
    401: ("token", _l("No valid token")),
    403: ("scope", _l("The token may not do that")),
    404: ("missing", _l("There is no such enquiry")),
    409: ("state", _l("That can't be done any more")),
    412: ("changed", _l("The enquiry has changed since you read it")),
    413: ("size", _l("The request is too large")),
    415: ("media-type", _l("Send JSON")),
    422: ("content", _l("Something is missing or not right")),
    429: ("rate", _l("You ask too often")),
}


class Problem(Exception):
    """Something a program did wrong. Each error says where in the document, and what."""

    def __init__(
        self,
        status: int,
        detail: Any = "",
        errors: Iterable[tuple[str, Any]] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(str(status))
        self.status = status
        self.detail = detail
        self.errors = list(errors)
        self.headers = headers or {}


def pointer(*names: str) -> str:
    """Where something stands in the document, as a JSON pointer (RFC 6901)."""
    return "#" + "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in names)


def answer(problem: Problem) -> Response:
    """The problem as an answer."""
    key, title = TITLES.get(problem.status, ("", HTTPStatus(problem.status).phrase))
    content: dict[str, Any] = {
        "type": TYPE + key if key else "about:blank",
        "title": str(title),
        "status": problem.status,
    }
    if problem.detail:
        content["detail"] = str(problem.detail)
    if problem.errors:
        content["errors"] = [
            {"pointer": where, "detail": str(what)} for where, what in problem.errors
        ]
    response = make_response(json.dumps(content, ensure_ascii=False), problem.status)
    response.headers.update({"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store"})
    response.headers.update(problem.headers)
    return response


def speak(blueprint: Blueprint) -> None:
    """Let everything below a blueprint tell its problems so, and say how much may be asked."""
    blueprint.register_error_handler(Problem, answer)
    blueprint.register_error_handler(HTTPException, _http)
    blueprint.register_error_handler(NotFound, lambda _e: answer(Problem(404)))
    blueprint.register_error_handler(
        Refused, lambda refused: answer(Problem(409, refused.refusal.sentence))
    )

    @blueprint.after_request
    def limits(response: Response) -> Response:
        rate = g.get("system_rate")
        if rate is not None:
            response.headers.update(rate.headers(clock.now()))
        return response


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    detail = _("Send at most %(size)s kilobytes.", size=128) if status == 413 else ""
    return answer(Problem(status, detail))
