"""Providers' words that somebody has signed out there, so that each counts once."""

import sqlalchemy as sa
from alembic import op

revision = "0040_logout_token"
down_revision = "0039_guests_and_quarantine"


def upgrade() -> None:
    op.create_table(
        "logout_token",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("jti", sa.Text(), nullable=False),
        sa.Column("forget_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("issuer", "jti", name=op.f("logout_token_pkey")),
    )
    op.create_index(op.f("logout_token_forget_at_idx"), "logout_token", ["forget_at"])


def downgrade() -> None:
    op.drop_table("logout_token")
