"""The job log: what jobs the citizen applied for."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import TARGET_GROUPS, one_of
from portal.core.db import Base

STATUSES = ("planned", "applied", "interview", "offer", "rejected")


class JobLogEntry(Base):
    """One job applied for, or about to be."""

    __tablename__ = "job_log_entry"
    __table_args__ = (
        sa.CheckConstraint(one_of("status", STATUSES), name="job_log_entry_status_known"),
        sa.Index("job_log_entry_citizen_idx", "citizen_id", sa.text("applied_on DESC")),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    title: Mapped[str]
    employer: Mapped[str]
    applied_on: Mapped[date]
    """For a planned one: the day it is to be applied for."""
    status: Mapped[str] = mapped_column(server_default="applied")
    note: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class JobLogRule(Base):
    """How many jobs a week a target group applies for where nothing else is agreed, from a day on.

    A group without a rule has no goal.
    """

    __tablename__ = "job_log_rule"
    __table_args__ = (
        sa.CheckConstraint(one_of("target_group", TARGET_GROUPS), name="job_log_rule_group_known"),
        sa.CheckConstraint("per_week BETWEEN 0 AND 20", name="job_log_rule_sane"),
    )

    target_group: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    per_week: Mapped[int]
    source: Mapped[str]


class JobLogGoal(Base):
    """How many jobs a week citizen and caseworker agreed on, instead of the group's rule."""

    __tablename__ = "job_log_goal"
    __table_args__ = (sa.CheckConstraint("per_week BETWEEN 0 AND 20", name="job_log_goal_sane"),)

    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), primary_key=True)
    per_week: Mapped[int]
