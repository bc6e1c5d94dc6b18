"""The worker's part: make what was ordered, and look each minute for what nobody is at."""

from flask import current_app

from portal.core import clock
from portal.core.db import db
from portal.core.worker import AGAIN, in_app, queue
from portal.exports import making
from portal.exports.service import MAKE

SWEEP = "exports.sweep"


@queue.task(name=MAKE, retry=AGAIN)
@in_app
def make(order_id: int) -> None:
    """Make an order, read from the replica where there is one; run twice, it is made once."""
    settings = current_app.extensions["portal.settings"]
    making.make(db.session, db.reading, settings, order_id, clock.now)


@queue.periodic(cron="* * * * *", queueing_lock=SWEEP)
@queue.task(name=SWEEP)
@in_app
def sweep(timestamp: int | None = None) -> None:
    """Each minute: what a killed worker left is given to another, or ends with a word."""
    making.sweep(db.session, clock.now())
    db.session.commit()
