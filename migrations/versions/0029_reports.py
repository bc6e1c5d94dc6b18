"""Counts of a quarter, and management reports that stay as they were approved."""

import sqlalchemy as sa
from alembic import op

revision = "0029_reports"
down_revision = "0028_enquiry_entrance"

REFUSAL = "RAISE EXCEPTION 'an approved report is not changed' USING ERRCODE = 'restrict_violation'"


def upgrade() -> None:
    op.create_table(
        "quarter_count",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("quarter_start", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("key IN ('cv_up_to_date')", name=op.f("quarter_count_key_known")),
        sa.CheckConstraint("count BETWEEN 0 AND n", name=op.f("quarter_count_is_a_part")),
        sa.CheckConstraint(
            "extract(day FROM quarter_start) = 1 AND extract(month FROM quarter_start)"
            " IN (1, 4, 7, 10)",
            name=op.f("quarter_count_is_of_a_quarter"),
        ),
        sa.PrimaryKeyConstraint("key", "quarter_start", name=op.f("quarter_count_pkey")),
    )
    _create_reports()
    _create_what_belongs_to_them()
    _refuse_changes()


def _create_reports() -> None:
    op.create_table(
        "management_report",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("quarter", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("figures_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("checksum", sa.Text(), nullable=True),
        sa.CheckConstraint("quarter ~ '^[0-9]{4}-Q[1-4]$'", name=op.f("report_quarter_named")),
        sa.CheckConstraint("version >= 1", name=op.f("report_versions_count_from_one")),
        sa.CheckConstraint("version = 1 OR reason <> ''", name=op.f("report_correction_says_why")),
        sa.CheckConstraint(
            "approved_by_id <> drafted_by_id", name=op.f("report_seen_by_four_eyes")
        ),
        sa.CheckConstraint(
            "num_nonnulls(approved_by_id, approved_at, content, checksum) IN (0, 4)",
            name=op.f("report_approved_whole_or_not"),
        ),
        sa.CheckConstraint(
            "checksum = encode(sha256(convert_to(content, 'UTF8')), 'hex')",
            name=op.f("report_checksum_is_of_its_content"),
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["staff.id"], name=op.f("management_report_drafted_by_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["staff.id"], name=op.f("management_report_approved_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("management_report_pkey")),
        sa.UniqueConstraint("quarter", "version", name="report_version_once"),
    )
    op.create_index(
        "report_one_draft_per_quarter",
        "management_report",
        ["quarter"],
        unique=True,
        postgresql_where=sa.text("approved_at IS NULL"),
    )


def _create_what_belongs_to_them() -> None:
    op.create_table(
        "management_report_comment",
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("report_comment_says_something")),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["management_report.id"],
            name=op.f("management_report_comment_report_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["staff.id"],
            name=op.f("management_report_comment_written_by_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("report_id", "area", name=op.f("management_report_comment_pkey")),
    )
    op.create_table(
        "management_report_file",
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("checksum", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "format IN ('pdf', 'xlsx', 'csv')", name=op.f("report_file_format_known")
        ),
        sa.CheckConstraint(
            "checksum = encode(sha256(content), 'hex')", name=op.f("report_file_checksum_is_of_it")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["management_report.id"],
            name=op.f("management_report_file_report_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("report_id", "format", name=op.f("management_report_file_pkey")),
    )


def _refuse_changes() -> None:
    """Triggers: what is approved stays, its comments too, and a file is written once."""
    op.execute(
        f"""
        CREATE FUNCTION management_report_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {REFUSAL};
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER management_report_stays BEFORE UPDATE OR DELETE ON management_report"
        " FOR EACH ROW WHEN (OLD.approved_at IS NOT NULL)"
        " EXECUTE FUNCTION management_report_stays()"
    )
    op.execute(
        "CREATE TRIGGER management_report_file_stays BEFORE UPDATE OR DELETE ON"
        " management_report_file FOR EACH ROW EXECUTE FUNCTION management_report_stays()"
    )
    # Waits for whoever is approving the report in the same moment.
    op.execute(
        f"""
        CREATE FUNCTION management_report_comment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE approved timestamptz;
        BEGIN
            SELECT approved_at INTO approved FROM management_report
             WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.report_id ELSE NEW.report_id END
               FOR SHARE;
            IF approved IS NOT NULL THEN {REFUSAL}; END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        END $$
        """  # noqa: S608
    )
    op.execute(
        "CREATE TRIGGER management_report_comment_stays BEFORE INSERT OR UPDATE OR DELETE ON"
        " management_report_comment FOR EACH ROW"
        " EXECUTE FUNCTION management_report_comment_stays()"
    )
    op.execute(
        """
        CREATE FUNCTION management_report_file_is_of_an_approved_one() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (SELECT FROM management_report
                            WHERE id = NEW.report_id AND approved_at IS NOT NULL) THEN
                RAISE EXCEPTION 'a draft has no files' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER management_report_file_is_of_an_approved_one BEFORE INSERT ON"
        " management_report_file FOR EACH ROW"
        " EXECUTE FUNCTION management_report_file_is_of_an_approved_one()"
    )


def downgrade() -> None:
    op.drop_table("management_report_file")
    op.drop_table("management_report_comment")
    op.drop_table("management_report")
    op.drop_table("quarter_count")
    for name in (
        "management_report_stays",
        "management_report_comment_stays",
        "management_report_file_is_of_an_approved_one",
    ):
        op.execute(f"DROP FUNCTION {name}()")
