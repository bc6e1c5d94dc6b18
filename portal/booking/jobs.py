"""The worker's part: missed deadlines and new duties. Hourly, so that a missed run catches up."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import Range

from portal.booking import service
from portal.booking.service.freed import OFFER_FREED, OFFER_PRIORITY
from portal.core import clock
from portal.core.db import db
from portal.core.worker import AGAIN, in_app, queue

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


GUARD_TIMES = "booking.guard_times"


@queue.periodic(cron="30 4 * * *", queueing_lock=GUARD_TIMES)
@queue.task(name=GUARD_TIMES)
@in_app
def guard_times(timestamp: int | None = None) -> None:
    """Warn the team leads when times are missing, before the deadlines are sent."""
    service.guard.warn_leads(db.session, clock.now())
    db.session.commit()


BEAT = "booking.beat"


@queue.periodic(cron="*/5 * * * *", queueing_lock=BEAT)
@queue.task(name=BEAT)
@in_app
def beat(timestamp: int | None = None) -> None:
    """Note that the portal is up; a long gap was an outage, and moves the deadlines it hit."""
    now = clock.now()
    service.failures.beat(db.session, now)
    service.offers.expire(db.session, now)
    db.session.commit()


@queue.task(name=OFFER_FREED, retry=AGAIN)
@in_app
def offer_freed(staff_id: int, starts: str, ends: str) -> None:
    """Offer a time that has become free to the first who waits for an earlier one."""
    during = Range(datetime.fromisoformat(starts), datetime.fromisoformat(ends))
    service.offering.offer_freed(db.session, staff_id, during, clock.now())
    db.session.commit()


@queue.task(name=OFFER_PRIORITY, retry=AGAIN)
@in_app
def offer_priority(talk_id: int) -> None:
    """Offer times to a citizen whose talk we did not hold."""
    service.offering.offer_priority(db.session, talk_id, clock.now())
    db.session.commit()
