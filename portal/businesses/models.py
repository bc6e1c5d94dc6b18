"""Companies, their production units, whom one may call there, and what was talked about."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Staff, one_of
from portal.core.db import Base, danish_sort_key

SECTORS = ("private", "public")
NOTES = ("call", "visit", "mail", "meeting")
CONSENTS = ("phone", "mail", "meeting")


class Business(Base):
    """A company, known by its CVR number."""

    __tablename__ = "business"
    __table_args__ = (
        sa.CheckConstraint("cvr ~ '^[0-9]{8}$'", name="business_cvr_is_eight_digits"),
        sa.CheckConstraint("employees >= 0", name="business_employees_not_negative"),
        sa.CheckConstraint(one_of("sector", SECTORS), name="business_sector_known"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    cvr: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_sort: Mapped[str] = mapped_column(
        sa.Text(collation="C"), sa.Computed(danish_sort_key("name"), persisted=True)
    )
    trade: Mapped[str]
    sector: Mapped[str] = mapped_column(server_default="private")
    """Private or public employer: some places are only for one of them."""
    employees: Mapped[int]
    address: Mapped[str]
    postcode: Mapped[str]
    city: Mapped[str]
    named_contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"), index=True)

    closed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """Since when the company has no access any more, neither its people nor its systems."""
    units_share: Mapped[bool] = mapped_column(server_default=sa.false())
    """Whether people of one unit see the enquiries of the others; the administrator says so."""

    named_contact: Mapped[Staff | None] = relationship(lazy="raise_on_sql")


class ProductionUnit(Base):
    """A site of a company, known by its production-unit number."""

    __tablename__ = "production_unit"
    __table_args__ = (
        sa.CheckConstraint("p_number ~ '^[0-9]{10}$'", name="production_unit_is_ten_digits"),
        # Lets another table demand that a unit is of the company it names.
        sa.UniqueConstraint("id", "business_id", name="production_unit_owner_can_be_demanded"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id"), index=True)
    p_number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    address: Mapped[str]
    postcode: Mapped[str]
    city: Mapped[str]
    removed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """Since when nobody acts for it any more; earlier enquiries keep their site."""


class BusinessContact(Base):
    """Somebody at a company whom the job centre may call: who said yes to it, when and how.

    When the yes is taken back, the number and the address are gone at once.
    """

    __tablename__ = "business_contact"
    __table_args__ = (
        sa.CheckConstraint(one_of("consent_by", CONSENTS), name="business_contact_consent_known"),
        sa.CheckConstraint(
            "withdrawn_at IS NULL AND (phone <> '' OR email <> '')"
            " OR withdrawn_at IS NOT NULL AND phone = '' AND email = ''",
            name="business_contact_is_reached_by_consent",
        ),
        sa.CheckConstraint(
            "withdrawn_at >= consented_at", name="business_contact_withdrawn_after_consent"
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id"), index=True)
    name: Mapped[str]
    title: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str] = mapped_column(server_default="")
    email: Mapped[str] = mapped_column(server_default="")
    consented_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    consent_by: Mapped[str]
    """How the yes was given."""
    noted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    noted_by: Mapped[Staff] = relationship(lazy="raise_on_sql")


class BusinessNote(Base):
    """A call, visit, letter or meeting with a company, and what comes next."""

    __tablename__ = "business_note"
    __table_args__ = (
        sa.CheckConstraint(one_of("kind", NOTES), name="business_note_kind_known"),
        sa.CheckConstraint(
            "(next_step = '') = (next_on IS NULL)", name="business_note_next_step_has_a_day"
        ),
        sa.Index("business_note_business_idx", "business_id", sa.text("on_day DESC")),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id"))
    kind: Mapped[str]
    on_day: Mapped[date] = mapped_column(sa.Date)
    written_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    text: Mapped[str]
    next_step: Mapped[str] = mapped_column(server_default="")
    next_on: Mapped[date | None] = mapped_column(sa.Date)

    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")
