"""Work after the commit: a row of procrastinate's tables, on the portal's own database.

A service defers a job on its session's own connection, so the job exists if and only if the
change does. `worker.py` runs it. The library itself stays unread here: a web process would carry
it about for the sake of one statement.
"""

import json
from typing import Any

from flask import current_app, g, has_request_context, request
from sqlalchemy.orm import Session

from portal.core.engine import note_writing

TAKE_UP = "core.take_up"
ASKED_BY = "asked_by_request"
"""The argument of a job that names the request it came from; no job sees it."""

# The library's own function, with what its `defer` gives it for a task without any options.
_DEFER = """
    SELECT procrastinate_defer_jobs_v1(ARRAY[
        ROW('default', %s, 0, NULL, NULL, %s::jsonb, NULL)::procrastinate_job_to_defer_v1
    ])
"""


def defer(session: Session, task: str, **arguments: Any) -> None:
    """Queue the task of that name in the session's transaction: it runs only if that commits.

    The worker's log lines carry the id of the request that asked for it, unless its author
    must stay unknown.
    """
    if has_request_context() and "request_id" in g and not _is_anonymous():
        arguments[ASKED_BY] = g.request_id
    connection = session.connection()
    note_writing(connection)
    driver = connection.connection.dbapi_connection
    assert driver is not None, "the session has just used it"
    driver.execute(_DEFER, (task, json.dumps(arguments)))


def _is_anonymous() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "portal_anonymous", False)
