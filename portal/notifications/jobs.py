"""The worker's part: send what is due, each minute and whenever somebody was told something."""

from typing import Any

from flask import current_app

from portal.core import clock
from portal.core.db import db
from portal.core.worker import in_app, queue
from portal.notifications import receipts, sending, service


@queue.periodic(cron="* * * * *", queueing_lock=service.SEND_DUE)
@queue.task(name=service.SEND_DUE, pass_context=True)
@in_app
def send_due(context: Any, timestamp: int | None = None) -> None:
    """Send every message that is due. A missed run is caught up by the next one."""
    sending.send_due(
        db.session, current_app.extensions["portal.settings"], clock.now, context.should_abort
    )


READ_RECEIPTS = "notifications.read_receipts"


@queue.periodic(cron="*/5 * * * *", queueing_lock=READ_RECEIPTS)
@queue.task(name=READ_RECEIPTS)
@in_app
def read_receipts(timestamp: int | None = None) -> None:
    """Read what Digital Post says of our messages; the files are put away after the commit."""
    settings = current_app.extensions["portal.settings"]
    places = receipts.read_digital_post(db.session, receipts.waiting(settings), clock.now())
    db.session.commit()
    receipts.put_away(settings, places)
