"""The worker's part: files that wait for the virus scanner, and forgetting."""

from flask import current_app

from portal.core import clock, scanning
from portal.core.db import db
from portal.core.jobs import in_app, queue
from portal.messages import service
from portal.messages.service.files import SCAN

KEEP = "messages.keep"


@queue.periodic(cron="*/5 * * * *", queueing_lock=SCAN)
@queue.task(name=SCAN)
@in_app
def scan(timestamp: int | None = None) -> None:
    """Every five minutes: while the scanner is away files wait, and are tried again."""
    settings = current_app.extensions["portal.settings"]
    try:
        while service.scan_waiting(db.session, settings, clock.now()):
            db.session.commit()
    except scanning.ScannerAway:
        db.session.rollback()


@queue.periodic(cron="53 3 * * *", queueing_lock=KEEP)
@queue.task(name=KEEP)
@in_app
def keep(timestamp: int | None = None) -> None:
    """Each night; a missed one is caught up by the next."""
    now = clock.now()
    service.forget_old(db.session, now)
    service.forget_chosen_files(db.session, now)
    db.session.commit()
