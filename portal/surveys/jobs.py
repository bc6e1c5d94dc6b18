"""The worker's part: keep answers mixed, and invite those whose day has come."""

from portal.core import clock
from portal.core.db import db
from portal.core.jobs import in_app, queue
from portal.surveys import service

MIX = "surveys.mix"
INVITE_DUE = "surveys.invite_due"


@queue.periodic(cron="41 * * * *", queueing_lock=MIX)
@queue.task(name=MIX)
@in_app
def mix(timestamp: int | None = None) -> None:
    """Hourly: mix the new answers with the others of their wave."""
    service.mix_answers(db.session, now=clock.now())
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
