"""Each night: a kind word to those whose log is quiet."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.access import Audience
from portal.joblog import queries
from portal.notifications import service as notifications


def hint_quiet(session: Session, now: datetime) -> int:
    """Tell those whose log is quiet, once for each silence; returns how many are quiet."""
    quiet = queries.quiet(session, now)
    for citizen_id, since, silence in quiet:
        notifications.tell(
            session,
            event=f"job-log-quiet-{since.isoformat()}",
            kind="job_log_quiet",
            audience=Audience.CITIZEN,
            recipient_id=citizen_id,
            now=now,
            path="/borger/joblog",
            number=silence.days,
        )
    return len(quiet)
