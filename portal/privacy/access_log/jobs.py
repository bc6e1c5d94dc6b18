"""The worker's part: each month's looks are drawn when it is over."""

from flask import current_app

from portal.core import clock
from portal.core.db import db
from portal.core.worker import in_app, queue
from portal.privacy.access_log import rules, service

DRAW = "access_log.draw"


@queue.periodic(cron="17 5 * * *", queueing_lock=DRAW)
@queue.task(name=DRAW)
@in_app
def draw(timestamp: int | None = None) -> None:
    """Each morning, so that a missed first of the month is caught up with; it draws once."""
    now = clock.now()
    month = rules.month_before(clock.local_date(now))
    service.draw(db.session, current_app.extensions["portal.settings"], month, now)
    db.session.commit()
