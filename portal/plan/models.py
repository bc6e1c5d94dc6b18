"""Min Plan: the citizen's goal, the small tasks on the way, and what both have agreed on."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import TARGET_GROUPS, Citizen, Staff, one_of
from portal.core.db import Base

OWNERS = ("citizen", "caseworker", "mentor", "business")
ROLES = ("coordinator", "mentor", "job_broker", "consultant", "other")
ANSWERS = ("agreed", "objected", "replaced")
USES = ("opened", "task_done", "agreed")
SHARE_ANSWERS = ("accepted", "declined")
SHARED_SECTIONS = ("goal", "strengths", "barriers", "directions", "tasks", "contacts")


class Plan(Base):
    """The head of a plan, in the citizen's own words."""

    __tablename__ = "plan"

    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), primary_key=True)
    goal: Mapped[str] = mapped_column(server_default="")
    strengths: Mapped[str] = mapped_column(server_default="")
    barriers: Mapped[str] = mapped_column(server_default="")
    direction_a: Mapped[str] = mapped_column(server_default="")
    """The occupations closest to what the citizen has done, one a line; B is near, C is new."""
    direction_b: Mapped[str] = mapped_column(server_default="")
    direction_c: Mapped[str] = mapped_column(server_default="")
    updated_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class PlanTask(Base):
    """A task small enough to do, whose it is, and when it was done."""

    __tablename__ = "plan_task"
    __table_args__ = (
        sa.CheckConstraint(one_of("owner", OWNERS), name="plan_task_owner_known"),
        sa.CheckConstraint("step IN (1, 2, 3)", name="plan_task_step_known"),
        sa.Index("plan_task_citizen_idx", "citizen_id", "due_on"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    title: Mapped[str]
    owner: Mapped[str] = mapped_column(server_default="citizen")
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    comment: Mapped[str] = mapped_column(server_default="")
    """What the citizen says of it: how it went, or why it could not be done."""
    step: Mapped[int | None]
    """The step of the education order it is, for young people: 1, 2 or 3."""
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    created_by_staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    talk_id: Mapped[int | None] = mapped_column(sa.ForeignKey("talk.id"), index=True)
    """The talk in which it was agreed, when it was."""


class PlanVersion(Base):
    """The whole plan as a caseworker proposed it, and what the citizen answered.

    At most one waits for an answer, and only that one can be agreed to.
    """

    __tablename__ = "plan_version"
    __table_args__ = (
        sa.UniqueConstraint("citizen_id", "number", name="plan_version_once"),
        sa.CheckConstraint(
            f"answer IS NULL OR {one_of('answer', ANSWERS)}", name="plan_version_answer_known"
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name="plan_version_answer_has_a_time"
        ),
        sa.Index(
            "plan_version_one_open",
            "citizen_id",
            unique=True,
            postgresql_where=sa.text("answer IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    proposed_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    answer: Mapped[str | None]
    """None: waits for the citizen. 'replaced': the plan was changed or proposed anew."""
    answered_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    reply: Mapped[str] = mapped_column(server_default="")
    """What the citizen wants to be different."""

    proposed_by: Mapped[Staff] = relationship(lazy="raise_on_sql")


class PlanContact(Base):
    """Somebody in the course besides the caseworker, and how to reach them."""

    __tablename__ = "plan_contact"
    __table_args__ = (
        sa.CheckConstraint(one_of("role", ROLES), name="plan_contact_role_known"),
        sa.CheckConstraint("phone <> '' OR email <> ''", name="plan_contact_can_be_reached"),
        sa.UniqueConstraint("citizen_id", "role", "name", name="plan_contact_once"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    role: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(server_default="")
    email: Mapped[str] = mapped_column(server_default="")


class PlanShare(Base):
    """Somebody of another department who is to see parts of a plan, and what the citizen says.

    Nothing is seen before the citizen's yes, nothing but the chosen parts, nothing after it ended.
    """

    __tablename__ = "plan_share"
    __table_args__ = (
        sa.CheckConstraint(
            "cardinality(asked_for) > 0 AND asked_for <@ ARRAY['"
            + "', '".join(SHARED_SECTIONS)
            + "']",
            name="plan_share_asks_for_known_parts",
        ),
        sa.CheckConstraint("shown <@ asked_for", name="plan_share_shows_what_was_asked_for"),
        sa.CheckConstraint(
            f"answer IS NULL OR {one_of('answer', SHARE_ANSWERS)}", name="plan_share_answer_known"
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name="plan_share_answer_has_a_time"
        ),
        sa.CheckConstraint(
            "(answer IS NOT DISTINCT FROM 'accepted') = (cardinality(shown) > 0)",
            name="plan_share_shows_by_consent",
        ),
        sa.Index(
            "plan_share_one_running",
            "citizen_id",
            "staff_id",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index("plan_share_staff_idx", "staff_id"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    why: Mapped[str]
    """What it is for, as the citizen and the one invited read it."""
    asked_for: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    shown: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default=sa.text("'{}'"))
    """What the citizen said yes to."""
    until: Mapped[date]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """When it was refused, taken back, or replaced after its last day."""

    citizen: Mapped[Citizen] = relationship(lazy="raise_on_sql")
    staff: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[staff_id])
    asked_by: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[asked_by_id])

    def runs_on(self, today: date) -> bool:
        """True while the one invited sees something."""
        return self.answer == "accepted" and self.ended_at is None and today <= self.until


class PlanTemplate(Base):
    """A task a plan of a target group usually holds, from a day on. Dated, never rewritten."""

    __tablename__ = "plan_template"
    __table_args__ = (
        sa.CheckConstraint(one_of("target_group", TARGET_GROUPS), name="plan_template_group_known"),
        sa.CheckConstraint(one_of("owner", OWNERS), name="plan_template_owner_known"),
        sa.CheckConstraint("due_days BETWEEN 1 AND 730", name="plan_template_days_possible"),
        sa.CheckConstraint("step IN (1, 2, 3)", name="plan_template_step_known"),
    )

    target_group: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    owner: Mapped[str]
    due_days: Mapped[int]
    """Days from the day it is put in the plan."""
    step: Mapped[int | None]
    source: Mapped[str]


class PlanUse(Base):
    """How often plans were used in a month. It counts, and knows nobody."""

    __tablename__ = "plan_use"
    __table_args__ = (sa.CheckConstraint(one_of("what", USES), name="plan_use_known"),)

    month: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]
