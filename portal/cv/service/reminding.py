"""Asking citizens to say that their CV is right, once each time it is due."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.access import Audience
from portal.cv import queries
from portal.notifications import service as notifications


def remind(session: Session, now: datetime) -> int:
    """Tell everybody in a course whose CV is due; returns how many are due.

    The same due day is told once, however often this runs.
    """
    due = queries.due(session, now)
    for citizen_id, day in due:
        notifications.tell(
            session,
            event=f"cv-due-{day.isoformat()}",
            kind="cv_to_confirm",
            audience=Audience.CITIZEN,
            recipient_id=citizen_id,
            now=now,
            path="/borger/cv",
            due=clock.start_of_day(day),
        )
    return len(due)
