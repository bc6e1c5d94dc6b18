"""Backups are known to every node; nothing leaves a portal that was restored."""

import sqlalchemy as sa
from alembic import op

revision = "0041_operations"
down_revision = "0040_logout_token"


def upgrade() -> None:
    op.create_table(
        "outgoing_gate",
        sa.Column("id", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("outgoing_gate_is_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("outgoing_gate_pkey")),
    )
    op.execute("INSERT INTO outgoing_gate (id) VALUES (1)")
    op.create_table(
        "backup_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("way IN ('dump', 'base')", name=op.f("backup_run_way_known")),
        sa.CheckConstraint(
            "(problem = '') = (bytes IS NOT NULL)", name=op.f("backup_run_made_or_not")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("backup_run_pkey")),
    )
    op.create_index("backup_run_ended_idx", "backup_run", ["ended_at"])
    op.create_table(
        "log_archive",
        sa.Column("id", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("piece", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("log_archive_is_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("log_archive_pkey")),
    )


def downgrade() -> None:
    for table in ("log_archive", "backup_run", "outgoing_gate"):
        op.drop_table(table)
