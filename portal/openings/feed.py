"""What concrete openings hang into the citizen's feed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.core.feed import Expects, ToDo, events
from portal.openings import queries
from portal.openings.models import Opening, Referral

WORDS: dict[str, Any] = {
    "referral_yes": _l("Yes to the job: %(what)s"),
    "referral_applied": _l("Has applied for the job: %(what)s"),
    "referral_no": _l("No to the job: %(what)s"),
}


def to_do(session: Session, citizen_id: int, now: datetime) -> list[ToDo]:
    """The jobs that wait for an answer."""
    waiting = queries.waiting_for_answer(session, citizen_id, now)
    asking = sa.select(Staff.id, Staff.name).where(Staff.id.in_({r.asked_by_id for r in waiting}))
    names = {staff_id: name for staff_id, name in session.execute(asking)}
    return [
        ToDo(
            _("Is this a job for you? %(job)s", job=f"{one.opening.title}, {one.opening.place}"),
            _("See the job and answer"),
            "openings.suggestions",
            names.get(one.asked_by_id or 0, Expects.CENTRE),
            due_at=one.answer_by,
            lapses=True,
        )
        for one in waiting
    ]


def happened(citizen_id: int) -> list[sa.Select[Any]]:
    """What the citizen has answered."""
    job = Opening.title + sa.literal(", ") + Opening.employer
    return [
        events(f"referral_{answer}", Referral.answered_at, Referral.id, job)
        .join(Referral.opening)
        .where(Referral.citizen_id == citizen_id, Referral.answer == answer)
        for answer in ("yes", "applied", "no")
    ]
