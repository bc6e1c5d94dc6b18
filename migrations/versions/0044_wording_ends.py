"""Why a wording is looked for no longer stands beside when it ended."""

import sqlalchemy as sa
from alembic import op

revision = "0044_wording_ends"
down_revision = "0043_asked_again"

ENDS = "valid_to IS NULL OR end_source <> ''"


def upgrade() -> None:
    source = sa.Column("end_source", sa.Text(), server_default="", nullable=False)
    op.add_column("criterion_pattern", source)
    op.execute("UPDATE criterion_pattern SET end_source = source WHERE valid_to IS NOT NULL")
    op.create_check_constraint(op.f("criterion_pattern_end_has_source"), "criterion_pattern", ENDS)


def downgrade() -> None:
    op.drop_constraint("criterion_pattern_end_has_source", "criterion_pattern")
    op.drop_column("criterion_pattern", "end_source")
