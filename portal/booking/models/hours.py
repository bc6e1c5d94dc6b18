"""When caseworkers can be met, and the rooms and video lines they share."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.booking.models.codes import RESOURCE_KINDS
from portal.core.db import Base


class WorkingPattern(Base):
    """When a caseworker takes talks on a weekday (0 = Monday), in Danish wall time.

    Times `kept_for_staff` are shown to citizens only from `released_hours_before` on, or never
    when that is NULL; staff can always book them.
    """

    __tablename__ = "working_pattern"
    __table_args__ = (
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="working_pattern_weekday_exists"),
        sa.CheckConstraint("starts < ends", name="working_pattern_starts_before_end"),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name="working_pattern_dates_in_order"
        ),
        sa.CheckConstraint(
            "released_hours_before IS NULL OR (kept_for_staff AND released_hours_before > 0)",
            name="working_pattern_releases_what_it_keeps",
        ),
        sa.Index("working_pattern_staff_idx", "staff_id", "weekday"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    weekday: Mapped[int] = mapped_column(sa.SmallInteger)
    starts: Mapped[time]
    ends: Mapped[time]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    kept_for_staff: Mapped[bool] = mapped_column(server_default=sa.false())
    released_hours_before: Mapped[int | None]


class Absence(Base):
    """A time in which a caseworker takes no talks: away, or kept free. The reason is not stored."""

    __tablename__ = "absence"
    __table_args__ = (
        sa.CheckConstraint("NOT isempty(during)", name="absence_not_empty"),
        sa.CheckConstraint(one_of("kind", ("away", "blocked")), name="absence_kind_known"),
        sa.Index("absence_staff_during_idx", "staff_id", "during", postgresql_using="gist"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    kind: Mapped[str] = mapped_column(server_default="away")
    """'away' for illness, courses, leave; 'blocked' for time kept free in the calendar."""


class Resource(Base):
    """Rooms or video lines that caseworkers share: `capacity` of them, all alike.

    A team's own ones serve that team; those of no team serve everybody. Where a team has none of
    a kind it meets at the desk, and can't meet by video.
    """

    __tablename__ = "talk_resource"
    __table_args__ = (
        sa.CheckConstraint(one_of("kind", RESOURCE_KINDS), name="talk_resource_kind_known"),
        sa.CheckConstraint("capacity BETWEEN 1 AND 500", name="talk_resource_capacity_sane"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    kind: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id"))
    name: Mapped[str] = mapped_column(unique=True)
    capacity: Mapped[int]
    features: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default=sa.text("'{}'"))
    """Which of people's needs it meets ('step_free', 'hearing_loop')."""
    directions: Mapped[str] = mapped_column(server_default="")
    """How to find the room, or the address of the video line."""
    active: Mapped[bool] = mapped_column(server_default=sa.true())
