"""What people see when something goes wrong: a page that says what happened and the way on."""

import psycopg
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.core.embedded_postgres import EmbeddedPostgresError
from portal.core.errors import NotFound
from portal.core.limits import TooOften
from portal.core.logs import log

WORTH_KEEPING = 20
"""Characters: shorter texts are quickly typed again."""
AWAY = (psycopg.OperationalError, ReadOnlySqlTransaction, PoolTimeout, EmbeddedPostgresError)
PAGES = {400, 403, 404, 405, 413, 429, 500, 503}


def init_app(app: Flask) -> None:
    """Answer every failure with a page (or JSON below /api/), never with a trace."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotFound, lambda _e: _answer(404))
    app.register_error_handler(TooOften, _too_often)
    app.register_error_handler(ProgrammingError, _locked)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response:
    """What somebody aborted with; also what broke while an answer was given its last touch."""
    broken = getattr(error, "original_exception", None)
    return _unexpected(broken) if broken is not None else _answer(error.code or 500, error)


def is_database_away(error: BaseException | None) -> bool:
    """Whether it all began with a database that was away, or took no writing yet because the
    lead changes hands. Libraries wrap that in errors of their own, and what tidies up after it
    fails as well."""
    while error is not None:
        if isinstance(error, AWAY):
            return True
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return False


def _database_away(error: Exception) -> Response:
    log.error("database unavailable", exc_info=error)
    response = _answer(503)
    response.headers["Retry-After"] = "10"
    return response


def _too_often(error: TooOften) -> Response:
    response = _answer(429)
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _locked(error: ProgrammingError) -> Response:
    """The database's own lock held what the application let through: another's row is a missing
    one, here as everywhere."""
    if not isinstance(error.orig, InsufficientPrivilege):
        return _unexpected(error)
    log.error("refused by the lock of rows", exc_info=error)
    return _answer(404)


def _unexpected(error: Exception) -> Response:
    if is_database_away(error):
        return _database_away(error)
    log.error("unexpected failure", exc_info=error)
    return _answer(500)


def _answer(status: int, error: HTTPException | None = None) -> Response:
    if error is not None and error.response is not None:
        return make_response(error.response)
    if error is not None and status < 400:
        return make_response(error.get_response())
    shown = status if status in PAGES else 400 if status < 500 else 500
    if request.path.startswith("/api/"):
        response = make_response(jsonify(error=status), status)
    else:
        response = make_response(_page(shown), status)
    if status == 429:
        response.headers["Retry-After"] = "60"
    if error is not None and status == 405:
        response.headers["Allow"] = dict(error.get_headers()).get("Allow", "")
    return response


def _page(shown: int) -> str | Response:
    try:
        return render_template(f"errors/{shown}.html", typed=_typed() if shown == 403 else [])
    except Exception as error:  # the page of last resort needs no template and no database
        log.error("error page failed", exc_info=error)
        return Response(
            "Noget gik galt hos os. / Something went wrong with us.", mimetype="text/plain"
        )


def _typed() -> list[str]:
    """The longer texts that somebody sent after their sign-in had ended, so that none is lost."""
    if g.get("actor") is not None or request.method != "POST":
        return []
    try:
        sent = request.form.items(multi=True)
    except HTTPException:  # too large to be read from strangers
        return []
    return worth_keeping(list(sent))


def worth_keeping(fields: list[tuple[str, str]]) -> list[str]:
    """The longer texts among the fields of a form: those that nobody wants to write twice."""
    return [
        text
        for name, text in fields
        if len(text) >= WORTH_KEEPING and name not in ("csrf_token", "next", "key", "seen")
    ]
