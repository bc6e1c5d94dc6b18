"""Visits of consultants at companies. Their time is held in the room of talks."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class RequestVisit(Base):
    """A consultant visits a company about its enquiry."""

    __tablename__ = "request_visit"
    __table_args__ = (
        sa.CheckConstraint("starts_at < ends_at", name="request_visit_ends_after_start"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("recruitment_request.id"), index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    starts_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    ends_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    place: Mapped[str]
    cancelled_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
