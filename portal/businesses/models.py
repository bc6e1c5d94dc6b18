"""Companies and their production units."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Staff
from portal.core.db import Base, danish_sort_key


class Business(Base):
    """A company, known by its CVR number."""

    __tablename__ = "business"
    __table_args__ = (
        sa.CheckConstraint("cvr ~ '^[0-9]{8}$'", name="business_cvr_is_eight_digits"),
        sa.CheckConstraint("employees >= 0", name="business_employees_not_negative"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    cvr: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_sort: Mapped[str] = mapped_column(
        sa.Text(collation="C"), sa.Computed(danish_sort_key("name"), persisted=True)
    )
    trade: Mapped[str]
    employees: Mapped[int]
    address: Mapped[str]
    postcode: Mapped[str]
    city: Mapped[str]
    named_contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"), index=True)

    units_share: Mapped[bool] = mapped_column(server_default=sa.false())
    """Whether people of one unit see the enquiries of the others; the administrator says so."""

    named_contact: Mapped[Staff | None] = relationship(lazy="raise_on_sql")


class ProductionUnit(Base):
    """A site of a company, known by its production-unit number."""

    __tablename__ = "production_unit"
    __table_args__ = (
        sa.CheckConstraint("p_number ~ '^[0-9]{10}$'", name="production_unit_is_ten_digits"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id"), index=True)
    p_number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    address: Mapped[str]
    postcode: Mapped[str]
    city: Mapped[str]
