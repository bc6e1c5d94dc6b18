"""Enquiries of businesses, and those that are being written."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Staff, one_of
from portal.businesses.models import Business
from portal.core.db import Base
from portal.openings.models import Opening

# Kinds about a job: they say how many, how many hours and from when.
JOB_KINDS = ("recruitment", "placement", "job_rotation")
KINDS = ("recruitment", "upskilling", "placement", "keep_employee", "job_rotation", "other")
CHANNELS = ("portal", "guest", "phone", "mail", "api")
PLACEMENT_FORMS = ("work_placement", "wage_subsidy", "public_benefit", "unsure")


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
