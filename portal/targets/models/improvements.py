"""You said – we did: what was changed because of the answers."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base

STATES = ("draft", "published", "withdrawn")


class Improvement(Base):
    """What citizens said in a quarter and what the job centre did, in both languages."""

    __tablename__ = "improvement"
    __table_args__ = (
        sa.CheckConstraint(one_of("state", STATES), name="improvement_state_known"),
        sa.CheckConstraint(
            "quarter_start = date_trunc('quarter', quarter_start::timestamp)::date",
            name="improvement_is_of_a_quarter",
        ),
        sa.CheckConstraint(
            "state = 'draft' OR published_at IS NOT NULL", name="improvement_published_has_a_time"
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)",
            name="improvement_withdrawn_has_a_time",
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    quarter_start: Mapped[date]
    """The quarter of the answers that led to it."""
    title_da: Mapped[str]
    title_en: Mapped[str]
    text_da: Mapped[str]
    text_en: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="draft")
    version: Mapped[int] = mapped_column(server_default="1")
    """Grows with each change, so that two editors notice each other."""
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    written_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    published_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    withdrawn_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
