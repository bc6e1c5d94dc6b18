"""The CV."""

import sqlalchemy as sa
from alembic import op

revision = "0005_cv"
down_revision = "0004_booking"


def upgrade() -> None:

    op.create_table(
        "cv_rule",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("first_within_weeks", sa.Integer(), nullable=False),
        sa.Column("confirm_every_weeks", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "first_within_weeks >= 0 AND confirm_every_weeks > 0",
            name=op.f("cv_rule_weeks_possible"),
        ),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("cv_rule_pkey")),
    )
    op.create_table(
        "cv",
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("profile_text", sa.Text(), server_default="", nullable=False),
        sa.Column("wished_occupations", sa.Text(), server_default="", nullable=False),
        sa.Column("hours_per_week", sa.Integer(), nullable=True),
        sa.Column("max_distance_km", sa.Integer(), nullable=True),
        sa.Column("earliest_start", sa.Date(), nullable=True),
        sa.Column("competences", sa.Text(), server_default="", nullable=False),
        sa.Column("visible_to_staff", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hours_per_week BETWEEN 1 AND 60", name=op.f("cv_hours_possible")),
        sa.CheckConstraint("max_distance_km BETWEEN 0 AND 500", name=op.f("cv_distance_possible")),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name=op.f("cv_citizen_id_fkey")),
        sa.PrimaryKeyConstraint("citizen_id", name=op.f("cv_pkey")),
    )
    op.create_table(
        "cv_education",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("ended_year", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "ended_year BETWEEN 1900 AND 2200", name=op.f("cv_education_year_possible")
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("cv_education_citizen_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cv_education_pkey")),
    )
    op.create_index(
        op.f("cv_education_citizen_id_idx"), "cv_education", ["citizen_id"], unique=False
    )
    op.create_table(
        "cv_experience",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("tasks", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("cv_experience_order")
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("cv_experience_citizen_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cv_experience_pkey")),
    )
    op.create_index(
        op.f("cv_experience_citizen_id_idx"), "cv_experience", ["citizen_id"], unique=False
    )
    op.create_table(
        "cv_language",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "level IN ('A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'native')",
            name=op.f("cv_language_level_known"),
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("cv_language_citizen_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cv_language_pkey")),
        sa.UniqueConstraint("citizen_id", "language", name="cv_language_once"),
    )


def downgrade() -> None:
    op.drop_table("cv_language")
    op.drop_index(op.f("cv_experience_citizen_id_idx"), table_name="cv_experience")
    op.drop_table("cv_experience")
    op.drop_index(op.f("cv_education_citizen_id_idx"), table_name="cv_education")
    op.drop_table("cv_education")
    op.drop_table("cv")
    op.drop_table("cv_rule")
