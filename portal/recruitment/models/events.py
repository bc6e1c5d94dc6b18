"""The log of what happened to an enquiry: its clocks are computed from it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base
from portal.recruitment.models.promises import CLOCKS

EVENTS = (
    "received",
    "backdated",
    "receipt_sent",
    "verified",
    "assigned",
    "answered",
    "message",
    "note",
    "next_step",
    "visit_booked",
    "visit_cancelled",
    "file_added",
    "wording",
    "paused",
    "resumed",
    "presented",
    "cause",
    "withdrawn",
    "spam",
    "duplicate",
    "closed",
)
PAUSE_REASONS = ("waits_for_business", "wants_later", "on_holiday")
CAUSES = ("busy", "absence", "not_seen", "no_candidates", "unclear", "technical", "other")
"""Why a promise was not kept."""


class RequestEvent(Base):
    """One thing that happened to a request. Append-only: the database refuses changes."""

    __tablename__ = "request_event"
    __table_args__ = (
        sa.CheckConstraint(one_of("kind", EVENTS), name="request_event_kind_known"),
        sa.Index("request_event_request_idx", "request_id", "at"),
        sa.Index(
            "request_event_received_once",
            "request_id",
            unique=True,
            postgresql_where=sa.text("kind = 'received'"),
        ),
        sa.Index("request_event_kind_at_idx", "kind", "at"),
        sa.Index(
            "request_event_starts_idx",
            "request_id",
            "at",
            "id",
            postgresql_include=["version_key"],
            postgresql_where=sa.text("kind IN ('received', 'backdated')"),
        ),
        sa.Index(
            "request_event_ends_idx",
            "request_id",
            "at",
            postgresql_where=sa.text("kind IN ('withdrawn', 'closed', 'spam', 'duplicate')"),
        ),
        sa.CheckConstraint(one_of("clock", CLOCKS), name="request_event_clock_known"),
        sa.CheckConstraint(
            f"kind <> 'paused' OR {one_of('code', PAUSE_REASONS)}",
            name="request_event_pause_has_reason",
        ),
        sa.CheckConstraint(
            f"(kind = 'cause') = (clock IS NOT NULL)"
            f" AND (kind <> 'cause' OR {one_of('code', CAUSES)})",
            name="request_event_cause_is_of_a_clock",
        ),
        sa.CheckConstraint(
            "(kind = 'duplicate') = (other_request_id IS NOT NULL)"
            " AND other_request_id <> request_id",
            name="request_event_duplicate_of_another",
        ),
        sa.CheckConstraint(
            "kind <> 'backdated' OR text <> ''", name="request_event_backdated_with_reason"
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("recruitment_request.id"))
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    written_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """When it was written down, where that was later than it happened."""
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    business_user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("business_user.id"))
    text: Mapped[str] = mapped_column(server_default="")
    code: Mapped[str] = mapped_column(server_default="")
    """Why or how, by kind: the reason of a pause, the cause of a breach, the way of an answer."""
    clock: Mapped[str | None]
    """The promise that a cause is about."""
    on_day: Mapped[date | None] = mapped_column(sa.Date)
    """When the next step is expected."""
    other_request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recruitment_request.id"))
    """The enquiry that this one repeats."""
    version_key: Mapped[str | None] = mapped_column(sa.ForeignKey("promise_version.key"))
    """The promise and calendar in force, kept with the enquiry and with what stops a clock."""
    to_staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    """Who has the enquiry from then on."""
    internal: Mapped[bool] = mapped_column(server_default=sa.false())
    """Only for the job centre."""
