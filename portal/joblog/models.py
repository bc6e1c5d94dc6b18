"""The job log: what jobs the citizen applied for."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import TARGET_GROUPS, Staff, one_of
from portal.core.db import Base

ANSWERS = ("accepted", "declined", "replaced")
HOWS = ("", "online", "email", "phone", "in_person", "network", "referral", "other")
STATUSES = ("planned", "applied", "interview", "offer", "rejected")


class JobLogEntry(Base):
    """One job applied for, or about to be."""

    __tablename__ = "job_log_entry"
    __table_args__ = (
        sa.CheckConstraint(one_of("status", STATUSES), name="job_log_entry_status_known"),
        sa.CheckConstraint(one_of("how", HOWS), name="job_log_entry_how_known"),
        sa.Index("job_log_entry_citizen_idx", "citizen_id", sa.text("applied_on DESC")),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    title: Mapped[str]
    employer: Mapped[str]
    applied_on: Mapped[date]
    """For a planned one: the day it is to be applied for."""
    status: Mapped[str] = mapped_column(server_default="applied")
    how: Mapped[str] = mapped_column(server_default="")
    next_step: Mapped[str] = mapped_column(server_default="")
    next_on: Mapped[date | None]
    link: Mapped[str] = mapped_column(server_default="")
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
    """How many jobs a week caseworker and citizen agree on, instead of the group's rule.

    The caseworker proposes, the citizen answers; what was accepted holds from its day on.
    """

    __tablename__ = "job_log_goal"
    __table_args__ = (
        sa.CheckConstraint("per_week BETWEEN 0 AND 20", name="job_log_goal_sane"),
        sa.CheckConstraint(
            f"answer IS NULL OR {one_of('answer', ANSWERS)}", name="job_log_goal_answer_known"
        ),
        sa.Index(
            "job_log_goal_one_open",
            "citizen_id",
            unique=True,
            postgresql_where=sa.text("answer IS NULL"),
        ),
        sa.Index("job_log_goal_citizen_idx", "citizen_id", sa.text("valid_from DESC")),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    per_week: Mapped[int]
    valid_from: Mapped[date]
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    answer: Mapped[str | None]
    """None: waits for the citizen. 'replaced': a newer proposal came before the answer."""
    answered_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))


class JobLogAway(Base):
    """Days on which the citizen does not look for work, told beforehand. Nobody asks why."""

    __tablename__ = "job_log_away"
    __table_args__ = (
        sa.CheckConstraint("last >= first", name="job_log_away_ends_after_start"),
        ExcludeConstraint(
            (sa.column("citizen_id"), "="),
            (sa.text("daterange(first, last, '[]')"), "&&"),
            name="job_log_away_once",
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    first: Mapped[date]
    last: Mapped[date]


class JobLogComment(Base):
    """What a caseworker says of an entry."""

    __tablename__ = "job_log_comment"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    entry_id: Mapped[int] = mapped_column(
        sa.ForeignKey("job_log_entry.id", ondelete="CASCADE"), index=True
    )
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))

    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")


class JobLogSetting(Base):
    """When a quiet log is pointed out."""

    __tablename__ = "job_log_setting"
    __table_args__ = (
        sa.CheckConstraint(
            "0 < hint_after_days AND hint_after_days < notice_after_days",
            name="job_log_setting_hint_before_notice",
        ),
        sa.CheckConstraint("free_week_days BETWEEN 1 AND 5", name="job_log_setting_week"),
    )

    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    hint_after_days: Mapped[int]
    notice_after_days: Mapped[int]
    free_week_days: Mapped[int]
    """A week with so many working days away has no goal."""
    source: Mapped[str]
