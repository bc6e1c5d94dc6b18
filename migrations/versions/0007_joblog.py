"""The job log."""

import sqlalchemy as sa
from alembic import op

revision = "0007_joblog"
down_revision = "0006_plan"


def upgrade() -> None:

    op.create_table(
        "job_log_rule",
        sa.Column("target_group", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("per_week", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "target_group IN ('unemployment_benefit', 'job_ready', 'activity_ready', 'obviously_education_ready', 'education_ready', 'education_activity_ready', 'sickness_benefit', 'job_clarification', 'resource_course', 'flex_job_allowance', 'integration_benefit', 'rehabilitation')",
            name=op.f("job_log_rule_group_known"),
        ),
        sa.CheckConstraint("per_week BETWEEN 0 AND 20", name=op.f("job_log_rule_sane")),
        sa.PrimaryKeyConstraint("target_group", "valid_from", name=op.f("job_log_rule_pkey")),
    )
    op.create_table(
        "job_log_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), server_default="applied", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('planned', 'applied', 'interview', 'offer', 'rejected')",
            name=op.f("job_log_entry_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("job_log_entry_citizen_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("job_log_entry_pkey")),
    )
    op.create_index(
        "job_log_entry_citizen_idx",
        "job_log_entry",
        ["citizen_id", sa.literal_column("applied_on DESC")],
        unique=False,
    )
    op.create_table(
        "job_log_goal",
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("per_week", sa.Integer(), nullable=False),
        sa.CheckConstraint("per_week BETWEEN 0 AND 20", name=op.f("job_log_goal_sane")),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("job_log_goal_citizen_id_fkey")
        ),
        sa.PrimaryKeyConstraint("citizen_id", name=op.f("job_log_goal_pkey")),
    )


def downgrade() -> None:
    op.drop_table("job_log_goal")
    op.drop_index("job_log_entry_citizen_idx", table_name="job_log_entry")
    op.drop_table("job_log_entry")
    op.drop_table("job_log_rule")
