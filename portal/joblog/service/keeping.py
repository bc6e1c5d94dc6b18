"""Each night: a kind word to those whose log is quiet, and forgetting what need not be kept."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.access import Audience
from portal.joblog import queries
from portal.joblog.models import JobLogComment, JobLogEntry
from portal.notifications import service as notifications

FORGOTTEN = {"note": "", "how": "", "next_step": "", "next_on": None, "link": ""}


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


def forget_optional(session: Session, now: datetime) -> int:
    """Empty the optional fields of entries older than the rule keeps them; returns how many.

    Title, employer, day and status stay, and so does what is counted.
    """
    setting = queries.setting(session, clock.local_date(now))
    if setting is None:
        return 0
    today = clock.local_date(now)
    day = min(today.day, 28)
    before = today.replace(year=today.year - setting.keep_optional_years, day=day)
    old = sa.and_(
        JobLogEntry.applied_on < before,
        sa.or_(
            *(getattr(JobLogEntry, name) != "" for name in ("note", "how", "next_step", "link")),
            JobLogEntry.next_on.is_not(None),
            sa.exists().where(JobLogComment.entry_id == JobLogEntry.id),
        ),
    )
    ids = list(session.scalars(sa.select(JobLogEntry.id).where(old).with_for_update()))
    session.execute(sa.delete(JobLogComment).where(JobLogComment.entry_id.in_(ids)))
    session.execute(sa.update(JobLogEntry).where(JobLogEntry.id.in_(ids)).values(**FORGOTTEN))
    return len(ids)
