"""What the last examination of the installation found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0047_system_check"
down_revision = "0046_emergency"


def upgrade() -> None:
    op.create_table(
        "system_check",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "values", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('ok', 'warning', 'error')", name=op.f("system_check_state_known")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("system_check_pkey")),
    )


def downgrade() -> None:
    op.drop_table("system_check")
