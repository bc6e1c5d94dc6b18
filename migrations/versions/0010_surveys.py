"""Waves, invitations and anonymous answers."""

import sqlalchemy as sa
from alembic import op

revision = "0010_surveys"
down_revision = "0009_recruitment"


def upgrade() -> None:

    op.create_table(
        "survey_statement",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "language", "version", name=op.f("survey_statement_pkey")),
    )
    op.create_table(
        "survey_wave",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("quarter_start", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "quarter_start = date_trunc('quarter', quarter_start::timestamp)::date",
            name=op.f("survey_wave_starts_a_quarter"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("survey_wave_pkey")),
        sa.UniqueConstraint("quarter_start", name=op.f("survey_wave_quarter_start_key")),
    )
    op.create_table(
        "survey_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.BigInteger(), nullable=False),
        sa.Column("guidance", sa.SmallInteger(), nullable=True),
        sa.Column("purpose", sa.SmallInteger(), nullable=True),
        sa.Column("plan_use", sa.SmallInteger(), nullable=True),
        sa.Column("resources", sa.SmallInteger(), nullable=True),
        sa.Column("cooperation", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "cooperation BETWEEN 1 AND 5", name=op.f("survey_answer_cooperation_on_scale")
        ),
        sa.CheckConstraint(
            "guidance BETWEEN 1 AND 5", name=op.f("survey_answer_guidance_on_scale")
        ),
        sa.CheckConstraint(
            "plan_use BETWEEN 1 AND 5", name=op.f("survey_answer_plan_use_on_scale")
        ),
        sa.CheckConstraint("purpose BETWEEN 1 AND 5", name=op.f("survey_answer_purpose_on_scale")),
        sa.CheckConstraint(
            "resources BETWEEN 1 AND 5", name=op.f("survey_answer_resources_on_scale")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["survey_wave.id"], name=op.f("survey_answer_wave_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("survey_answer_pkey")),
    )
    op.create_index(op.f("survey_answer_wave_id_idx"), "survey_answer", ["wave_id"], unique=False)
    op.create_table(
        "survey_spent_link",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("wave_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["survey_wave.id"], name=op.f("survey_spent_link_wave_id_fkey")
        ),
        sa.PrimaryKeyConstraint("mark", name=op.f("survey_spent_link_pkey")),
    )
    op.create_index(
        op.f("survey_spent_link_wave_id_idx"), "survey_spent_link", ["wave_id"], unique=False
    )
    op.create_table(
        "survey_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("survey_invitation_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["survey_wave.id"], name=op.f("survey_invitation_wave_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("survey_invitation_pkey")),
        sa.UniqueConstraint("wave_id", "citizen_id", name="survey_invited_once_per_wave"),
    )
    op.create_index(
        op.f("survey_invitation_citizen_id_idx"), "survey_invitation", ["citizen_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("survey_invitation_citizen_id_idx"), table_name="survey_invitation")
    op.drop_table("survey_invitation")
    op.drop_index(op.f("survey_spent_link_wave_id_idx"), table_name="survey_spent_link")
    op.drop_table("survey_spent_link")
    op.drop_index(op.f("survey_answer_wave_id_idx"), table_name="survey_answer")
    op.drop_table("survey_answer")
    op.drop_table("survey_wave")
    op.drop_table("survey_statement")
