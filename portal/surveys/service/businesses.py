"""Use case: ask businesses about the service, after a request has closed and once a year."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.access import Audience
from portal.notifications import service as notifications
from portal.surveys import queries, rules
from portal.surveys.models import Cell, Invitation, Wave
from portal.surveys.service import codes
from portal.surveys.service.links import link_path
from portal.surveys.service.waves import ensure_wave


def invite_businesses(session: Session, *, now: datetime) -> int:
    """Invite every contact person of a business for whom there is a reason today.

    Raises:
        Refused: when the clock has been put back behind a wave that has begun.
    """
    today = clock.local_date(now)
    numbers = queries.numbers(session, today)
    wave = ensure_wave(session, now, "business")
    cells = {
        cell.value: cell.id
        for cell in session.scalars(sa.select(Cell).where(Cell.wave_id == wave.id))
    }
    due = [
        (contact.id, reason)
        for contact in queries.businesses_not_yet_asked(session, wave, now)
        if (reason := rules.reason_to_ask_business(contact, today, numbers))
    ]
    rows = [
        {
            "id": uuid.uuid4(),
            "wave_id": wave.id,
            "business_user_id": contact_id,
            "cell_id": cells[reason],
            "invited_at": now,
            "expires_at": now + numbers.link_lasts,
        }
        for contact_id, reason in due
    ]
    if not rows:
        return 0
    added = (
        insert(Invitation)
        .on_conflict_do_nothing(constraint="survey_business_invited_once_per_wave")
        .returning(Invitation)
    )
    made = list(session.scalars(added, rows))
    codes.issue(session, made)
    for invitation in made:
        _tell(session, wave, invitation, now)
    return len(made)


def _tell(session: Session, wave: Wave, invitation: Invitation, now: datetime) -> None:
    assert invitation.business_user_id is not None
    notifications.tell(
        session,
        event=f"survey:business:{wave.quarter_start.isoformat()}",
        kind="survey_business",
        audience=Audience.BUSINESS,
        recipient_id=invitation.business_user_id,
        now=now,
        path=link_path(invitation),
        code=rules.shown(codes.code_of(invitation.id)),
    )
