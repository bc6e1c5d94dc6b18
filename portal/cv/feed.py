"""What the CV hangs into the citizen's feed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.feed import Expects, ToDo, events
from portal.cv import queries
from portal.cv.models import Cv, CvVersion

WORDS: dict[str, Any] = {
    "cv_changed": _l("The CV is changed"),
    "cv_confirmed": _l("The CV is confirmed"),
}


def to_do(session: Session, citizen_id: int, now: datetime) -> list[ToDo]:
    """Make the CV, or say that it is still right, when that is due."""
    status = queries.status(session, citizen_id, now)
    if status.is_empty and status.due_on is not None:
        title, action = _("Make your CV"), _("Begin your CV")
    elif status.needs_confirmation:
        title, action = _("Say that your CV is still right"), _("Look it through")
    else:
        return []
    return [ToDo(title, action, "cv.show", Expects.CENTRE, due_on=status.due_on)]


def happened(citizen_id: int) -> list[sa.Select[Any]]:
    """Days on which the CV was changed, and when it was confirmed last."""
    day = sa.cast(sa.func.timezone(clock.COPENHAGEN.key, CvVersion.made_at), sa.Date)
    changed = events("cv_changed", sa.func.max(CvVersion.made_at), sa.func.max(CvVersion.id))
    confirmed = events("cv_confirmed", Cv.confirmed_at, Cv.citizen_id)
    return [
        changed.where(CvVersion.citizen_id == citizen_id).group_by(day),
        confirmed.where(Cv.citizen_id == citizen_id, Cv.confirmed_at.is_not(None)),
    ]
