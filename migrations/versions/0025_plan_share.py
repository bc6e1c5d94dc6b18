"""Other departments see parts of a plan when the citizen says yes; a role that sees nothing else."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025_plan_share"
down_revision = "0024_enquiry_duty"

ROLES = "'caseworker', 'business_consultant', 'team_lead', 'analyst', 'administrator', 'department'"
SECTIONS = "'goal', 'strengths', 'barriers', 'directions', 'tasks', 'contacts'"


def upgrade() -> None:
    op.drop_constraint("staff_role_known", "staff", type_="check")
    op.create_check_constraint(op.f("staff_role_known"), "staff", f"role IN ({ROLES})")
    texts = postgresql.ARRAY(sa.Text())
    op.create_table(
        "plan_share",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("asked_for", texts, nullable=False),
        sa.Column("shown", texts, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *_checks(),
        sa.PrimaryKeyConstraint("id", name=op.f("plan_share_pkey")),
        *[
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"plan_share_{column}_fkey"))
            for column, target in (
                ("citizen_id", "citizen.id"),
                ("staff_id", "staff.id"),
                ("asked_by_id", "staff.id"),
            )
        ],
    )
    op.create_index(
        "plan_share_one_running",
        "plan_share",
        ["citizen_id", "staff_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("plan_share_staff_idx", "plan_share", ["staff_id"])


def _checks() -> list[sa.CheckConstraint]:
    checks = {
        "plan_share_asks_for_known_parts": (
            f"cardinality(asked_for) > 0 AND asked_for <@ ARRAY[{SECTIONS}]"
        ),
        "plan_share_shows_what_was_asked_for": "shown <@ asked_for",
        "plan_share_answer_known": "answer IS NULL OR answer IN ('accepted', 'declined')",
        "plan_share_answer_has_a_time": "(answer IS NULL) = (answered_at IS NULL)",
        "plan_share_shows_by_consent": (
            "(answer IS NOT DISTINCT FROM 'accepted') = (cardinality(shown) > 0)"
        ),
    }
    return [sa.CheckConstraint(rule, name=op.f(name)) for name, rule in checks.items()]
