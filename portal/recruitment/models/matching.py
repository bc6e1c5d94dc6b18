"""What a request asks of people, how that is weighed, and what a citizen lets a business see."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base

DANISH = ("A1", "A2", "B1", "B2", "C1", "C2")
WEIGHTS = (
    "occupation", "required", "wished", "experience", "hours", "start", "distance", "language",
)  # fmt: skip


class MatchWeight(Base):
    """How much each thing counts when CVs are put in order for a request, from a day on."""

    __tablename__ = "match_weight"
    __table_args__ = (
        sa.CheckConstraint(f"LEAST({', '.join(WEIGHTS)}) >= 0", name="match_weight_not_negative"),
        sa.CheckConstraint("occupation + required > 0", name="match_weight_about_the_work"),
    )

    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    occupation: Mapped[int]
    required: Mapped[int]
    """Competences the work demands, all of them together."""
    wished: Mapped[int]
    experience: Mapped[int]
    hours: Mapped[int]
    start: Mapped[int]
    distance: Mapped[int]
    language: Mapped[int]
    source: Mapped[str]


class ShareRule(Base):
    """How long a business may see a CV at most, and when it is asked how it went."""

    __tablename__ = "share_rule"
    __table_args__ = (
        sa.CheckConstraint("days > 0 AND feedback_after_days > 0", name="share_rule_days_possible"),
    )

    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    days: Mapped[int]
    """Counted from the moment the business was shown the person; the request's end comes first."""
    feedback_after_days: Mapped[int]
    source: Mapped[str]


class MatchProfile(Base):
    """What staff have made of a request for the search. Without it the request speaks for itself.

    Occupations and competences stand one a line; those that are called as in the taxonomy are
    that concept.
    """

    __tablename__ = "match_profile"
    __table_args__ = (
        sa.CheckConstraint(one_of("danish", DANISH), name="match_profile_danish_known"),
        sa.CheckConstraint("hours_per_week BETWEEN 1 AND 60", name="match_profile_hours_possible"),
    )

    request_id: Mapped[int] = mapped_column(
        sa.ForeignKey("recruitment_request.id"), primary_key=True
    )
    occupations: Mapped[str] = mapped_column(server_default="")
    other_occupations: Mapped[str] = mapped_column(server_default="")
    """Work that would do as well, nearly."""
    competences: Mapped[str] = mapped_column(server_default="")
    """What is required."""
    other_competences: Mapped[str] = mapped_column(server_default="")
    """What is wished for."""
    hours_per_week: Mapped[int | None]
    starts_on: Mapped[date | None]
    postcode: Mapped[str] = mapped_column(server_default="")
    danish: Mapped[str | None]
    """How well Danish must be spoken (CEFR), or None when it does not matter."""
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    changed_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class SharedCv(Base):
    """A whole CV as it was when the citizen allowed a business to have it, for one job.

    It is deleted when the citizen takes that back, when the request ends and when its time is up.
    """

    __tablename__ = "shared_cv"

    referral_id: Mapped[int] = mapped_column(sa.ForeignKey("referral.id"), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    made_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
