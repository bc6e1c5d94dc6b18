"""Min Plan: the citizen's goal and the small tasks on the way."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base

OWNERS = ("citizen", "caseworker", "mentor", "business")


class Plan(Base):
    """The head of a plan, in the citizen's own words."""

    __tablename__ = "plan"

    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), primary_key=True)
    goal: Mapped[str] = mapped_column(server_default="")
    strengths: Mapped[str] = mapped_column(server_default="")
    updated_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class PlanTask(Base):
    """A task small enough to do, whose it is, and when it was done."""

    __tablename__ = "plan_task"
    __table_args__ = (
        sa.CheckConstraint(one_of("owner", OWNERS), name="plan_task_owner_known"),
        sa.Index("plan_task_citizen_idx", "citizen_id", "due_on"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    title: Mapped[str]
    owner: Mapped[str] = mapped_column(server_default="citizen")
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    created_by_staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    talk_id: Mapped[int | None] = mapped_column(sa.ForeignKey("talk.id"), index=True)
    """The talk in which it was agreed, when it was."""
