"""Counts of a moment that nothing else keeps: as they stood when their quarter ended."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base

COUNTED_KEYS = ("cv_up_to_date",)


class QuarterCount(Base):
    """How many of how many, counted every night while the quarter runs; the last count stays."""

    __tablename__ = "quarter_count"
    __table_args__ = (
        sa.CheckConstraint(one_of("key", COUNTED_KEYS), name="quarter_count_key_known"),
        sa.CheckConstraint("count BETWEEN 0 AND n", name="quarter_count_is_a_part"),
        sa.CheckConstraint(
            "extract(day FROM quarter_start) = 1 AND extract(month FROM quarter_start)"
            " IN (1, 4, 7, 10)",
            name="quarter_count_is_of_a_quarter",
        ),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    quarter_start: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int]
    count: Mapped[int]
    counted_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
