"""Guests read and write about their enquiry; files wait for the virus scanner."""

import sqlalchemy as sa
from alembic import op

revision = "0039_guests_and_quarantine"
down_revision = "0038_privacy"


def upgrade() -> None:
    op.create_table(
        "guest_pass",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ended_at IS NULL OR used_at IS NOT NULL", name=op.f("guest_pass_used_before_ended")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["recruitment_request.id"],
            name=op.f("guest_pass_request_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("guest_pass_pkey")),
        sa.UniqueConstraint("secret_hash", name=op.f("guest_pass_secret_hash_key")),
    )
    op.create_index(op.f("guest_pass_request_id_idx"), "guest_pass", ["request_id"])
    language = sa.Column("language", sa.Text(), server_default="da", nullable=False)
    op.add_column("recruitment_request", language)
    op.create_check_constraint(
        op.f("recruitment_request_language_known"),
        "recruitment_request",
        "language IN ('da', 'en')",
    )
    state = sa.Column("state", sa.Text(), server_default="fit", nullable=False)
    op.add_column("request_file", state)
    op.alter_column("request_file", "content", nullable=True)
    op.create_check_constraint(
        op.f("request_file_state_known"),
        "request_file",
        "state IN ('waiting', 'fit', 'infected')",
    )
    op.create_check_constraint(
        op.f("request_file_infected_is_gone"),
        "request_file",
        "(content IS NULL) = (state = 'infected')",
    )
    op.create_index(
        "request_file_waiting_idx",
        "request_file",
        ["id"],
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.execute("DELETE FROM request_file WHERE state <> 'fit'")
    op.drop_index("request_file_waiting_idx", "request_file")
    op.drop_constraint("request_file_infected_is_gone", "request_file")
    op.drop_constraint("request_file_state_known", "request_file")
    op.alter_column("request_file", "content", nullable=False)
    op.drop_column("request_file", "state")
    op.drop_constraint("recruitment_request_language_known", "recruitment_request")
    op.drop_column("recruitment_request", "language")
    op.drop_table("guest_pass")
