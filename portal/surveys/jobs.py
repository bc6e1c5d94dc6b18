"""The worker's part: invite, remind, lay answers down in company, forget what is old."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.logs import log
from portal.core.worker import in_app, queue
from portal.surveys import service
from portal.surveys.service import paper

LAY = "surveys.lay"
INVITE_DUE = "surveys.invite_due"
REMIND_DUE = "surveys.remind_due"
TIDY = "surveys.tidy"


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
    """Invite every citizen and business for whom there is a reason and who is not invited yet."""
    _unless_clock_is_back(service.invite_due)
    _unless_clock_is_back(service.invite_businesses)


@queue.periodic(cron="21 9-16 * * *", queueing_lock=REMIND_DUE)
@queue.task(name=REMIND_DUE)
@in_app
def remind_due(timestamp: int | None = None) -> None:
    """Send this week's reminders, all at once, if they have not gone."""
    service.remind_due(db.session, now=clock.now())
    db.session.commit()


@queue.periodic(cron="31 4 * * *", queueing_lock=TIDY)
@queue.task(name=TIDY)
@in_app
def tidy(timestamp: int | None = None) -> None:
    """Forget the codes of quarters that are over."""
    paper.forget_old(db.session)
    db.session.commit()


def _unless_clock_is_back(invite: Callable[..., int]) -> None:
    session: Session = db.session
    now: datetime = clock.now()
    try:
        invite(session, now=now)
    except Refused as refused:
        session.rollback()
        log.error("nobody invited to the survey", reason=refused.refusal.name)
        return
    session.commit()
