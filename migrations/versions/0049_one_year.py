"""What was kept for 365 days is kept for a year: the same time, said as everywhere else."""

from alembic import op

revision = "0049_one_year"
down_revision = "0048_noted"

SWAP = (
    "UPDATE retention_rule SET amount = {}, unit = '{}'"
    " WHERE key = 'open_words' AND amount = {} AND unit = '{}' AND written_by_id IS NULL"
)


def upgrade() -> None:
    op.execute(SWAP.format(1, "years", 365, "days"))


def downgrade() -> None:
    op.execute(SWAP.format(365, "days", 1, "years"))
