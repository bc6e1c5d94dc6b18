"""How many had a contact course, beside the published figures: what they are weighted to."""

import sqlalchemy as sa
from alembic import op

revision = "0027_population"
down_revision = "0026_survey_cells"


def upgrade() -> None:
    op.add_column("published_figure", sa.Column("population", sa.Integer(), nullable=True))
    op.create_check_constraint(
        op.f("published_figure_population_of_shown"),
        "published_figure",
        "population IS NULL OR n IS NOT NULL",
    )


def downgrade() -> None:
    op.drop_constraint("published_figure_population_of_shown", "published_figure")
    op.drop_column("published_figure", "population")
