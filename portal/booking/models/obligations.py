"""What must be held, who is exempt from booking it, and what stopped or moved its deadlines."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Citizen, one_of
from portal.booking.models.codes import (
    EXEMPTION_GROUNDS,
    KINDS,
    OBLIGATION_STATUSES,
    STOPPED_BECAUSE,
)
from portal.booking.models.rulebook import Purpose
from portal.core.db import Base


class Obligation(Base):
    """A talk that must be held: why, to be booked by when, to be held by when.

    A stopped deadline does not run: the office owes the citizen something first.
    """

    __tablename__ = "obligation"
    __table_args__ = (
        sa.CheckConstraint(one_of("kind", KINDS), name="obligation_kind_known"),
        sa.CheckConstraint(one_of("status", OBLIGATION_STATUSES), name="obligation_status_known"),
        sa.CheckConstraint("book_by <= hold_by", name="obligation_booked_before_held"),
        sa.CheckConstraint(
            one_of("stopped_because", STOPPED_BECAUSE), name="obligation_stop_known"
        ),
        sa.CheckConstraint(
            "(stopped_at IS NULL) = (stopped_because IS NULL)", name="obligation_stop_has_reason"
        ),
        # Figures ask for those of a quarter.
        sa.Index("obligation_hold_by_idx", "hold_by", postgresql_using="brin"),
        sa.Index(
            "obligation_one_open_per_citizen_and_kind",
            "citizen_id",
            "kind",
            unique=True,
            postgresql_where=sa.text("status IN ('open', 'booked', 'exempt')"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), index=True)
    kind: Mapped[str]
    purpose_code: Mapped[str] = mapped_column(sa.ForeignKey("talk_purpose.code"))
    purpose_words: Mapped[str] = mapped_column(server_default="")
    """What the inviter adds to the purpose in free words; the citizen sees it from the start."""
    book_by: Mapped[date]
    hold_by: Mapped[date]
    status: Mapped[str] = mapped_column(server_default="open")
    """'exempt': the citizen need not book, the caseworker does. 'excused': need not be held."""
    rule_valid_from: Mapped[date | None]
    """The version of the rule that made it; NULL when a person did."""
    short_notice_reason: Mapped[str] = mapped_column(server_default="")
    """Why the citizen got shorter notice than the rule promises, when so."""
    stopped_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    stopped_because: Mapped[str | None]
    priority: Mapped[bool] = mapped_column(server_default=sa.false())
    """The office failed the citizen: times kept for staff are open to them, at once."""
    changes: Mapped[int] = mapped_column(server_default="0")
    """How often the citizen has cancelled or moved its talk."""
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    warned_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """When the citizen was told of the deadlines."""

    citizen: Mapped[Citizen] = relationship(lazy="raise_on_sql")
    purpose: Mapped[Purpose] = relationship(lazy="raise_on_sql")


class Exemption(Base):
    """A citizen need not book their own talks: on what ground, until when, who decided it."""

    __tablename__ = "booking_exemption"
    __table_args__ = (
        sa.CheckConstraint(one_of("ground", EXEMPTION_GROUNDS), name="exemption_ground_known"),
        sa.Index(
            "exemption_one_at_a_time",
            "citizen_id",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    ground: Mapped[str]
    expires_on: Mapped[date | None]
    decided_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    decided_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))


class NoTimeFound(Base):
    """A citizen could not find a time: what was shown, and the answer promised."""

    __tablename__ = "no_time_found"
    __table_args__ = (
        sa.CheckConstraint("times_shown >= 0", name="no_time_found_counts_times"),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)", name="no_time_found_answered_by_one"
        ),
        sa.Index(
            "no_time_found_one_at_a_time",
            "citizen_id",
            unique=True,
            postgresql_where=sa.text("answered_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    obligation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("obligation.id"))
    asked_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    window_from: Mapped[date]
    window_to: Mapped[date]
    times_shown: Mapped[int]
    shown: Mapped[list[Any]] = mapped_column(JSONB)
    """The times that were shown, as ISO moments in UTC."""
    wish: Mapped[str] = mapped_column(server_default="")
    """What would suit the citizen, in their own words."""
    answer_by: Mapped[date]
    answered_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    answer: Mapped[str] = mapped_column(server_default="")

    citizen: Mapped[Citizen] = relationship(lazy="raise_on_sql")


class Outage(Base):
    """A time in which citizens could not book, and how many deadlines it moved."""

    __tablename__ = "outage"
    __table_args__ = (
        sa.CheckConstraint("began_at < ended_at", name="outage_begins_before_it_ends"),
        sa.UniqueConstraint("began_at", name="outage_recorded_once"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    ended_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(server_default="")
    moved: Mapped[int] = mapped_column(server_default="0")
    recorded_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class Pulse(Base):
    """The moment the portal was last known to be up. One row; a gap is an outage."""

    __tablename__ = "portal_pulse"
    __table_args__ = (sa.CheckConstraint("id", name="portal_pulse_is_one_row"),)

    id: Mapped[bool] = mapped_column(primary_key=True, server_default=sa.true())
    beat_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
