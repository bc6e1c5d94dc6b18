"""How somebody without sign-in comes to read and write about their enquiry."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class GuestPass(Base):
    """A link mailed to the address of an enquiry: used once, it opens the enquiry for a while."""

    __tablename__ = "guest_pass"
    __table_args__ = (
        sa.CheckConstraint(
            "ended_at IS NULL OR used_at IS NOT NULL", name="guest_pass_used_before_ended"
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    request_id: Mapped[int] = mapped_column(
        sa.ForeignKey("recruitment_request.id", ondelete="CASCADE"), index=True
    )
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    """SHA-256 of what stands in the link."""
    made_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
