"""Figures of goals by month, with every revision; the figures of 2014 become the first of them."""

import sqlalchemy as sa
from alembic import op

revision = "0020_measurements"
down_revision = "0019_openings"

PLACES = ("municipality", "cluster", "eastern_denmark", "whole_country")


def upgrade() -> None:
    op.create_table(
        "goal_measurement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("plan_year", sa.Integer(), nullable=False),
        sa.Column("goal_key", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        *[sa.Column(place, sa.Numeric(), nullable=True) for place in PLACES],
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reported_status", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("measurement_is_of_a_month")),
        sa.CheckConstraint("revision >= 1", name=op.f("measurement_revisions_count_from_one")),
        sa.CheckConstraint(
            "num_nonnulls(municipality, cluster, eastern_denmark, whole_country) > 0",
            name=op.f("measurement_holds_a_figure"),
        ),
        sa.CheckConstraint("source <> ''", name=op.f("measurement_names_its_source")),
        sa.CheckConstraint(
            "reported_status IN ('', 'opfyldt', 'på rette vej', 'ikke opfyldt')",
            name=op.f("measurement_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_year", "goal_key"], ["goal.plan_year", "goal.key"], name="measurement_of_a_goal"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["staff.id"], name=op.f("goal_measurement_recorded_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("goal_measurement_pkey")),
        sa.UniqueConstraint(
            "plan_year", "goal_key", "month", "revision", name="measurement_once_per_revision"
        ),
    )
    op.execute(
        "INSERT INTO goal_measurement (plan_year, goal_key, month, revision, municipality, cluster,"
        " eastern_denmark, whole_country, source, reported_status, recorded_at)"
        " SELECT plan_year, goal_key, (figures_from || '-01')::date, 1, municipality, cluster,"
        " eastern_denmark, whole_country, 'Status på beskæftigelsesplan 2014, 2. kvartal',"
        " reported_status, '2014-09-30 00:00+02:00' FROM reported_figure"
        " WHERE num_nonnulls(municipality, cluster, eastern_denmark, whole_country) > 0"
    )
    op.drop_table("reported_figure")
    op.execute(
        """
        CREATE FUNCTION goal_measurement_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'goal_measurement is append-only' USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER goal_measurement_is_append_only BEFORE UPDATE OR DELETE ON goal_measurement"
        " FOR EACH ROW EXECUTE FUNCTION goal_measurement_is_append_only()"
    )


def downgrade() -> None:
    op.create_table(
        "reported_figure",
        sa.Column("plan_year", sa.Integer(), nullable=False),
        sa.Column("goal_key", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("figures_from", sa.Text(), nullable=False),
        *[sa.Column(place, sa.Numeric(), nullable=True) for place in PLACES],
        sa.Column("reported_status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_year", "goal_key"], ["goal.plan_year", "goal.key"], name="reported_figure_goal"
        ),
        sa.PrimaryKeyConstraint(
            "plan_year", "goal_key", "report", name=op.f("reported_figure_pkey")
        ),
    )
    op.drop_table("goal_measurement")
    op.execute("DROP FUNCTION goal_measurement_is_append_only()")
