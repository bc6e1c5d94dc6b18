"""The people of the portal, who they are to the providers, and their sign-ins."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.access import Role
from portal.core.db import Base, danish_sort_key
from portal.core.protection import (
    hidden_from_reader,
    hidden_name,
    nothing,
    shown,
    somebody,
    unknown,
)

TARGET_GROUPS = (
    "unemployment_benefit",
    "job_ready",
    "activity_ready",
    "obviously_education_ready",
    "education_ready",
    "education_activity_ready",
    "sickness_benefit",
    "job_clarification",
    "resource_course",
    "flex_job_allowance",
    "integration_benefit",
    "rehabilitation",
)


def one_of(column: str, values: Any) -> str:
    """SQL for a CHECK that `column` holds one of `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


class Team(Base):
    """A team of the job centre; it serves citizens or businesses."""

    __tablename__ = "team"
    __table_args__ = (
        sa.CheckConstraint(one_of("serves", ("citizens", "businesses")), name="team_serves_known"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    serves: Mapped[str]


class Staff(Base):
    """A member of staff. Removed staff keep their row and lose `active`."""

    __tablename__ = "staff"
    __table_args__ = (
        sa.CheckConstraint(one_of("role", Role), name="staff_role_known"),
        sa.CheckConstraint("daily_talk_limit > 0", name="staff_talk_limit_positive"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    name: Mapped[str]
    title: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str]
    role: Mapped[str]
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"), index=True)
    active: Mapped[bool] = mapped_column(server_default=sa.true())
    languages: Mapped[list[str]] = mapped_column(
        ARRAY(sa.Text), server_default=sa.text("'{da,en}'")
    )
    """The languages a talk can be held in (ISO 639-1)."""
    daily_talk_limit: Mapped[int | None]
    """How many talks a day are enough; NULL means as many as there are times."""

    team: Mapped[Team] = relationship(lazy="raise_on_sql")


class Citizen(Base):
    """A person with a contact course at the job centre."""

    __tablename__ = "citizen"
    __table_args__ = (
        sa.CheckConstraint(one_of("target_group", TARGET_GROUPS), name="citizen_group_known"),
        sa.CheckConstraint("language IN ('da', 'en')", name="citizen_language_known"),
        sa.CheckConstraint(
            "needs <@ ARRAY['step_free', 'hearing_loop', 'interpreter']", name="citizen_needs_known"
        ),
        sa.CheckConstraint(
            "course_ended_on IS NULL OR course_ended_on >= course_started_on",
            name="citizen_course_ends_after_start",
        ),
        sa.CheckConstraint(
            "(protected_from IS NULL) = (protected_source IS NULL)",
            name="citizen_protection_has_a_source",
        ),
        sa.Index(
            "citizen_protected_idx",
            "id",
            postgresql_where=sa.text("protected_from IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    cpr_hmac: Mapped[bytes] = mapped_column(unique=True)
    cpr_encrypted: Mapped[bytes]
    real_name: Mapped[str] = mapped_column("name")
    name_sort: Mapped[str] = mapped_column(
        sa.Text(collation="C"), sa.Computed(danish_sort_key("name"), persisted=True)
    )
    born_on: Mapped[date]
    real_email: Mapped[str | None] = mapped_column("email")
    real_phone: Mapped[str | None] = mapped_column("phone")
    real_address: Mapped[str] = mapped_column("address")
    real_postcode: Mapped[str] = mapped_column("postcode")
    real_city: Mapped[str] = mapped_column("city")
    protected_from: Mapped[date | None]
    """Since when name and address are protected; None when they are not."""
    protected_source: Mapped[str | None]
    """Who said so: the civil register, or a decision with its number."""
    language: Mapped[str] = mapped_column(server_default="da")
    target_group: Mapped[str]
    at_risk: Mapped[bool] = mapped_column(server_default=sa.false())
    """Judged to be at risk of long-term unemployment, which brings earlier talks."""
    course_started_on: Mapped[date]
    course_ended_on: Mapped[date | None]
    caseworker_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    talk_language: Mapped[str] = mapped_column(server_default="da")
    """The language talks are held in (ISO 639-1), which need not be that of the pages."""
    needs: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default=sa.text("'{}'"))
    """What a talk must take into account: 'step_free', 'hearing_loop', 'interpreter'."""

    caseworker: Mapped[Staff] = relationship(lazy="raise_on_sql")

    # What pages read. The columns themselves are for the citizen's own messages and for search.
    name = shown("real_name", hidden_name)
    email = shown("real_email", unknown)
    phone = shown("real_phone", unknown)
    address = shown("real_address", nothing)
    postcode = shown("real_postcode", nothing)
    city = shown("real_city", nothing)

    @hybrid_property
    def is_hidden(self) -> bool:
        """True when name and address are protected, and the reader is not named."""
        hidden: bool = hidden_from_reader(self)
        return hidden

    @hybrid_property
    def sorts_as(self) -> str:
        """By what lists order people: a hidden name comes first, and its place says nothing."""
        return "" if self.is_hidden else self.name_sort

    @sorts_as.inplace.expression
    @classmethod
    def _sorts_as(cls) -> sa.ColumnElement[str]:
        return sa.case((cls.is_hidden, ""), else_=cls.name_sort)

    @property
    def first_name(self) -> str:
        """What the portal calls the citizen."""
        return somebody() if self.is_hidden else self.real_first_name

    @property
    def real_first_name(self) -> str:
        """What the portal calls the citizen in messages to the citizen."""
        return self.real_name.split()[0]

    @property
    def name_in_notices(self) -> str:
        """What messages to others call the citizen: a mail may be read by anybody."""
        return hidden_name() if self.protected_from else self.real_name


class ProtectedReader(Base):
    """A member of staff who may see a citizen's protected name and address. Rows are kept."""

    __tablename__ = "protected_reader"
    __table_args__ = (
        sa.Index(
            "protected_reader_once",
            "staff_id",
            "citizen_id",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    named_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    named_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    staff: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[staff_id])


class BusinessUser(Base):
    """A person who acts for a company."""

    __tablename__ = "business_user"
    __table_args__ = (sa.UniqueConstraint("business_id", "email", name="business_user_once"),)

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id"))
    name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=sa.true())
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("production_unit.id"))
    """The site they act for; None for the whole company."""
    is_administrator: Mapped[bool] = mapped_column(server_default=sa.false())
    """Says who acts for which unit, and whether units see each other's enquiries."""


class Persona(Base):
    """A named person of the demo municipality who may sign in at the demo provider."""

    __tablename__ = "persona"

    subject: Mapped[str] = mapped_column(primary_key=True)
    audience: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    story_da: Mapped[str]
    story_en: Mapped[str]
    claims: Mapped[dict[str, Any]] = mapped_column(JSONB)
    position: Mapped[int]
