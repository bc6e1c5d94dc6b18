"""Min Plan: more sections, versions both agree on, contacts, templates, and use counted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018_plan"
down_revision = "0017_joblog"

WORDS = ("barriers", "direction_a", "direction_b", "direction_c")
GROUPS = (
    "target_group IN ('unemployment_benefit', 'job_ready', 'activity_ready',"
    " 'obviously_education_ready', 'education_ready', 'education_activity_ready',"
    " 'sickness_benefit', 'job_clarification', 'resource_course', 'flex_job_allowance',"
    " 'integration_benefit', 'rehabilitation')"
)
OWNERS = "owner IN ('citizen', 'caseworker', 'mentor', 'business')"


def upgrade() -> None:
    for name in WORDS:
        op.add_column("plan", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("plan_task", sa.Column("comment", sa.Text(), server_default="", nullable=False))
    op.add_column("plan_task", sa.Column("step", sa.Integer(), nullable=True))
    op.create_check_constraint(op.f("plan_task_step_known"), "plan_task", "step IN (1, 2, 3)")
    _create_versions()
    _create_contacts()
    _create_templates()
    op.create_table(
        "plan_use",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "what IN ('opened', 'task_done', 'agreed')", name=op.f("plan_use_known")
        ),
        sa.PrimaryKeyConstraint("month", "what", name=op.f("plan_use_pkey")),
    )


def _create_versions() -> None:
    op.create_table(
        "plan_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "answer IS NULL OR answer IN ('agreed', 'objected', 'replaced')",
            name=op.f("plan_version_answer_known"),
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)",
            name=op.f("plan_version_answer_has_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("plan_version_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["staff.id"], name=op.f("plan_version_proposed_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("plan_version_pkey")),
        sa.UniqueConstraint("citizen_id", "number", name=op.f("plan_version_once")),
    )
    op.create_index(
        "plan_version_one_open",
        "plan_version",
        ["citizen_id"],
        unique=True,
        postgresql_where=sa.text("answer IS NULL"),
    )


def _create_contacts() -> None:
    op.create_table(
        "plan_contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "role IN ('coordinator', 'mentor', 'job_broker', 'consultant', 'other')",
            name=op.f("plan_contact_role_known"),
        ),
        sa.CheckConstraint("phone <> '' OR email <> ''", name=op.f("plan_contact_can_be_reached")),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("plan_contact_citizen_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("plan_contact_pkey")),
        sa.UniqueConstraint("citizen_id", "role", "name", name=op.f("plan_contact_once")),
    )


def _create_templates() -> None:
    op.create_table(
        "plan_template",
        sa.Column("target_group", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(GROUPS, name=op.f("plan_template_group_known")),
        sa.CheckConstraint(OWNERS, name=op.f("plan_template_owner_known")),
        sa.CheckConstraint("due_days BETWEEN 1 AND 730", name=op.f("plan_template_days_possible")),
        sa.CheckConstraint("step IN (1, 2, 3)", name=op.f("plan_template_step_known")),
        sa.PrimaryKeyConstraint(
            "target_group", "valid_from", "position", name=op.f("plan_template_pkey")
        ),
    )


def downgrade() -> None:
    for table in ("plan_use", "plan_template", "plan_contact", "plan_version"):
        op.drop_table(table)
    op.drop_constraint("plan_task_step_known", "plan_task")
    op.drop_column("plan_task", "step")
    op.drop_column("plan_task", "comment")
    for name in WORDS:
        op.drop_column("plan", name)
