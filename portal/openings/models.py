"""Concrete openings, and what the citizen answered when asked."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Citizen, one_of
from portal.core.db import Base

ANSWERS = ("yes", "applied", "no")


class Opening(Base):
    """A vacancy citizens can be asked about."""

    __tablename__ = "opening"
    __table_args__ = (sa.CheckConstraint("positions > 0", name="opening_has_positions"),)

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    title: Mapped[str]
    employer: Mapped[str]
    place: Mapped[str]
    postcode: Mapped[str]
    positions: Mapped[int]
    hours_per_week: Mapped[int]
    tasks: Mapped[str]
    requirements: Mapped[str]
    starts_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))


class Referral(Base):
    """A citizen asked about an opening: why, by when to answer, and the answer.

    The reason for a no is for the job centre only.
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
        sa.Index("referral_citizen_idx", "citizen_id", sa.text("asked_at DESC")),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    opening_id: Mapped[int] = mapped_column(sa.ForeignKey("opening.id"))
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    reason: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    answer_by: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    answer: Mapped[str | None]
    answer_reason: Mapped[str] = mapped_column(server_default="")
    answered_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    opening: Mapped[Opening] = relationship(lazy="raise_on_sql")
    citizen: Mapped[Citizen] = relationship(lazy="raise_on_sql")
