"""The worker's part: ask citizens whose CV is due to say that it is right."""

from portal.core import clock
from portal.core.db import db
from portal.core.worker import in_app, queue
from portal.cv import service

REMIND = "cv.remind"


@queue.periodic(cron="23 * * * *", queueing_lock=REMIND)
@queue.task(name=REMIND)
@in_app
def remind(timestamp: int | None = None) -> None:
    """Ask each of them once for each day it became due; a missed run is caught up by the next."""
    service.remind(db.session, clock.now())
    db.session.commit()
