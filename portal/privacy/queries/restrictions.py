"""Whose data may only lie there: not matched, not asked about, not counted, not deleted."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.privacy.models import Restriction


def not_restricted(citizen_id: Any) -> sa.ColumnElement[bool]:
    """For a WHERE: true where the use of that citizen's data is not restricted."""
    return ~sa.exists().where(Restriction.citizen_id == citizen_id, Restriction.lifted_at.is_(None))


def is_restricted(session: Session, citizen_id: int) -> Restriction | None:
    """The restriction in force for a citizen, or None."""
    return session.scalar(
        sa.select(Restriction).where(
            Restriction.citizen_id == citizen_id, Restriction.lifted_at.is_(None)
        )
    )
