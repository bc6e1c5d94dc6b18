"""What people are told: one outbox row per event, recipient and channel, and the inbox."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.access import Audience
from portal.core.db import Base
from portal.core.months import ZONE, month_of

CHANNELS = ("inbox", "email", "sms", "digital_post")
# Besides those who sign in: people from outside who are asked to a talk.
GUEST = "guest"
AUDIENCES = (*(audience.value for audience in Audience), GUEST)


ONCE = ("event", "audience", "recipient_id", "channel")
"""Of these a message is the only one: over all months."""


def _queued_in(context: Any) -> date:
    """The month in which a message was queued: it never changes, whatever becomes of it."""
    return month_of(context.get_current_parameters()["created_at"])


class OutboxMessage(Base):
    """A message to be sent, or sent, or visibly failed.

    `event` names what happened ('talk:17:v1:confirmation'); the same event never reaches the
    same person twice through the same channel: within a month by its own constraint, over all
    months by `OutboxKey`. Subject and body are written when it is queued, in the recipient's
    language.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.UniqueConstraint(*ONCE, "month", name="outbox_message_once_per_event"),
        sa.CheckConstraint(one_of("audience", AUDIENCES), name="outbox_message_audience_known"),
        sa.CheckConstraint(one_of("channel", CHANNELS), name="outbox_message_channel_known"),
        sa.CheckConstraint(
            "NOT (sent_at IS NOT NULL AND dropped_at IS NOT NULL)", name="outbox_message_one_end"
        ),
        sa.Index(
            "outbox_message_due_idx",
            "due_at",
            postgresql_where=sa.text(
                "sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"
            ),
        ),
        sa.Index(
            "outbox_message_gateway_idx",
            "channel",
            "gateway_id",
            postgresql_where=sa.text("gateway_id <> ''"),
        ),
        sa.Index("outbox_message_recipient_idx", "audience", "recipient_id"),
        {"postgresql_partition_by": "RANGE (month)"},
    )

    # Told apart in an insert of many by its number.
    id: Mapped[int] = mapped_column(
        sa.BigInteger,
        sa.Identity(),
        primary_key=True,
        autoincrement=True,
        insert_sentinel=True,
    )
    month: Mapped[date] = mapped_column(
        primary_key=True,
        default=_queued_in,
        server_default=sa.text(f"(date_trunc('month', now() AT TIME ZONE '{ZONE}'))::date"),
    )
    """The month it was queued in, by which it finds its part; the number alone names it."""
    event: Mapped[str]
    kind: Mapped[str]
    audience: Mapped[str]
    recipient_id: Mapped[int] = mapped_column(sa.BigInteger)
    channel: Mapped[str]
    address: Mapped[str] = mapped_column(server_default="")
    language: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    path: Mapped[str] = mapped_column(server_default="")
    """Where in the portal the message leads."""
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    due_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    """When it may go out. A sender that takes it moves this ahead, so no other takes it too."""
    worthless_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """From then on it is dropped rather than sent: nobody is reminded of a talk that is over."""
    attempts: Mapped[int] = mapped_column(server_default="0")
    last_error: Mapped[str] = mapped_column(server_default="")
    sent_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    failed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    dropped_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """Set when what it would have said is no longer true, such as a reminder of a moved talk."""
    attachment: Mapped[bytes | None]
    """A calendar file that goes with an e-mail, or is booked through Digital Post."""
    still_true: Mapped[str] = mapped_column(server_default="")
    """What must hold when it is sent ('talk:17:3'); asked again at that moment."""
    gateway_id: Mapped[str] = mapped_column(server_default="")
    """What the SMS gateway or Digital Post calls it; receipts come under this name."""
    delivered_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """When the other side said that it arrived; many channels never say."""
    read_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))


class OutboxKey(Base):
    """That somebody was told of an event through a channel, in which month: one row ever.

    The key is a digest of event, audience, recipient and channel. The database itself writes it
    before a message goes in, and deletes it with the message: a key over all months that the
    months' own constraints can't be.
    """

    __tablename__ = "outbox_key"

    key: Mapped[bytes] = mapped_column(primary_key=True)
    month: Mapped[date]


class MessageText(Base):
    """An administrator's own words for a kind of message. The newest version counts.

    A version without words goes back to those the portal comes with.
    """

    __tablename__ = "message_text"
    __table_args__ = (
        sa.CheckConstraint("language IN ('da', 'en')", name="message_text_language_known"),
        sa.CheckConstraint(
            "(subject IS NULL) = (body IS NULL)", name="message_text_whole_or_default"
        ),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str | None]
    body: Mapped[str | None]
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    written_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class ContactPreference(Base):
    """In which order a citizen wants to hear that a message waits. Without one: e-mail first."""

    __tablename__ = "contact_preference"
    __table_args__ = (
        sa.CheckConstraint(
            "channels <@ ARRAY['email', 'sms', 'digital_post'] AND cardinality(channels) > 0",
            name="contact_preference_channels_known",
        ),
    )

    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), primary_key=True)
    channels: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    changed_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
