"""Min Plan."""

import sqlalchemy as sa
from alembic import op

revision = "0006_plan"
down_revision = "0005_cv"


def upgrade() -> None:

    op.create_table(
        "plan",
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("goal", sa.Text(), server_default="", nullable=False),
        sa.Column("strengths", sa.Text(), server_default="", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name=op.f("plan_citizen_id_fkey")),
        sa.PrimaryKeyConstraint("citizen_id", name=op.f("plan_pkey")),
    )
    op.create_table(
        "plan_task",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), server_default="citizen", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_staff_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "owner IN ('citizen', 'caseworker', 'mentor', 'business')",
            name=op.f("plan_task_owner_known"),
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("plan_task_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_staff_id"], ["staff.id"], name=op.f("plan_task_created_by_staff_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("plan_task_pkey")),
    )
    op.create_index("plan_task_citizen_idx", "plan_task", ["citizen_id", "due_on"], unique=False)


def downgrade() -> None:
    op.drop_index("plan_task_citizen_idx", table_name="plan_task")
    op.drop_table("plan_task")
    op.drop_table("plan")
