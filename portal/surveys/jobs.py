"""The worker's part: lay answers down in company, and invite those whose day has come."""

from portal.core import clock
from portal.core.db import db
from portal.core.jobs import in_app, queue
from portal.surveys import service

LAY = "surveys.lay"
INVITE_DUE = "surveys.invite_due"


# Every quarter of an hour: until then a new answer and the mark of its link share a transaction.
@queue.periodic(cron="*/15 * * * *", queueing_lock=LAY)
@queue.task(name=LAY)
@in_app
def lay(timestamp: int | None = None) -> None:
    """Lay down the answers that have company, and seal the others anew."""
    service.lay_answers(db.session, now=clock.now())
    db.session.commit()


# Hourly in the daytime, though each citizen's turn comes once a quarter: a worker that was away
# at one time of the day makes up for it at the next.
@queue.periodic(cron="11 8-16 * * *", queueing_lock=INVITE_DUE)
@queue.task(name=INVITE_DUE)
@in_app
def invite_due(timestamp: int | None = None) -> None:
    """Invite every citizen whose day of the quarter has come and who is not invited yet."""
    service.invite_due(db.session, now=clock.now())
    db.session.commit()
