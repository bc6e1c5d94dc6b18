"""Who is on duty for businesses, who an enquiry is given to, and screens on the wall."""

import sqlalchemy as sa
from alembic import op

revision = "0024_enquiry_duty"
down_revision = "0023_enquiry_log"


def upgrade() -> None:
    op.create_table(
        "duty_shift",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("at_night", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("duty_shift_staff_id_fkey")),
        sa.PrimaryKeyConstraint("day", "staff_id", name=op.f("duty_shift_pkey")),
    )
    op.create_table(
        "wall_screen",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name=op.f("wall_screen_made_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("wall_screen_pkey")),
    )
    op.add_column("request_event", sa.Column("to_staff_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("request_event_to_staff_id_fkey"), "request_event", "staff", ["to_staff_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_column("request_event", "to_staff_id")
    op.drop_table("wall_screen")
    op.drop_table("duty_shift")
