"""The worker's part: hints to quiet logs."""

from portal.core import clock
from portal.core.db import db
from portal.core.worker import in_app, queue
from portal.joblog import service

KEEP = "joblog.keep"


@queue.periodic(cron="37 3 * * *", queueing_lock=KEEP)
@queue.task(name=KEEP)
@in_app
def keep(timestamp: int | None = None) -> None:
    """Each night; a missed one is caught up by the next."""
    now = clock.now()
    service.hint_quiet(db.session, now)
    db.session.commit()
