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
    service.exemptions.end_expired(db.session, now)
    service.failures.extend_for_lack_of_times(db.session, now)
    service.expire_obligations(db.session, now)
    service.generate_obligations(db.session, now)
    db.session.commit()


BEAT = "booking.beat"


@queue.periodic(cron="*/5 * * * *", queueing_lock=BEAT)
@queue.task(name=BEAT)
@in_app
def beat(timestamp: int | None = None) -> None:
    """Note that the portal is up; a long gap was an outage, and moves the deadlines it hit."""
    service.failures.beat(db.session, clock.now())
    db.session.commit()
