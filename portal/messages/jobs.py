"""The worker's part: files that wait for the virus scanner."""

from flask import current_app

from portal.core import clock, scanning
from portal.core.db import db
from portal.core.worker import in_app, queue
from portal.messages import service
from portal.messages.service.files import SCAN


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
