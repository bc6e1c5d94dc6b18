"""The worker's part: missed deadlines and new duties. Hourly, so that a missed run catches up."""

from portal.booking import service
from portal.core import clock
from portal.core.db import db
from portal.core.jobs import in_app, queue

KEEP_DUTIES = "booking.keep_duties"


@queue.periodic(cron="7 * * * *", queueing_lock=KEEP_DUTIES)
@queue.task(name=KEEP_DUTIES)
@in_app
def keep_duties(timestamp: int | None = None) -> None:
    """Mark what was not booked in time, and make what is due by the rules."""
    now = clock.now()
    service.expire_obligations(db.session, now)
    service.generate_obligations(db.session, now)
    db.session.commit()
