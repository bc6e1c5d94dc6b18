"""Citizens who could not find a time, and the answers they were promised."""

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.booking.models import NoTimeFound


def waiting_for_time(session: Session, citizen_id: int) -> NoTimeFound | None:
    """What the citizen waits for an answer to, or None."""
    return session.scalar(
        sa.select(NoTimeFound).where(
            NoTimeFound.citizen_id == citizen_id, NoTimeFound.answered_at.is_(None)
        )
    )


def to_answer(session: Session, team_id: int) -> list[NoTimeFound]:
    """Those of a team that wait for an answer, the one promised first on top."""
    return list(
        session.scalars(
            sa.select(NoTimeFound)
            .join(NoTimeFound.citizen)
            .join(Citizen.caseworker)
            .options(orm.contains_eager(NoTimeFound.citizen).contains_eager(Citizen.caseworker))
            .where(NoTimeFound.answered_at.is_(None), Staff.team_id == team_id)
            .order_by(NoTimeFound.answer_by, NoTimeFound.id)
        )
    )
