"""Queueing work: as the library itself would, and for a worker that knows the task."""

import procrastinate
import pytest
import sqlalchemy as sa
from flask import Flask

from portal import exports
from portal.booking.service import freed
from portal.core import jobs
from portal.core import worker as core_worker
from portal.core.db import db
from portal.messages.service import files
from portal.notifications import service as notifications
from portal.recruitment.service import attaching
from portal.settings import ROOT
from portal.systems.service import hooks
from portal.targets.service import reports

QUEUED = sa.text(
    "SELECT to_jsonb(procrastinate_jobs) - 'id' FROM procrastinate_jobs ORDER BY id DESC LIMIT 1"
)
NAMES = sa.text("SELECT type FROM procrastinate_events ORDER BY id DESC LIMIT 1")


@pytest.mark.parametrize("arguments", [{}, {"number": 7, "words": "blåbær 'og' 100 %"}])
def test_a_job_is_queued_as_the_library_does(app: Flask, arguments: dict[str, object]) -> None:
    library = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
    with app.app_context():
        driver = db.session.connection().connection.dbapi_connection
        library.configure_task("some.task", connection=driver).defer(**arguments)
        theirs, their_event = db.session.scalar(QUEUED), db.session.scalar(NAMES)
        jobs.defer(db.session, "some.task", **arguments)
        ours, our_event = db.session.scalar(QUEUED), db.session.scalar(NAMES)
    assert (ours, our_event) == (theirs, their_event)
    assert ours is not None
    assert ours["args"] == arguments


def test_the_worker_knows_every_task_that_is_queued(app: Flask) -> None:
    core_worker.load_jobs(app)
    queued = {
        attaching.SCAN,
        exports.service.MAKE,
        files.SCAN,
        freed.OFFER_FREED,
        freed.OFFER_PRIORITY,
        hooks.SEND_DUE,
        jobs.TAKE_UP,
        notifications.SEND_DUE,
        reports.MAKE_FILES,
    }
    assert queued - set(core_worker.queue.tasks) == set()


def test_every_room_with_jobs_is_on_the_list(app: Flask) -> None:
    written = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "portal").rglob("jobs*.py")
    }
    assert written - {"portal.core.jobs"} == set(app.extensions["portal.jobs"])
