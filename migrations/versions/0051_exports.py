"""Long files that people order: who, what, how far, and the files piece by piece."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.core.journal import journalled

revision = "0051_exports"
down_revision = "0050_taken_back"

MOMENT = sa.DateTime(timezone=True)
OPEN = "made_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "export_order",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ending", sa.Text(), server_default="", nullable=False),
        sa.Column("choice", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("language", sa.Text(), server_default="da", nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=True),
        sa.Column("business_user_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("called_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("held_until", MOMENT, nullable=True),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("failed_at", MOMENT, nullable=True),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.Column(
            "endings", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("size", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(citizen_id, business_user_id, staff_id) = 1",
            name="export_order_is_one_persons",
        ),
        sa.CheckConstraint(
            "num_nonnulls(made_at, failed_at, cancelled_at) <= 1", name="export_order_ends_one_way"
        ),
        sa.CheckConstraint(
            "(made_at IS NULL) = (expires_at IS NULL)"
            " AND (made_at IS NULL) = (cardinality(endings) = 0)",
            name="export_order_whole_or_not",
        ),
        sa.CheckConstraint(
            "done >= 0 AND expected >= 0 AND attempts >= 0", name="export_order_counts"
        ),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"]),
        sa.ForeignKeyConstraint(["business_user_id"], ["business_user.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("citizen_id", "business_user_id", "staff_id"):
        op.create_index(f"export_order_{column}_idx", "export_order", [column])
    op.create_index(
        "export_order_one_in_the_making",
        "export_order",
        ["kind", "ending", "choice", "citizen_id", "business_user_id", "staff_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text(OPEN),
    )
    op.create_table(
        "export_piece",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("octet_length(content) > 0", name="export_piece_holds_something"),
        sa.ForeignKeyConstraint(["order_id"], ["export_order.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("order_id", "ending", "number"),
    )
    op.execute(journalled("export_order", "id"))


def downgrade() -> None:
    op.drop_table("export_piece")
    op.drop_table("export_order")
