"""The outbox and inbox."""

import sqlalchemy as sa
from alembic import op

revision = "0012_notifications"
down_revision = "0011_targets"


def upgrade() -> None:

    op.create_table(
        "outbox_message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worthless_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "audience IN ('citizen', 'business', 'staff')",
            name=op.f("outbox_message_audience_known"),
        ),
        sa.CheckConstraint(
            "channel IN ('inbox', 'email')", name=op.f("outbox_message_channel_known")
        ),
        sa.CheckConstraint(
            "NOT (sent_at IS NOT NULL AND dropped_at IS NOT NULL)",
            name=op.f("outbox_message_one_end"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("outbox_message_pkey")),
        sa.UniqueConstraint(
            "event", "audience", "recipient_id", "channel", name="outbox_message_once_per_event"
        ),
    )
    op.create_index(
        "outbox_message_due_idx",
        "outbox_message",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"),
    )
    op.create_index(
        "outbox_message_recipient_idx", "outbox_message", ["audience", "recipient_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("outbox_message_recipient_idx", table_name="outbox_message")
    op.drop_index(
        "outbox_message_due_idx",
        table_name="outbox_message",
        postgresql_where=sa.text("sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"),
    )
    op.drop_table("outbox_message")
