"""Threads between a citizen and named staff, their messages and files."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Staff, one_of
from portal.core.db import Base

FILE_STATES = ("waiting", "fit", "infected")


class MessageThread(Base):
    """A conversation about one thing.

    `staff_id` is the contact person it is with. None means the citizen's caseworker, whoever that
    is: after a change the new one has it. What has become of a contact person is asked on reading.
    """

    __tablename__ = "message_thread"
    __table_args__ = (
        sa.CheckConstraint("subject <> ''", name="message_thread_has_a_subject"),
        sa.Index("message_thread_citizen_idx", "citizen_id", sa.text("last_at DESC")),
        sa.Index("message_thread_staff_id_idx", "staff_id"),
        sa.Index("message_thread_substitute_id_idx", "substitute_id"),
        sa.Index(
            "message_thread_waiting_idx",
            "waits_since",
            postgresql_where=sa.text("waits_since IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    substitute_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    """A colleague who was asked to answer instead."""
    subject: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    last_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    waits_since: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """When the first message came that staff have not answered. None: nothing waits."""


class ThreadMessage(Base):
    """What one side wrote. `staff_id` None: the citizen wrote it. Never changed but for `read`."""

    __tablename__ = "thread_message"
    __table_args__ = (
        sa.UniqueConstraint("key", name="thread_message_sent_once"),
        sa.CheckConstraint("text <> ''", name="thread_message_says_something"),
        sa.CheckConstraint(
            "read_by_id IS NULL OR (read_at IS NOT NULL AND staff_id IS NULL)",
            name="thread_message_staff_read_what_citizens_write",
        ),
        sa.CheckConstraint(
            "waited_since IS NULL OR (staff_id IS NOT NULL AND waited_since <= sent_at)",
            name="thread_message_staff_answer",
        ),
        sa.Index("thread_message_thread_idx", "thread_id", "id"),
        sa.Index(
            "thread_message_unread_idx",
            "thread_id",
            postgresql_where=sa.text("read_at IS NULL"),
        ),
        sa.Index(
            "thread_message_answer_idx",
            "sent_at",
            postgresql_where=sa.text("waited_since IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("message_thread.id", ondelete="CASCADE"))
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    to_staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    """Whom the citizen wrote it to."""
    text: Mapped[str]
    key: Mapped[str]
    """Named by the form it was written in, so that sending it twice makes one message."""
    sent_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    waited_since: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """For an answer: since when the citizen had waited."""
    read_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    read_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    staff: Mapped[Staff | None] = relationship(lazy="raise_on_sql", foreign_keys=[staff_id])
    read_by: Mapped[Staff | None] = relationship(lazy="raise_on_sql", foreign_keys=[read_by_id])


class MessageFile(Base):
    """A file of a message; until that is sent it belongs to the form it was chosen in."""

    __tablename__ = "message_file"
    __table_args__ = (
        sa.CheckConstraint(one_of("state", FILE_STATES), name="message_file_state_known"),
        sa.CheckConstraint(
            "(content IS NULL) = (state = 'infected')", name="message_file_infected_is_gone"
        ),
        sa.Index("message_file_message_id_idx", "message_id"),
        sa.Index("message_file_key_idx", "key"),
        sa.Index("message_file_waiting_idx", "id", postgresql_where=sa.text("state = 'waiting'")),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    message_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("thread_message.id", ondelete="CASCADE")
    )
    key: Mapped[str]
    name: Mapped[str]
    mimetype: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    state: Mapped[str]
    """'waiting' for the virus scanner, 'fit', or 'infected' and emptied."""
    stored_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class MessageSetting(Base):
    """How soon an answer is promised. Dated, never rewritten."""

    __tablename__ = "message_setting"
    __table_args__ = (
        sa.CheckConstraint("answer_days BETWEEN 1 AND 20", name="message_setting_answers"),
        sa.CheckConstraint("figure_weeks BETWEEN 1 AND 52", name="message_setting_figures"),
    )

    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    answer_days: Mapped[int]
    """Working days after the day the message came."""
    figure_weeks: Mapped[int]
    """How far back the usual answer time looks."""
    source: Mapped[str]
