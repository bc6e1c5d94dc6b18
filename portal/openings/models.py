"""Concrete openings, who was asked about them in writing, and what came of it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Citizen, Staff, one_of
from portal.core.db import Base, searched
from portal.taxonomy.models import AREAS

ANSWERS = ("yes", "applied", "no")
SOURCES = ("business", "staff")
"""From a business' request, or entered by staff."""
ENDINGS = ("filled", "withdrawn", "other")
ORIGINS = ("staff", "citizen")
WHY_NOT = ("too_far", "hours", "other_work", "cannot", "has_job", "other")
EVENTS = (
    "asked", "yes", "applied", "no", "no_answer", "withdrawn",
    "presented", "interview", "hired", "not_hired", "proposed", "offered", "withdrew",
)  # fmt: skip

_WRITTEN = " || ' ' || ".join(("title", "names", "employer", "place", "tasks", "requirements"))
SEARCHED = searched(_WRITTEN)
WORDS = (
    "setweight(to_tsvector('danish', title || ' ' || names), 'A')"
    " || setweight(to_tsvector('danish', employer || ' ' || place), 'B')"
    " || setweight(to_tsvector('danish', tasks || ' ' || requirements), 'C')"
)


class ReferralRule(Base):
    """How long before the deadline for the answer a citizen must be asked, from a day on."""

    __tablename__ = "referral_rule"
    __table_args__ = (sa.CheckConstraint("notice_hours > 0", name="referral_rule_gives_notice"),)

    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    notice_hours: Mapped[int]
    source: Mapped[str]


class ShortageArea(Base):
    """An area that is short of people, from a day on; `valid_to` is the last day, if any."""

    __tablename__ = "shortage_area"
    __table_args__ = (
        sa.CheckConstraint(one_of("area", AREAS), name="shortage_area_known"),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name="shortage_area_ends_after_start"
        ),
    )

    area: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    valid_to: Mapped[date | None]
    source: Mapped[str]


class Opening(Base):
    """A vacancy citizens can be asked about, and find by themselves while it is listed."""

    __tablename__ = "opening"
    __table_args__ = (
        sa.CheckConstraint("positions > 0", name="opening_has_positions"),
        sa.CheckConstraint(one_of("source", SOURCES), name="opening_source_known"),
        sa.CheckConstraint(f"area IS NULL OR {one_of('area', AREAS)}", name="opening_area_known"),
        sa.CheckConstraint("link = '' OR link ~* '^https?://'", name="opening_link_is_web"),
        sa.CheckConstraint(
            f"closed_because IS NULL OR {one_of('closed_because', ENDINGS)}",
            name="opening_ending_known",
        ),
        sa.CheckConstraint(
            "closed_because IS NULL OR closed_at IS NOT NULL", name="opening_ending_has_moment"
        ),
        sa.Index("opening_words_idx", "words", postgresql_using="gin"),
        sa.Index(
            "opening_trigrams",
            "searched",
            postgresql_using="gin",
            postgresql_ops={"searched": "gin_trgm_ops"},
        ),
        sa.Index("opening_occupations_idx", "occupation_uris", postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    source: Mapped[str] = mapped_column(server_default="business")
    title: Mapped[str]
    employer: Mapped[str]
    place: Mapped[str]
    postcode: Mapped[str]
    positions: Mapped[int]
    hours_per_week: Mapped[int]
    tasks: Mapped[str]
    requirements: Mapped[str]
    starts_on: Mapped[date | None]
    """None: as soon as possible."""
    apply_by: Mapped[date | None]
    """The last day to apply, or to be sent on; None while there is none."""
    link: Mapped[str] = mapped_column(server_default="")
    area: Mapped[str | None]
    """The area of work it belongs to, when that is one that can be short of people."""
    occupation_uris: Mapped[list[str]] = mapped_column(
        ARRAY(sa.Text), server_default=sa.text("'{}'")
    )
    names: Mapped[str] = mapped_column(server_default="")
    """What the occupations are called, in both languages, so that it is found by each name."""
    listed: Mapped[bool] = mapped_column(server_default=sa.true())
    """Whether citizens find it by themselves."""
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    closed_because: Mapped[str | None]
    searched: Mapped[str] = mapped_column(sa.Text, sa.Computed(SEARCHED, persisted=True))
    words: Mapped[str] = mapped_column(TSVECTOR, sa.Computed(WORDS, persisted=True))


class Referral(Base):
    """A citizen asked about an opening: why, by when to answer, and the answer.

    Or a citizen who found it and asked to be sent on (`origin`). What is said of a no is for the
    job centre only.
    """

    __tablename__ = "referral"
    __table_args__ = (
        sa.UniqueConstraint("opening_id", "citizen_id", name="referral_asked_once"),
        # Lets another table demand that the answer is a yes, and stays one.
        sa.UniqueConstraint("id", "answer", name="referral_answer_can_be_demanded"),
        sa.CheckConstraint(one_of("answer", ANSWERS), name="referral_answer_known"),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name="referral_answer_has_moment"
        ),
        sa.CheckConstraint("answer_by > asked_at", name="referral_gives_notice"),
        sa.CheckConstraint(one_of("origin", ORIGINS), name="referral_origin_known"),
        sa.CheckConstraint(
            "(origin = 'staff') = (asked_by_id IS NOT NULL)", name="referral_asked_by_somebody"
        ),
        sa.CheckConstraint(
            f"why_not IS NULL OR (answer = 'no' AND {one_of('why_not', WHY_NOT)})",
            name="referral_why_not_known",
        ),
        sa.Index("referral_citizen_idx", "citizen_id", sa.text("asked_at DESC")),
        sa.Index("referral_asked_idx", "asked_at"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    opening_id: Mapped[int] = mapped_column(sa.ForeignKey("opening.id"))
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    origin: Mapped[str] = mapped_column(server_default="staff")
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    reason: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    answer_by: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    answer: Mapped[str | None]
    answer_reason: Mapped[str] = mapped_column(server_default="")
    """Own words about a no."""
    why_not: Mapped[str | None]
    answered_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    withdrawn_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    opening: Mapped[Opening] = relationship(lazy="raise_on_sql")
    citizen: Mapped[Citizen] = relationship(lazy="raise_on_sql")
    asked_by: Mapped[Staff | None] = relationship(lazy="raise_on_sql")


class ReferralEvent(Base):
    """One thing that came of a referral. Append-only: the database refuses changes."""

    __tablename__ = "referral_event"
    __table_args__ = (
        sa.CheckConstraint(one_of("kind", EVENTS), name="referral_event_kind_known"),
        sa.Index("referral_event_referral_idx", "referral_id", "at"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    referral_id: Mapped[int] = mapped_column(sa.ForeignKey("referral.id"))
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    """Who noted it; None when the citizen, a business or the portal itself did."""
    business_user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("business_user.id"))
    code: Mapped[str] = mapped_column(server_default="")
    """Why somebody was not chosen."""
    text: Mapped[str] = mapped_column(server_default="")


class SavedOpening(Base):
    """An opening a citizen keeps an eye on."""

    __tablename__ = "saved_opening"

    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), primary_key=True)
    opening_id: Mapped[int] = mapped_column(sa.ForeignKey("opening.id"), primary_key=True)
    saved_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class LoggedOpening(Base):
    """The entry of the job log that was made from an opening: one, until it is deleted."""

    __tablename__ = "logged_opening"

    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), primary_key=True)
    opening_id: Mapped[int] = mapped_column(sa.ForeignKey("opening.id"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(
        sa.ForeignKey("job_log_entry.id", ondelete="CASCADE"), unique=True
    )
