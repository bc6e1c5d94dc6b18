"""The worker's part: it examines the installation, so that no page has to wait for others."""

from flask import current_app
from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError

from portal.core import clock, months
from portal.core.db import db
from portal.core.logs import log
from portal.core.worker import in_app, queue
from portal.operations import examining
from portal.operations.doctor import examine

EXAMINE = "operations.examine"
MONTHS = "operations.months"


@queue.periodic(cron="*/5 * * * *", queueing_lock=EXAMINE)
@queue.task(name=EXAMINE)
@in_app
def examine_installation(timestamp: int | None = None) -> None:
    """Look at everything and keep what was found."""
    settings = current_app.extensions["portal.settings"]
    findings = examine(lambda: db.session, settings, clock.now)
    examining.keep(db.session, findings, now=clock.now())
    db.session.commit()


@queue.periodic(cron="23 * * * *", queueing_lock=MONTHS)
@queue.task(name=MONTHS)
@in_app
def keep_months(timestamp: int | None = None) -> None:
    """Make the months to come, and move what strayed from its month; a table in use is left for
    the next hour."""
    try:
        for part in months.keep_up(db.session, clock.now()):
            db.session.commit()
            log.info("month made", part=part)
    except OperationalError as error:
        db.session.rollback()
        if not isinstance(error.orig, LockNotAvailable):
            raise
        log.warning("a month waits for a table in use")
