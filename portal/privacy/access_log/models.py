"""The looks that are drawn each month, and what came of checking them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Staff, one_of
from portal.core.db import Base

WHY_DRAWN = ("outside", "protected", "random")
VERDICTS = ("in_order", "ask")
MOST_NOTE = 500


class AccessSample(Base):
    """The draw of a month: when it was made, and by when each look is to be signed off."""

    __tablename__ = "access_sample"
    __table_args__ = (
        sa.CheckConstraint("extract(day FROM month) = 1", name="access_sample_of_a_month"),
        sa.CheckConstraint("looks >= 0", name="access_sample_counts_looks"),
    )

    month: Mapped[date] = mapped_column(primary_key=True)
    drawn_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    due_on: Mapped[date]
    looks: Mapped[int]
    """How many looks there were in the month, of which these were drawn."""


class SampledLook(Base):
    """A look that was drawn, why, and what the auditor says of it."""

    __tablename__ = "access_sample_look"
    __table_args__ = (
        sa.UniqueConstraint("month", "event_id", name="access_sample_look_once"),
        sa.CheckConstraint(one_of("why", WHY_DRAWN), name="access_sample_look_why_known"),
        sa.CheckConstraint(one_of("verdict", VERDICTS), name="access_sample_look_verdict_known"),
        sa.CheckConstraint(
            "(verdict IS NULL) = (signed_at IS NULL)"
            " AND (verdict IS NULL) = (signed_by_id IS NULL)",
            name="access_sample_look_is_signed",
        ),
        sa.CheckConstraint(
            "verdict IS DISTINCT FROM 'ask' OR length(note) > 0",
            name="access_sample_look_asks_something",
        ),
        sa.CheckConstraint(f"length(note) <= {MOST_NOTE}", name="access_sample_look_note_is_short"),
        sa.Index(
            "access_sample_look_open_idx", "month", postgresql_where=sa.text("verdict IS NULL")
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    month: Mapped[date] = mapped_column(sa.ForeignKey("access_sample.month"))
    event_id: Mapped[int] = mapped_column(sa.BigInteger)
    """The line of the trail. It may go before this one does: it is kept for two years."""
    why: Mapped[str]
    verdict: Mapped[str | None]
    note: Mapped[str] = mapped_column(server_default="")
    signed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    signed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    signed_by: Mapped[Staff | None] = relationship(lazy="raise_on_sql")
