"""The citizen's CV: one head, and rows for what has been done and learnt."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base, searched

MADE_BY = ("change", "import", "restore")
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
_WRITTEN = "wished_occupations || ' ' || competences"


def _found_by(table: str) -> tuple[sa.Index, sa.Index]:
    """The indexes by which words and parts of words are found."""
    return (
        sa.Index(f"{table}_words_idx", "words", postgresql_using="gin"),
        sa.Index(
            f"{table}_trigrams",
            "searched",
            postgresql_using="gin",
            postgresql_ops={"searched": "gin_trgm_ops"},
        ),
    )


class CvRule(Base):
    """When a CV is to be confirmed as right, from a day on."""

    __tablename__ = "cv_rule"
    __table_args__ = (
        sa.CheckConstraint(
            "first_within_weeks >= 0 AND confirm_every_weeks > 0", name="cv_rule_weeks_possible"
        ),
    )

    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    first_within_weeks: Mapped[int]
    """The first time, counted from the start of the contact course."""
    confirm_every_weeks: Mapped[int]
    """After that, counted from the last time."""
    source: Mapped[str]


class Cv(Base):
    """The head of a CV: profile, wishes, and when the citizen last said it is right."""

    __tablename__ = "cv"
    __table_args__ = (
        sa.CheckConstraint("hours_per_week BETWEEN 1 AND 60", name="cv_hours_possible"),
        sa.CheckConstraint("max_distance_km BETWEEN 0 AND 500", name="cv_distance_possible"),
        *_found_by("cv"),
        sa.Index("cv_occupation_uris_idx", "occupation_uris", postgresql_using="gin"),
        sa.Index("cv_competence_uris_idx", "competence_uris", postgresql_using="gin"),
    )

    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), primary_key=True)
    profile_text: Mapped[str] = mapped_column(server_default="")
    wished_occupations: Mapped[str] = mapped_column(server_default="")
    """One occupation a line, in the citizen's own words."""
    hours_per_week: Mapped[int | None]
    max_distance_km: Mapped[int | None]
    earliest_start: Mapped[date | None]
    competences: Mapped[str] = mapped_column(server_default="")
    """One competence a line, in the citizen's own words."""
    occupation_uris: Mapped[list[str]] = mapped_column(
        ARRAY(sa.Text), server_default=sa.text("'{}'")
    )
    """The concepts of the taxonomy among the wished occupations."""
    competence_uris: Mapped[list[str]] = mapped_column(
        ARRAY(sa.Text), server_default=sa.text("'{}'")
    )
    considerations: Mapped[str] = mapped_column(server_default="")
    """What a workplace must take into account, in the citizen's own words."""
    show_considerations: Mapped[bool] = mapped_column(server_default=sa.false())
    visible_to_staff: Mapped[bool] = mapped_column(server_default=sa.true())
    for_businesses: Mapped[bool] = mapped_column(server_default=sa.true())
    """Whether a business gets it, for a job the citizen has said yes to."""
    hide_employers: Mapped[bool] = mapped_column(server_default=sa.false())
    hide_contact: Mapped[bool] = mapped_column(server_default=sa.false())
    confirmed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    searched: Mapped[str] = mapped_column(
        sa.Text, sa.Computed(searched(_WRITTEN), persisted=True), deferred=True
    )
    words: Mapped[str] = mapped_column(
        TSVECTOR, sa.Computed(f"to_tsvector('danish', {_WRITTEN})", persisted=True), deferred=True
    )


class CvExperience(Base):
    """A job or other work. Months are stored as their first day."""

    __tablename__ = "cv_experience"
    __table_args__ = (
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name="cv_experience_order"
        ),
        *_found_by("cv_experience"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), index=True)
    title: Mapped[str]
    employer: Mapped[str]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    tasks: Mapped[str] = mapped_column(server_default="")
    searched: Mapped[str] = mapped_column(
        sa.Text, sa.Computed(searched("title"), persisted=True), deferred=True
    )
    words: Mapped[str] = mapped_column(
        TSVECTOR, sa.Computed("to_tsvector('danish', title)", persisted=True), deferred=True
    )


class CvEducation(Base):
    """An education or course. Without a year it is not finished."""

    __tablename__ = "cv_education"
    __table_args__ = (
        sa.CheckConstraint("ended_year BETWEEN 1900 AND 2200", name="cv_education_year_possible"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), index=True)
    title: Mapped[str]
    school: Mapped[str]
    ended_year: Mapped[int | None]


class CvCertificate(Base):
    """A course, licence or certificate. Some run out on a day."""

    __tablename__ = "cv_certificate"
    __table_args__ = (
        sa.CheckConstraint("ended_year BETWEEN 1900 AND 2200", name="cv_certificate_year_possible"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), index=True)
    title: Mapped[str]
    issuer: Mapped[str] = mapped_column(server_default="")
    ended_year: Mapped[int | None]
    expires_on: Mapped[date | None]


class CvVersion(Base):
    """The whole CV as it was after a change; the past is never rewritten."""

    __tablename__ = "cv_version"
    __table_args__ = (
        sa.UniqueConstraint("citizen_id", "number", name="cv_version_once"),
        sa.CheckConstraint(one_of("made_by", MADE_BY), name="cv_version_made_by_known"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    number: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    made_by: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)


class CvLanguage(Base):
    """A language and how well it is spoken (CEFR level, or native)."""

    __tablename__ = "cv_language"
    __table_args__ = (
        sa.CheckConstraint(one_of("level", LEVELS), name="cv_language_level_known"),
        sa.UniqueConstraint("citizen_id", "language", name="cv_language_once"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    language: Mapped[str]
    level: Mapped[str]
