"""The worker's part: it examines the installation, so that no page has to wait for others."""

from flask import current_app

from portal.core import clock
from portal.core.db import db
from portal.core.worker import in_app, queue
from portal.operations import examining
from portal.operations.doctor import examine

EXAMINE = "operations.examine"


@queue.periodic(cron="*/5 * * * *", queueing_lock=EXAMINE)
@queue.task(name=EXAMINE)
@in_app
def examine_installation(timestamp: int | None = None) -> None:
    """Look at everything and keep what was found."""
    settings = current_app.extensions["portal.settings"]
    findings = examine(lambda: db.session, settings, clock.now)
    examining.keep(db.session, findings, now=clock.now())
    db.session.commit()
