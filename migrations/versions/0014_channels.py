"""SMS and Digital Post, preferences, and an administrator's own words."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014_channels"
down_revision = "0013_talks"


CHECKS = {
    "channel": ("'inbox', 'email'", "'inbox', 'email', 'sms', 'digital_post'"),
    "audience": ("'citizen', 'business', 'staff'", "'citizen', 'business', 'staff', 'guest'"),
}


def _let_in(which: int) -> None:
    for column, known in CHECKS.items():
        name = f"outbox_message_{column}_known"
        op.drop_constraint(name, "outbox_message", type_="check")
        op.create_check_constraint(name, "outbox_message", f"{column} IN ({known[which]})")


def upgrade() -> None:
    _let_in(1)
    op.create_table(
        "message_text",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("written_by_id", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('da', 'en')", name=op.f("message_text_language_known")),
        sa.CheckConstraint(
            "(subject IS NULL) = (body IS NULL)", name=op.f("message_text_whole_or_default")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["staff.id"], name=op.f("message_text_written_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("kind", "language", "version", name=op.f("message_text_pkey")),
    )
    op.create_table(
        "contact_preference",
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("channels", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "channels <@ ARRAY['email', 'sms', 'digital_post'] AND cardinality(channels) > 0",
            name=op.f("contact_preference_channels_known"),
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("contact_preference_citizen_id_fkey")
        ),
        sa.PrimaryKeyConstraint("citizen_id", name=op.f("contact_preference_pkey")),
    )
    op.add_column("outbox_message", sa.Column("attachment", sa.LargeBinary(), nullable=True))
    op.add_column(
        "outbox_message", sa.Column("still_true", sa.Text(), server_default="", nullable=False)
    )
    op.add_column(
        "outbox_message", sa.Column("gateway_id", sa.Text(), server_default="", nullable=False)
    )
    op.add_column(
        "outbox_message", sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "outbox_message_gateway_idx",
        "outbox_message",
        ["channel", "gateway_id"],
        postgresql_where=sa.text("gateway_id <> ''"),
    )


def downgrade() -> None:
    op.execute("DELETE FROM outbox_message WHERE channel NOT IN ('inbox', 'email')")
    op.execute("DELETE FROM outbox_message WHERE audience = 'guest'")
    _let_in(0)
    op.drop_index("outbox_message_gateway_idx", table_name="outbox_message")
    op.drop_column("outbox_message", "delivered_at")
    op.drop_column("outbox_message", "gateway_id")
    op.drop_column("outbox_message", "still_true")
    op.drop_column("outbox_message", "attachment")
    op.drop_table("contact_preference")
    op.drop_table("message_text")
