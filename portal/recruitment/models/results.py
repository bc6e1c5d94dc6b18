"""What the clocks of an enquiry came to, written down when nothing runs any more."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base


class OpenEnquiry(Base):
    """An enquiry that has not ended, as the database notes when a line of its log is written.

    Whether it is open is still read from its log: this only spares a look at all that have ended.
    """

    __tablename__ = "open_enquiry"

    request_id: Mapped[int] = mapped_column(
        sa.ForeignKey("recruitment_request.id", ondelete="CASCADE"), primary_key=True
    )


class ServiceResult(Base):
    """How one promise to one enquiry was kept, as its log and its kept promise say.

    Nothing is decided here: a new line of the log that a clock listens to deletes the row, and it
    is read from the log anew. So figures over years need not read a million lines.
    """

    __tablename__ = "service_result"
    __table_args__ = (
        sa.CheckConstraint(one_of("key", ("answer", "candidates")), name="service_result_key"),
        sa.CheckConstraint("counted IN ('elapsed', 'opening')", name="service_result_counted"),
        sa.CheckConstraint(
            "elapsed_hours >= 0 AND opening_hours >= 0", name="service_result_hours_not_negative"
        ),
    )

    request_id: Mapped[int] = mapped_column(
        sa.ForeignKey("recruitment_request.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), index=True)
    version_key: Mapped[str] = mapped_column(sa.ForeignKey("promise_version.key"))
    """The promise and the calendar it was counted by."""
    goal: Mapped[int]
    counted: Mapped[str]
    elapsed_hours: Mapped[float]
    opening_hours: Mapped[float]
    done: Mapped[bool]
    left_out: Mapped[str | None]
    known_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    """The last line of the log that counted: who asks how it looked before reads the log."""
