"""The worker's part: noting that a citizen did not answer in time."""

from portal.core import clock
from portal.core.db import db
from portal.core.worker import in_app, queue
from portal.openings import service

UNANSWERED = "openings.unanswered"


@queue.periodic(cron="*/10 * * * *", queueing_lock=UNANSWERED)
@queue.task(name=UNANSWERED)
@in_app
def unanswered(timestamp: int | None = None) -> None:
    """Every ten minutes; a missed run is caught up by the next, with the deadline's own moment."""
    service.mark_unanswered(db.session, clock.now())
    db.session.commit()
