"""The caseworker looks at a log and says something about an entry."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound
from portal.joblog import queries
from portal.joblog.models import JobLogComment
from portal.notifications import service as notifications


def note_look(session: Session, staff: Actor, citizen_id: int, *, now: datetime) -> None:
    """Write down that a member of staff has seen the citizen's log."""
    audit.record(session, staff, "read", "job_log", citizen_id, now=now, citizen_id=citizen_id)


def comment(
    session: Session, staff: Actor, citizen_id: int, entry_id: int, text: str, *, now: datetime
) -> JobLogComment:
    """Say something about an entry; the citizen is told. The very same again is said once.

    Raises:
        NotFound: when the citizen has no such entry.
    """
    entry = queries.entry(session, citizen_id, entry_id)
    if entry is None:
        raise NotFound
    for one in queries.comments(session, [entry_id]).get(entry_id, ()):
        if (one.staff_id, one.text) == (staff.person_id, text):
            return one
    made = JobLogComment(entry_id=entry_id, staff_id=staff.person_id, text=text, written_at=now)
    session.add(made)
    session.flush()
    notifications.tell(
        session,
        event=f"job-log-comment-{made.id}",
        kind="job_log_comment",
        audience=Audience.CITIZEN,
        recipient_id=citizen_id,
        now=now,
        path="/borger/joblog",
        title=entry.title,
    )
    audit.record(session, staff, "add", "job_log_comment", made.id, now=now, citizen_id=citizen_id)
    return made
