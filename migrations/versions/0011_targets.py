"""Goals and reported figures."""

import sqlalchemy as sa
from alembic import op

revision = "0011_targets"
down_revision = "0010_surveys"


def upgrade() -> None:

    op.create_table(
        "goal",
        sa.Column("plan_year", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("focus_area", sa.Text(), nullable=False),
        sa.Column("text_da", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target_value", sa.Numeric(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("baseline", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('change_max', 'share_min', 'hours_max', 'text', 'follow')",
            name=op.f("goal_kind_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('text', 'follow') = (target_value IS NULL)",
            name=op.f("goal_target_if_measured"),
        ),
        sa.PrimaryKeyConstraint("plan_year", "key", name=op.f("goal_pkey")),
    )
    op.create_table(
        "reported_figure",
        sa.Column("plan_year", sa.Integer(), nullable=False),
        sa.Column("goal_key", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("figures_from", sa.Text(), nullable=False),
        sa.Column("municipality", sa.Numeric(), nullable=True),
        sa.Column("cluster", sa.Numeric(), nullable=True),
        sa.Column("eastern_denmark", sa.Numeric(), nullable=True),
        sa.Column("whole_country", sa.Numeric(), nullable=True),
        sa.Column("reported_status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_year", "goal_key"], ["goal.plan_year", "goal.key"], name="reported_figure_goal"
        ),
        sa.PrimaryKeyConstraint(
            "plan_year", "goal_key", "report", name=op.f("reported_figure_pkey")
        ),
    )


def downgrade() -> None:
    op.drop_table("reported_figure")
    op.drop_table("goal")
