"""The worker's part: warn consultants in time, and forget drafts nobody finished."""

from portal.core import clock
from portal.core.db import db
from portal.core.jobs import in_app, queue
from portal.recruitment.service import assigning, drafts, notices


@queue.periodic(cron="*/5 * * * *", queueing_lock="recruitment.warn")
@queue.task(name="recruitment.warn")
@in_app
def warn(timestamp: int | None = None) -> None:
    """Give on what its owner is away from, and tell of clocks that run out.

    A missed run is caught up by the next one.
    """
    now = clock.now()
    assigning.move_from_absent(db.session, now)
    notices.warn(db.session, now)
    db.session.commit()


@queue.periodic(cron="17 3 * * *", queueing_lock="recruitment.forget_drafts")
@queue.task(name="recruitment.forget_drafts")
@in_app
def forget_drafts(timestamp: int | None = None) -> None:
    """Delete what was begun a month ago and never sent."""
    drafts.delete_old(db.session, clock.now())
    db.session.commit()
