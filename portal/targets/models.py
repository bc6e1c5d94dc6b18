"""The goals of the employment plans and the figures reported on them."""

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base

GOAL_KINDS = ("change_max", "share_min", "hours_max", "text", "follow")


class Goal(Base):
    """A goal of an employment plan, in the plan's own Danish words.

    `change_max` limits a change in percent, `share_min` asks for at least a share, `hours_max`
    for at most some hours; `text` is judged in words and `follow` is only watched.
    """

    __tablename__ = "goal"
    __table_args__ = (
        sa.CheckConstraint(one_of("kind", GOAL_KINDS), name="goal_kind_known"),
        sa.CheckConstraint(
            "kind IN ('text', 'follow') = (target_value IS NULL)", name="goal_target_if_measured"
        ),
    )

    plan_year: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    focus_area: Mapped[str]
    text_da: Mapped[str]
    kind: Mapped[str]
    target_value: Mapped[Decimal | None]
    unit: Mapped[str]
    baseline: Mapped[str]
    deadline: Mapped[str]
    source: Mapped[str]
    position: Mapped[int]


class ReportedFigure(Base):
    """A figure of a quarterly report beside those of comparable places, as published."""

    __tablename__ = "reported_figure"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["plan_year", "goal_key"], ["goal.plan_year", "goal.key"], name="reported_figure_goal"
        ),
    )

    plan_year: Mapped[int] = mapped_column(primary_key=True)
    goal_key: Mapped[str] = mapped_column(primary_key=True)
    report: Mapped[str] = mapped_column(primary_key=True)
    """The report's quarter, such as 2014-Q2."""
    figures_from: Mapped[str]
    municipality: Mapped[Decimal | None]
    cluster: Mapped[Decimal | None]
    eastern_denmark: Mapped[Decimal | None]
    whole_country: Mapped[Decimal | None]
    reported_status: Mapped[str]
