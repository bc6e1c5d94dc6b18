"""Access of companies' own systems: tokens, their limits and kept answers, and webhooks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034_systems"
down_revision = "0033_supported"


def upgrade() -> None:
    op.create_table(
        "rate_window",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("rate_window_pkey")),
    )
    op.create_index(op.f("rate_window_started_at_idx"), "rate_window", ["started_at"], unique=False)
    op.create_table(
        "webhook",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("business_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "events <@ ARRAY['received', 'answered', 'presented', 'closed', 'withdrawn'] AND cardinality(events) > 0",
            name=op.f("webhook_events_known"),
        ),
        sa.CheckConstraint("length(url) <= 500", name=op.f("webhook_url_is_short")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("webhook_business_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("webhook_pkey")),
    )
    op.create_index(
        "webhook_address_once",
        "webhook",
        ["business_id", "url"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index(op.f("webhook_business_id_idx"), "webhook", ["business_id"], unique=False)
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("webhook_id", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_problem", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(delivered_at, failed_at) <= 1", name=op.f("webhook_delivery_ends_one_way")
        ),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.id"], name=op.f("webhook_delivery_webhook_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("webhook_delivery_pkey")),
        sa.UniqueConstraint("webhook_id", "event", name="webhook_delivery_once_per_event"),
    )
    op.create_index(
        "webhook_delivery_due_idx",
        "webhook_delivery",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("delivered_at IS NULL AND failed_at IS NULL"),
    )
    op.create_table(
        "webhook_secret",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("webhook_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.id"], name=op.f("webhook_secret_webhook_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("webhook_secret_pkey")),
    )
    op.create_index(
        op.f("webhook_secret_webhook_id_idx"), "webhook_secret", ["webhook_id"], unique=False
    )
    op.create_table(
        "system_access",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("business_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "scopes <@ ARRAY['read', 'write'] AND cardinality(scopes) > 0",
            name=op.f("system_access_scopes_known"),
        ),
        sa.CheckConstraint(
            "revoked_at >= created_at", name=op.f("system_access_revoked_after_made")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("system_access_business_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["business_user.id"], name=op.f("system_access_created_by_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["production_unit.id"], name=op.f("system_access_unit_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("system_access_pkey")),
    )
    op.create_index(
        op.f("system_access_business_id_idx"), "system_access", ["business_id"], unique=False
    )
    op.create_index(
        "system_access_named_once",
        "system_access",
        ["business_id", sa.text("lower(name)")],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "system_answer",
        sa.Column("access_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "octet_length(body_hash) = 32", name=op.f("system_answer_body_is_hashed")
        ),
        sa.ForeignKeyConstraint(
            ["access_id"], ["system_access.id"], name=op.f("system_answer_access_id_fkey")
        ),
        sa.PrimaryKeyConstraint("access_id", "key", name="system_answer_once"),
    )
    op.create_index(op.f("system_answer_at_idx"), "system_answer", ["at"], unique=False)
    op.create_table(
        "system_secret",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("access_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "expires_at >= created_at", name=op.f("system_secret_expires_after_made")
        ),
        sa.CheckConstraint("octet_length(hash) = 32", name=op.f("system_secret_is_hashed")),
        sa.ForeignKeyConstraint(
            ["access_id"], ["system_access.id"], name=op.f("system_secret_access_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("system_secret_pkey")),
        sa.UniqueConstraint("hash", name=op.f("system_secret_hash_key")),
    )
    op.create_index(
        op.f("system_secret_access_id_idx"), "system_secret", ["access_id"], unique=False
    )
    op.add_column("business", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "production_unit", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("production_unit", "removed_at")
    op.drop_column("business", "closed_at")
    op.drop_table("system_secret")
    op.drop_table("system_answer")
    op.drop_table("system_access")
    op.drop_table("webhook_secret")
    op.drop_table("webhook_delivery")
    op.drop_table("webhook")
    op.drop_table("rate_window")
