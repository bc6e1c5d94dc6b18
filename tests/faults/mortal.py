"""The portal as deployed, but for one thing: it dies where a request's header says.

`X-Fault: before-commit talk` kills the process between the INSERT into that table and its commit;
`X-Fault: after-commit` when all is done and nothing is answered yet. Served by the real gunicorn.
"""

import os
import signal
from typing import Any

import sqlalchemy as sa
from flask import g, has_request_context, request

from wsgi import app as portal

HEADER = "X-Fault"


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def note_insert(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    """Remember that the row was written."""
    if has_request_context():
        when, _, table = request.headers.get(HEADER, "").partition(" ")
        if when == "before-commit" and f"INSERT INTO {table} " in statement:
            g.doomed = True


@sa.event.listens_for(sa.Engine, "commit")
def die_before_commit(_connection: Any) -> None:
    """Die in the moment before it would be kept."""
    if has_request_context() and g.get("doomed"):
        _die()


def app(environ: dict[str, Any], start_response: Any) -> Any:
    """Answer, or die with the answer in hand."""
    answer = portal(environ, start_response)
    if environ.get("HTTP_X_FAULT") == "after-commit":
        _die()
    return answer
