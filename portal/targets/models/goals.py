"""The goals of the employment plans, and the figures measured on them."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base

GOAL_KINDS = ("change_max", "share_min", "hours_max", "text", "follow")
STATUS_WORDS = ("", "opfyldt", "på rette vej", "ikke opfyldt")
"""What a report can say of a goal, in its own words; the first where it says nothing."""


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
    """The month, such as 2014-12, by which the goal is to be reached."""
    source: Mapped[str]
    """'jobindsats', 'portal' (counted here) or 'intern' (judged by people)."""
    position: Mapped[int]


class Measurement(Base):
    """A goal's figure of a month, beside those of comparable places, as a source gave it.

    Rows are only added: a later figure of the same month is the next revision, and the earlier
    one stays to be seen. The database refuses every UPDATE and DELETE.
    """

    __tablename__ = "goal_measurement"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["plan_year", "goal_key"], ["goal.plan_year", "goal.key"], name="measurement_of_a_goal"
        ),
        sa.UniqueConstraint(
            "plan_year", "goal_key", "month", "revision", name="measurement_once_per_revision"
        ),
        sa.CheckConstraint("extract(day FROM month) = 1", name="measurement_is_of_a_month"),
        sa.CheckConstraint("revision >= 1", name="measurement_revisions_count_from_one"),
        sa.CheckConstraint(
            "num_nonnulls(municipality, cluster, eastern_denmark, whole_country) > 0",
            name="measurement_holds_a_figure",
        ),
        sa.CheckConstraint("source <> ''", name="measurement_names_its_source"),
        sa.CheckConstraint(
            one_of("reported_status", STATUS_WORDS), name="measurement_status_known"
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    plan_year: Mapped[int]
    goal_key: Mapped[str]
    month: Mapped[date]
    """The month the figures are from, as its first day."""
    revision: Mapped[int]
    municipality: Mapped[Decimal | None]
    cluster: Mapped[Decimal | None]
    """The average of the municipalities that are like this one."""
    eastern_denmark: Mapped[Decimal | None]
    whole_country: Mapped[Decimal | None]
    source: Mapped[str]
    reported_status: Mapped[str] = mapped_column(server_default="")
    """The verdict that came with the figures, where the source gave one."""
    recorded_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    """NULL when the portal fetched it, or brought it with it."""
