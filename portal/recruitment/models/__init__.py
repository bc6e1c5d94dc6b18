"""Enquiries of businesses, the log their clocks are computed from, and the candidates."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Staff, one_of
from portal.businesses.models import Business
from portal.core.db import Base
from portal.openings.models import Opening, Referral
from portal.recruitment.models.duty import DutyShift, WallScreen
from portal.recruitment.models.files import RequestFile
from portal.recruitment.models.guests import GuestPass
from portal.recruitment.models.matching import (
    DANISH,
    WEIGHTS,
    MatchProfile,
    MatchWeight,
    SharedCv,
    ShareRule,
)
from portal.recruitment.models.results import ServiceResult
from portal.recruitment.models.visits import RequestVisit

__all__ = [
    "CAUSES",
    "CHANNELS",
    "CLOCKS",
    "DANISH",
    "EVENTS",
    "GROUNDS",
    "JOB_KINDS",
    "KINDS",
    "PAUSE_REASONS",
    "PLACEMENT_FORMS",
    "WEIGHTS",
    "Candidate",
    "CriterionPattern",
    "DutyShift",
    "GuestPass",
    "MatchProfile",
    "MatchWeight",
    "PromiseVersion",
    "RecruitmentRequest",
    "RequestDraft",
    "RequestEvent",
    "RequestFile",
    "RequestVisit",
    "ServiceGoal",
    "ServiceResult",
    "ShareRule",
    "SharedCv",
    "WallScreen",
]

# Kinds about a job: they say how many, how many hours and from when.
JOB_KINDS = ("recruitment", "placement", "job_rotation")
KINDS = ("recruitment", "upskilling", "placement", "keep_employee", "job_rotation", "other")
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
CLOCKS = ("answer", "candidates")
CHANNELS = ("portal", "guest", "phone", "mail", "api")
PLACEMENT_FORMS = ("work_placement", "wage_subsidy", "public_benefit", "unsure")
GROUNDS = ("age", "sex", "origin", "belief", "disability", "orientation", "union", "allowed")


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


class RecruitmentRequest(Base):
    """What a business asked for. Its state is read from its events, never stored."""

    __tablename__ = "recruitment_request"
    __table_args__ = (
        sa.CheckConstraint(one_of("kind", KINDS), name="recruitment_request_kind_known"),
        sa.CheckConstraint("positions BETWEEN 1 AND 500", name="recruitment_request_positions"),
        sa.CheckConstraint("hours_per_week BETWEEN 1 AND 60", name="recruitment_request_hours"),
        sa.CheckConstraint(
            f"NOT ({one_of('kind', JOB_KINDS)}) OR (positions IS NOT NULL"
            " AND hours_per_week IS NOT NULL AND starts_on IS NOT NULL)",
            name="recruitment_request_describes_job",
        ),
        sa.UniqueConstraint("business_id", "idempotency_key", name="recruitment_request_sent_once"),
        sa.CheckConstraint(one_of("channel", CHANNELS), name="recruitment_request_channel_known"),
        sa.CheckConstraint(
            one_of("placement_form", PLACEMENT_FORMS), name="recruitment_request_form_known"
        ),
        sa.CheckConstraint("ends_on >= starts_on", name="recruitment_request_ends_after_start"),
        sa.CheckConstraint("language IN ('da', 'en')", name="recruitment_request_language_known"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id"))
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("business_user.id"))
    kind: Mapped[str] = mapped_column(server_default="recruitment")
    title: Mapped[str]
    positions: Mapped[int | None]
    tasks: Mapped[str]
    requirements: Mapped[str] = mapped_column(server_default="")
    hours_per_week: Mapped[int | None]
    starts_on: Mapped[date | None]
    workplace: Mapped[str]
    postcode: Mapped[str]
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
    contact_email: Mapped[str]
    consultant_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    opening_id: Mapped[int | None] = mapped_column(sa.ForeignKey("opening.id"), unique=True)
    idempotency_key: Mapped[str | None]
    language: Mapped[str] = mapped_column(server_default="da")
    """In which those who don't sign in are written to."""
    channel: Mapped[str] = mapped_column(server_default="portal")
    """How it came: 'guest' without signing in, 'phone' and 'mail' written down by staff."""
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("production_unit.id"))
    placement_form: Mapped[str | None]
    """Which help with a job is meant, for placements."""
    ends_on: Mapped[date | None]
    """The last day, where the work ends by itself."""

    business: Mapped[Business] = relationship(lazy="raise_on_sql")
    consultant: Mapped[Staff] = relationship(lazy="raise_on_sql")
    opening: Mapped[Opening | None] = relationship(lazy="raise_on_sql")


class PromiseVersion(Base):
    """What was promised and how it was counted, as it was kept with the enquiries of that time.

    Named by its content, so it never changes.
    """

    __tablename__ = "promise_version"

    key: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    made_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class CriterionPattern(Base):
    """Words that may discriminate, from a day on and until another. The rules say how they read."""

    __tablename__ = "criterion_pattern"
    __table_args__ = (
        sa.CheckConstraint(one_of("ground", GROUNDS), name="criterion_pattern_ground_known"),
        sa.CheckConstraint("valid_to >= valid_from", name="criterion_pattern_dates_in_order"),
        sa.CheckConstraint(
            "valid_to IS NULL OR end_source <> ''", name="criterion_pattern_end_has_source"
        ),
    )

    pattern: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(sa.Date)
    ground: Mapped[str]
    source: Mapped[str]
    end_source: Mapped[str] = mapped_column(server_default="")
    """Why it is looked for no longer."""


class RequestDraft(Base):
    """An enquiry being written, saved at each step. Its key becomes the request's own."""

    __tablename__ = "request_draft"

    key: Mapped[UUID] = mapped_column(primary_key=True)
    business_user_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("business_user.id"), index=True
    )
    """Who writes it; None for somebody who is not signed in and keeps its key."""
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    updated_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


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


class Candidate(Base):
    """A willing citizen presented to the business; the profile is a frozen copy.

    The database takes only citizens who said yes, and holds them to it from then on.
    """

    __tablename__ = "candidate"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["referral_id", "answer"],
            ["referral.id", "referral.answer"],
            name="candidate_said_yes",
        ),
        sa.CheckConstraint("answer = 'yes'", name="candidate_answer_is_yes"),
        sa.UniqueConstraint("request_id", "referral_id", name="candidate_presented_once"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("recruitment_request.id"))
    referral_id: Mapped[int] = mapped_column(sa.BigInteger, index=True)
    answer: Mapped[str] = mapped_column(server_default="yes")
    first_name: Mapped[str]
    profile: Mapped[str]
    """One fact a line, in the citizen's own words."""
    fits_because: Mapped[str]
    presented_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))

    referral: Mapped[Referral] = relationship(lazy="raise_on_sql")
