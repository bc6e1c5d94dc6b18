"""What need not be kept is forgotten: threads some years after the course, files never sent."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import audit, clock
from portal.messages import queries, rules
from portal.messages.models import MessageFile, MessageThread

AT_ONCE = 500


def forget_old(session: Session, now: datetime) -> int:
    """Delete the threads of courses that ended longer ago than the rule keeps them; how many.

    Messages and files go with them. Some hundreds at a time; the next run takes the rest.
    """
    today = clock.local_date(now)
    setting = queries.promises(session, now).setting(today)
    if setting is None:
        return 0
    over = sa.select(MessageThread.id, Citizen.id, Citizen.course_ended_on).join(
        Citizen, Citizen.id == MessageThread.citizen_id
    )
    latest = today.replace(year=today.year - setting.keep_years, day=min(today.day, 28))
    rows = session.execute(
        over.where(Citizen.course_ended_on <= latest).order_by(MessageThread.id).limit(AT_ONCE)
    )
    due = [
        (thread_id, citizen_id)
        for thread_id, citizen_id, ended in rows
        if ended and rules.keep_until(ended, setting.keep_years) <= today
    ]
    session.execute(
        sa.delete(MessageThread).where(MessageThread.id.in_([thread_id for thread_id, _ in due]))
    )
    for thread_id, citizen_id in due:
        audit.record(
            session, None, "forget", "message_thread", thread_id, now=now, citizen_id=citizen_id
        )
    session.flush()
    return len(due)


def forget_chosen_files(session: Session, now: datetime) -> int:
    """Delete files that were chosen in a form and never sent; how many."""
    old = sa.delete(MessageFile).where(
        MessageFile.message_id.is_(None), MessageFile.stored_at < now - rules.DRAFT_FILES_KEPT
    )
    return len(session.scalars(old.returning(MessageFile.id)).all())
