"""The way in for administrators when the provider is away: keys, links to enrol one, uses."""

import sqlalchemy as sa
from alembic import op

revision = "0046_emergency"
down_revision = "0045_powers"


def upgrade() -> None:
    op.create_table(
        "emergency_link",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("emergency_link_staff_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("emergency_link_pkey")),
    )
    op.create_table(
        "emergency_key",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sign_count >= 0", name=op.f("emergency_key_counts_up")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("emergency_key_staff_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("emergency_key_pkey")),
        sa.UniqueConstraint("credential_id", name=op.f("emergency_key_credential_id_key")),
    )
    op.create_index(op.f("emergency_key_staff_id_idx"), "emergency_key", ["staff_id"])
    op.create_table(
        "emergency_use",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key_id", sa.BigInteger(), nullable=False),
        sa.Column("challenge_hash", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) >= 10", name=op.f("emergency_use_has_reason")),
        sa.CheckConstraint("ends_at > started_at", name=op.f("emergency_use_ends")),
        sa.ForeignKeyConstraint(
            ["key_id"], ["emergency_key.id"], name=op.f("emergency_use_key_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("emergency_use_pkey")),
        sa.UniqueConstraint("challenge_hash", name=op.f("emergency_use_challenge_hash_key")),
    )
    op.create_index(op.f("emergency_use_key_id_idx"), "emergency_use", ["key_id"])


def downgrade() -> None:
    op.execute(
        "DELETE FROM sign_in WHERE identity_id IN"
        " (SELECT id FROM identity WHERE issuer = 'emergency')"
    )
    op.execute("DELETE FROM identity WHERE issuer = 'emergency'")
    op.drop_table("emergency_use")
    op.drop_table("emergency_key")
    op.drop_table("emergency_link")
