"""Which visit is planned, and which times are free for one."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.booking import queries as booking
from portal.booking.rules import Span
from portal.recruitment.models import RequestVisit


def planned(session: Session, request_id: int, now: datetime) -> RequestVisit | None:
    """The coming visit of an enquiry, or None."""
    return session.scalar(
        sa.select(RequestVisit)
        .where(
            RequestVisit.request_id == request_id,
            RequestVisit.cancelled_at.is_(None),
            RequestVisit.starts_at > now,
        )
        .order_by(RequestVisit.starts_at)
        .limit(1)
    )


def free(session: Session, consultant: Staff, now: datetime) -> list[Span]:
    """When the consultant can come, earliest first."""
    return booking.free_visits(session, consultant, now)
