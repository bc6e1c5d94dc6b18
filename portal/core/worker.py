"""The worker: procrastinate, on the portal's own database, runs what `jobs.defer` has queued.

Jobs run inside an application context and are entry points: they ask the clock and commit. Only
the worker reads this module and the rooms' jobs; a web process needs neither.
"""

import asyncio
import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from typing import Any

import click
import procrastinate
import structlog
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.core import tracing
from portal.core.db import db
from portal.core.jobs import ASKED_BY, TAKE_UP
from portal.core.logs import log
from portal.settings import Settings

# The tasks the worker knows. Its connector is chosen when it starts.
queue = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
logging.getLogger("procrastinate").setLevel(logging.WARNING)

# A job that is told to stop has this long before the worker asks it to give up.
PATIENCE = 3.0
TRY_AGAIN_AFTER = 2.0

worker_app: list[Flask] = []

# The database or a neighbour was away for a moment. Every job may run twice without harm.
AGAIN = procrastinate.RetryStrategy(max_attempts=5, exponential_wait=4)


def in_app(function: Callable[..., None]) -> Callable[..., None]:
    """Run a job inside the worker's application context."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        request_id = kwargs.pop(ASKED_BY, None)
        named = {"request_id": request_id} if request_id else {}
        began, ended = time.perf_counter(), "failed"
        with (
            structlog.contextvars.bound_contextvars(job=function.__name__, **named),
            worker_app[0].app_context(),
            tracing.of_job(worker_app[0], function.__name__, request_id),
        ):
            try:
                function(*args, **kwargs)
                ended = "done"
            finally:
                log.info("job", outcome=ended, ms=round((time.perf_counter() - began) * 1000, 1))

    return run


@queue.periodic(cron="* * * * *", queueing_lock=TAKE_UP)
@queue.task(name=TAKE_UP, pass_context=True)
async def take_up(context: procrastinate.JobContext, timestamp: int | None = None) -> None:
    """Give the jobs that a killed worker left half done to those who live.

    What comes again by the clock is closed instead: its next run does the work.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.queueing_lock is None:
            await manager.retry_job(job)
        else:
            await manager.finish_job(job, procrastinate.jobs.Status.FAILED, delete_job=True)
        log.warning("job taken up", job_id=job.id, task=job.task_name)


@click.command()
@click.option("--once", is_flag=True, help="Stop when the queue is empty.")
@with_appcontext
def worker(once: bool) -> None:
    """Run the jobs until stopped: mails, reminders, what is due."""
    app: Any = current_app
    url = db.engine.url.render_as_string(hide_password=False)
    run_worker(app._get_current_object(), url, once=once)


def load_jobs(app: Flask) -> None:
    """Read every room's jobs, which makes them known."""
    for name in app.extensions["portal.jobs"]:
        import_module(name)


def run_worker(app: Flask, url: str, *, once: bool = False) -> None:
    """Run jobs until SIGTERM or SIGINT, or with `once` until the queue is empty.

    When the database goes away the worker waits for it and goes on.
    """
    load_jobs(app)
    worker_app[:] = [app]
    settings: Settings = app.extensions["portal.settings"]
    source = _Source(
        url.replace("postgresql+psycopg://", "postgresql://", 1), pooled=settings.is_pooled()
    )
    work = _work_once if once else _work_until_stopped
    asyncio.run(work(source))


@dataclass(frozen=True)
class _Source:
    """Where jobs come from. A pooler keeps no statements, and carries no word of new jobs: a
    worker behind one asks for them every few seconds."""

    conninfo: str
    pooled: bool

    def connector(self) -> procrastinate.PsycopgConnector:
        return procrastinate.PsycopgConnector(
            conninfo=self.conninfo,
            min_size=1,
            max_size=4,
            timeout=10.0,
            kwargs={"prepare_threshold": None} if self.pooled else {},
        )


async def _work_once(source: _Source) -> None:
    await _work(source, wait=False, listen_notify=False)


async def _work_until_stopped(source: _Source) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    log.info("worker started")
    while not stopped.is_set():
        working = asyncio.ensure_future(_work(source, wait=True, listen_notify=not source.pooled))
        waiting = asyncio.ensure_future(stopped.wait())
        await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if stopped.is_set():
            working.cancel()
        waiting.cancel()
        # A worker ends by itself only when it lost the database.
        (failure,) = await asyncio.gather(working, return_exceptions=True)
        if not stopped.is_set():
            log.error("worker lost its database", reason=type(failure).__name__)
            await asyncio.sleep(TRY_AGAIN_AFTER)
    log.info("worker stopped")


async def _work(source: _Source, **options: Any) -> None:
    with queue.replace_connector(source.connector()) as worker:
        async with worker.open_async():
            await worker.run_worker_async(
                concurrency=2,
                install_signal_handlers=False,
                shutdown_graceful_timeout=PATIENCE,
                delete_jobs="successful",
                **options,
            )
