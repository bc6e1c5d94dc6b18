"""What businesses are promised, and what was promised when."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base

CLOCKS = ("answer", "candidates")


class ServiceGoal(Base):
    """What businesses are promised, from a day on: hours until answer and until candidates."""

    __tablename__ = "service_goal"
    __table_args__ = (
        sa.CheckConstraint(one_of("key", CLOCKS), name="service_goal_key_known"),
        sa.CheckConstraint("hours > 0", name="service_goal_hours_positive"),
        sa.CheckConstraint("counted IN ('elapsed', 'opening')", name="service_goal_counted_known"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    hours: Mapped[int]
    counted: Mapped[str]
    source: Mapped[str]


class PromiseVersion(Base):
    """What was promised and how it was counted, as it was kept with the enquiries of that time.

    Named by its content, so it never changes.
    """

    __tablename__ = "promise_version"

    key: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    made_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
