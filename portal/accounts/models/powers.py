"""People who act for citizens, and what lets them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models.people import Citizen, Staff, one_of
from portal.core.acting import Area
from portal.core.db import Base

_AREAS = "ARRAY[" + ", ".join(f"'{area}'" for area in Area) + "]"


class Representative(Base):
    """Somebody whom a citizen lets act for them. They need not be a citizen of the job centre."""

    __tablename__ = "representative"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    cpr_hmac: Mapped[bytes] = mapped_column(unique=True)
    name: Mapped[str | None]
    """As their provider tells it; None until they have signed in."""


class PowerOfAttorney(Base):
    """A citizen's word that somebody may act for them: in what, and from when until when."""

    __tablename__ = "power_of_attorney"
    __table_args__ = (
        sa.CheckConstraint(
            f"may_read <@ {_AREAS} AND may_act <@ may_read AND cardinality(may_read) > 0",
            name="power_of_attorney_areas_known",
        ),
        sa.CheckConstraint(
            "ends_on >= starts_on AND ends_on - starts_on <= 732", name="power_of_attorney_lasts"
        ),
        sa.CheckConstraint(
            "(given_by_staff_id IS NULL) = (reason IS NULL)", name="power_of_attorney_on_paper"
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)"
            " AND " + one_of("ended_by", ("citizen", "holder", "staff")),
            name="power_of_attorney_ended_by_somebody",
        ),
        ExcludeConstraint(
            ("citizen_id", "="),
            ("representative_id", "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            where=sa.text("ended_at IS NULL"),
            using="gist",
            name="power_of_attorney_once",
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), index=True)
    representative_id: Mapped[int] = mapped_column(sa.ForeignKey("representative.id"), index=True)
    holder_name: Mapped[str]
    """As it was written when the power was given."""
    may_read: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    may_act: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day it holds."""
    given_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    given_by_staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    """Who entered what the citizen gave on paper; None when the citizen gave it here."""
    reason: Mapped[str | None]
    ended_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    ended_by: Mapped[str | None]
    end_reason: Mapped[str | None]

    citizen: Mapped[Citizen] = relationship(lazy="raise_on_sql")
    representative: Mapped[Representative] = relationship(lazy="raise_on_sql")
    given_by: Mapped[Staff | None] = relationship(lazy="raise_on_sql")
