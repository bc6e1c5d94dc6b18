"""The worker's part: send what is due, each minute and whenever somebody was told something."""

from typing import Any

from flask import current_app

from portal.core import clock
from portal.core.db import db
from portal.core.jobs import in_app, queue
from portal.notifications import sending, service


@queue.periodic(cron="* * * * *", queueing_lock=service.SEND_DUE)
@queue.task(name=service.SEND_DUE, pass_context=True)
@in_app
def send_due(context: Any, timestamp: int | None = None) -> None:
    """Send every message that is due. A missed run is caught up by the next one."""
    sending.send_due(
        db.session, current_app.extensions["portal.settings"], clock.now, context.should_abort
    )
