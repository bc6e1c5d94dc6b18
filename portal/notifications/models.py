"""What people are told: one outbox row per event, recipient and channel, and the inbox."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.access import Audience
from portal.core.db import Base

CHANNELS = ("inbox", "email")


class OutboxMessage(Base):
    """A message to be sent, or sent, or visibly failed.

    `event` names what happened ('talk:17:v1:confirmation'); the same event never reaches the
    same person twice through the same channel. Subject and body are written when it is queued,
    in the recipient's language.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.UniqueConstraint(
            "event", "audience", "recipient_id", "channel", name="outbox_message_once_per_event"
        ),
        sa.CheckConstraint(one_of("audience", Audience), name="outbox_message_audience_known"),
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
        sa.Index("outbox_message_recipient_idx", "audience", "recipient_id"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
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
    read_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
