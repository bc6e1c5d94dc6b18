"""Visits at companies: staff's time can be held for something that is no talk."""

import sqlalchemy as sa
from alembic import op

revision = "0030_enquiry_visits"
down_revision = "0029_reports"


def upgrade() -> None:
    op.create_unique_constraint("staff_time_once_a_talk", "staff_time", ["talk_id", "staff_id"])
    op.drop_constraint("staff_time_pkey", "staff_time")
    op.add_column(
        "staff_time", sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)
    )
    op.create_primary_key("staff_time_pkey", "staff_time", ["id"])
    op.alter_column("staff_time", "talk_id", nullable=True)
    op.add_column("staff_time", sa.Column("held_for", sa.Text(), nullable=True))
    op.create_unique_constraint(op.f("staff_time_held_for_key"), "staff_time", ["held_for"])
    op.create_check_constraint(
        op.f("staff_time_for_one_thing"), "staff_time", "num_nonnulls(talk_id, held_for) = 1"
    )
    op.create_table(
        "request_visit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("request_visit_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["recruitment_request.id"], name=op.f("request_visit_request_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("request_visit_staff_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("request_visit_pkey")),
    )
    op.create_index(op.f("request_visit_request_id_idx"), "request_visit", ["request_id"])


def downgrade() -> None:
    op.drop_table("request_visit")
    op.execute("DELETE FROM staff_time WHERE talk_id IS NULL")
    op.drop_constraint("staff_time_for_one_thing", "staff_time")
    op.drop_column("staff_time", "held_for")
    op.drop_constraint("staff_time_pkey", "staff_time")
    op.drop_column("staff_time", "id")
    op.alter_column("staff_time", "talk_id", nullable=False)
    op.create_primary_key("staff_time_pkey", "staff_time", ["talk_id", "staff_id"])
    op.drop_constraint("staff_time_once_a_talk", "staff_time")
