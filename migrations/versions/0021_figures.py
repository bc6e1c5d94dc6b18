"""Published figures, the rule they follow, and what was changed because of the answers."""

import sqlalchemy as sa
from alembic import op

revision = "0021_figures"
down_revision = "0020_measurements"

WHOLE_QUARTER = "quarter_start = date_trunc('quarter', quarter_start::timestamp)::date"
KEYS = "key IN ('guidance', 'purpose', 'plan_use', 'resources', 'cooperation')"
DIMENSIONS = "dimension IN ('all', 'group_family', 'team', 'length_band', 'caseworker', 'channel')"


def upgrade() -> None:
    op.create_table(
        "publication_rule",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("smallest", sa.Integer(), nullable=False),
        sa.Column("unanimous_below", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("smallest >= 5", name=op.f("publication_never_under_five")),
        sa.CheckConstraint(
            "unanimous_below >= smallest", name=op.f("publication_alike_not_under_least")
        ),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("publication_rule_pkey")),
    )
    op.create_table(
        "figure_release",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("quarter_start", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("final", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.CheckConstraint(WHOLE_QUARTER, name=op.f("figure_release_is_of_a_quarter")),
        sa.PrimaryKeyConstraint("id", name=op.f("figure_release_pkey")),
        sa.UniqueConstraint("quarter_start", "at", name=op.f("figure_release_once_at_a_time")),
    )
    op.create_index(
        "figure_release_final_once",
        "figure_release",
        ["quarter_start"],
        unique=True,
        postgresql_where=sa.text("final"),
    )
    _create_published()
    _create_improvement()
    _refuse_changes()


def _create_published() -> None:
    op.create_table(
        "published_figure",
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.Column("other", sa.Text(), server_default="", nullable=False),
        sa.Column("invited", sa.Integer(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("favourable", sa.Integer(), nullable=True),
        sa.Column("complete", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.CheckConstraint(KEYS, name=op.f("published_figure_key_known")),
        sa.CheckConstraint(DIMENSIONS, name=op.f("published_figure_dimension_known")),
        sa.CheckConstraint(
            "(n IS NULL) = (favourable IS NULL) AND (n IS NULL) = (invited IS NULL)",
            name=op.f("published_figure_whole_or_empty"),
        ),
        sa.CheckConstraint("n >= 5", name=op.f("published_figure_never_under_five")),
        sa.CheckConstraint("favourable BETWEEN 0 AND n", name=op.f("published_figure_within_n")),
        sa.CheckConstraint(
            "dimension <> 'all' OR value = ''", name=op.f("published_figure_total_plain")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["figure_release.id"], name=op.f("published_figure_release_id_fkey")
        ),
        sa.PrimaryKeyConstraint(
            "release_id", "key", "dimension", "value", "other", name=op.f("published_figure_pkey")
        ),
    )


def _create_improvement() -> None:
    op.create_table(
        "improvement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("quarter_start", sa.Date(), nullable=False),
        sa.Column("title_da", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("text_da", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("written_by_id", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'withdrawn')", name=op.f("improvement_state_known")
        ),
        sa.CheckConstraint(WHOLE_QUARTER, name=op.f("improvement_is_of_a_quarter")),
        sa.CheckConstraint(
            "state = 'draft' OR published_at IS NOT NULL",
            name=op.f("improvement_published_has_a_time"),
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)",
            name=op.f("improvement_withdrawn_has_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["staff.id"], name=op.f("improvement_written_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("improvement_pkey")),
    )


def _refuse_changes() -> None:
    op.execute(
        """
        CREATE FUNCTION published_stays_published() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'what was published is never changed'
                USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    for table in ("figure_release", "published_figure"):
        op.execute(
            f"CREATE TRIGGER published_stays_published BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION published_stays_published()"
        )


def downgrade() -> None:
    for table in ("improvement", "published_figure", "figure_release", "publication_rule"):
        op.drop_table(table)
    op.execute("DROP FUNCTION published_stays_published")
