"""When somebody last proved who they are; forms that wait meanwhile; what a sign-in is called."""

import sqlalchemy as sa
from alembic import op

revision = "0035_proof"
down_revision = "0034_systems"


def upgrade() -> None:
    op.create_table(
        "held_form",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("identity_id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name=op.f("held_form_identity_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("held_form_pkey")),
    )
    op.create_index(op.f("held_form_identity_id_idx"), "held_form", ["identity_id"])
    op.create_index(op.f("held_form_expires_at_idx"), "held_form", ["expires_at"])
    op.add_column(
        "sign_in",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False), nullable=False),
    )
    op.create_unique_constraint(op.f("sign_in_number_key"), "sign_in", ["number"])
    op.add_column("sign_in", sa.Column("proved_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE sign_in SET proved_at = started_at")
    op.alter_column("sign_in", "proved_at", nullable=False)
    op.add_column("sign_in", sa.Column("device", sa.Text(), server_default="", nullable=False))
    op.add_column("sign_in", sa.Column("sid", sa.Text(), nullable=True))
    op.add_column("sign_in", sa.Column("id_token", sa.LargeBinary(), nullable=True))
    op.create_check_constraint(
        op.f("sign_in_proved_before_seen"), "sign_in", "proved_at <= seen_at"
    )
    op.create_index(
        "sign_in_sid_idx", "sign_in", ["sid"], postgresql_where=sa.text("sid IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_index("sign_in_sid_idx", "sign_in")
    op.drop_constraint("sign_in_proved_before_seen", "sign_in")
    for column in ("id_token", "sid", "device", "proved_at", "number"):
        op.drop_column("sign_in", column)
    op.drop_table("held_form")
