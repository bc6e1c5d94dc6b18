"""Work after the commit: procrastinate, on the portal's own database.

A service defers a job on its session's own connection, so the job exists if and only if the
change does. Jobs run inside an application context and are entry points: they ask the clock and
commit.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import procrastinate
from flask import Flask, current_app
from sqlalchemy.orm import Session

# The connector is chosen when a worker or command starts; deferring in a request uses the
# request's own connection and never opens this one.
queue = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def in_app(function: Callable[..., None]) -> Callable[..., None]:
    """Run a job inside the worker's application context."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        app: Flask = worker_app[0]
        with app.app_context():
            function(*args, **kwargs)

    return run


worker_app: list[Flask] = []


def defer(session: Session, task: Any, **arguments: Any) -> None:
    """Queue `task` in the session's transaction: it runs only if that commits."""
    connection = session.connection().connection.dbapi_connection
    task.configure(connection=connection).defer(**arguments)


def run_worker(app: Flask, url: str, *, once: bool = False) -> None:
    """Run jobs until stopped, or with `once` until the queue is empty."""
    worker_app[:] = [app]
    conninfo = url.replace("postgresql+psycopg://", "postgresql://", 1)
    connector = procrastinate.PsycopgConnector(conninfo=conninfo, min_size=1, max_size=4)
    with queue.replace_connector(connector) as worker:
        worker.run_worker(
            wait=not once,
            concurrency=2,
            install_signal_handlers=True,
            listen_notify=not once,
            delete_jobs="successful",
        )


def current_queue() -> procrastinate.App:
    """The queue, for commands that look into it."""
    assert current_app
    return queue
