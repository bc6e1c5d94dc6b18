"""The worker's part: send to companies' systems, and forget how often they asked."""

from typing import Any

from flask import current_app

from portal.core import clock, limits
from portal.core.db import db
from portal.core.worker import in_app, queue
from portal.systems import sending
from portal.systems.service import hooks

FORGET = "systems.forget"


@queue.periodic(cron="* * * * *", queueing_lock=hooks.SEND_DUE)
@queue.task(name=hooks.SEND_DUE, pass_context=True)
@in_app
def send_due(context: Any, timestamp: int | None = None) -> None:
    """Send every message that is due. A missed run is caught up by the next one."""
    sending.send_due(
        db.session, current_app.extensions["portal.settings"], clock.now, context.should_abort
    )


@queue.periodic(cron="* * * * *", queueing_lock=FORGET)
@queue.task(name=FORGET)
@in_app
def forget(timestamp: int | None = None) -> None:
    """Delete the minutes and hours that are over; all else has a rule of keeping."""
    limits.forget_old(db.session, clock.now())
    db.session.commit()
