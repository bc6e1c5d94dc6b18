"""Times offered to a citizen, the wish for an earlier one, and secret calendar addresses."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Citizen, Staff, one_of
from portal.booking.models.codes import CHANNELS, OFFER_REASONS, OFFER_STATUSES
from portal.booking.models.talks import Talk
from portal.core.db import Base


class WaitingWish(Base):
    """A citizen wants to hear of a time earlier than the one they have, or than the deadline."""

    __tablename__ = "waiting_wish"
    __table_args__ = (
        sa.CheckConstraint(one_of("channel", CHANNELS), name="waiting_wish_channel_known"),
        sa.Index(
            "waiting_wish_one_at_a_time",
            "citizen_id",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    talk_id: Mapped[int] = mapped_column(sa.ForeignKey("talk.id"))
    """The talk they have; an offered time is earlier than that."""
    channel: Mapped[str | None]
    """The way of meeting wished for; NULL means that of the talk."""
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    talk: Mapped[Talk] = relationship(lazy="raise_on_sql")


class TimeOffer(Base):
    """A time offered to one citizen until a moment. It is no hold: the constraint decides."""

    __tablename__ = "time_offer"
    __table_args__ = (
        sa.CheckConstraint(one_of("because", OFFER_REASONS), name="time_offer_reason_known"),
        sa.CheckConstraint(one_of("status", OFFER_STATUSES), name="time_offer_status_known"),
        sa.CheckConstraint(one_of("channel", CHANNELS), name="time_offer_channel_known"),
        sa.CheckConstraint("made_at < expires_at", name="time_offer_lasts"),
        sa.CheckConstraint(
            "(status = 'open') = (answered_at IS NULL)", name="time_offer_ends_at_a_moment"
        ),
        sa.Index("time_offer_citizen_idx", "citizen_id", "status"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    talk_id: Mapped[int | None] = mapped_column(sa.ForeignKey("talk.id"))
    """The talk it would take the place of; NULL when the citizen has none."""
    wish_id: Mapped[int | None] = mapped_column(sa.ForeignKey("waiting_wish.id"))
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    channel: Mapped[str]
    because: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="open")
    made_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    answered_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """When it was answered, or ended without an answer."""

    citizen: Mapped[Citizen] = relationship(lazy="raise_on_sql")
    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")
    talk: Mapped[Talk | None] = relationship(lazy="raise_on_sql")


class CalendarFeed(Base):
    """A secret address to subscribe to one person's talks. Only its hash is here."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        sa.CheckConstraint(
            "(citizen_id IS NULL) <> (staff_id IS NULL)", name="calendar_feed_is_one_persons"
        ),
        sa.Index(
            "calendar_feed_one_per_citizen",
            "citizen_id",
            unique=True,
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
        sa.Index(
            "calendar_feed_one_per_staff",
            "staff_id",
            unique=True,
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
    )

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    citizen_id: Mapped[int | None] = mapped_column(sa.ForeignKey("citizen.id"))
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
