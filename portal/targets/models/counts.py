"""Counts of the job centre's own work, kept: a quarter's figure stays when its rows are gone."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base

COUNTED_KEYS = (
    "caseworker_changes",
    "centre_no_shows",
    "cv_up_to_date",
    "held_on_time",
    "referrals_hired",
    "referrals_yes",
    "self_booked",
)
AT_THE_END = "cv_up_to_date"
"""Counted every hour while the quarter runs, for nothing else keeps it; the last count stays.

The others are counted once, when the quarter is settled (`service.counting`)."""


class QuarterCount(Base):
    """How many of how many in a quarter."""

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
