"""Everyone's own data: copies, requests, restrictions, how long things are kept, and a journal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.core.journal import FUNCTION, allowed_by_rule, journalled

revision = "0038_privacy"
down_revision = "0037_service_results"

# The tables whose rows are about people, with their primary keys.
NOTED = (
    ("citizen", ("id",)),
    ("business_user", ("id",)),
    ("identity", ("id",)),
    ("obligation", ("id",)),
    ("booking_exemption", ("id",)),
    ("no_time_found", ("id",)),
    ("talk", ("id",)),
    ("talk_agenda_item", ("id",)),
    ("talk_participant", ("id",)),
    ("waiting_wish", ("id",)),
    ("time_offer", ("id",)),
    ("calendar_feed", ("token_hash",)),
    ("cv", ("citizen_id",)),
    ("cv_certificate", ("id",)),
    ("cv_education", ("id",)),
    ("cv_experience", ("id",)),
    ("cv_language", ("id",)),
    ("cv_version", ("id",)),
    ("job_log_entry", ("id",)),
    ("job_log_goal", ("id",)),
    ("job_log_away", ("id",)),
    ("job_log_comment", ("id",)),
    ("message_thread", ("id",)),
    ("thread_message", ("id",)),
    ("message_file", ("id",)),
    ("outbox_message", ("id",)),
    ("contact_preference", ("citizen_id",)),
    ("referral", ("id",)),
    ("referral_event", ("id",)),
    ("saved_opening", ("citizen_id", "opening_id")),
    ("logged_opening", ("citizen_id", "opening_id")),
    ("plan", ("citizen_id",)),
    ("plan_contact", ("id",)),
    ("plan_task", ("id",)),
    ("plan_version", ("id",)),
    ("plan_share", ("id",)),
    ("data_copy", ("id",)),
    ("data_request", ("id",)),
    ("data_correction", ("id",)),
    ("processing_restriction", ("id",)),
    ("recruitment_request", ("id",)),
    ("request_event", ("id",)),
    ("request_file", ("id",)),
    ("request_visit", ("id",)),
    ("request_draft", ("key",)),
    ("candidate", ("id",)),
    ("shared_cv", ("referral_id",)),
    ("supported_application", ("id",)),
    ("supported_event", ("id",)),
    ("placement", ("application_id",)),
    ("system_access", ("id",)),
)

# What is append-only for everybody is deleted by a rule of keeping alone.
APPEND_ONLY = ("audit_event", "request_event", "referral_event", "supported_event")

TAKEN_OVER = """
INSERT INTO retention_rule (key, valid_from, amount, unit, reason)
SELECT 'job_log_optional', valid_from, keep_optional_years, 'years', source FROM job_log_setting
UNION ALL SELECT 'messages', valid_from, keep_years, 'years', source FROM message_setting
UNION ALL SELECT 'open_words', valid_from, value, 'days', source FROM survey_rule
    WHERE key = 'open_raw_days'
"""

JOURNAL_STAYS = """
CREATE FUNCTION deletion_journal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < clock_timestamp() - interval '180 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'deletion_journal is append-only' USING ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    _create_rules()
    _create_rights()
    _create_copies()
    _create_requests()
    _create_corrections()
    _create_restrictions()
    _create_journal()
    op.execute(FUNCTION)
    for table, key in NOTED:
        op.execute(journalled(table, *key))
    for table in APPEND_ONLY:
        op.execute(allowed_by_rule(f"{table}_is_append_only", f"{table} is append-only"))
    op.execute(JOURNAL_STAYS)
    op.execute(
        "CREATE TRIGGER deletion_journal_stays BEFORE UPDATE OR DELETE ON deletion_journal"
        " FOR EACH ROW EXECUTE FUNCTION deletion_journal_stays()"
    )
    _one_table_of_keeping()


def _one_table_of_keeping() -> None:
    """How long things are kept stood in several places; now it stands in one."""
    op.execute(TAKEN_OVER)
    op.execute("DELETE FROM survey_rule WHERE key = 'open_raw_days'")
    op.drop_column("job_log_setting", "keep_optional_years")
    op.drop_column("message_setting", "keep_years")


def _create_rules() -> None:
    op.create_table(
        "retention_rule",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("retention_rule_has_a_reason")),
        sa.CheckConstraint(
            "unit IN ('days', 'months', 'years')", name=op.f("retention_rule_unit_known")
        ),
        sa.CheckConstraint(
            "amount BETWEEN 1 AND 3650", name=op.f("retention_rule_keeps_for_a_time")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["staff.id"], name=op.f("retention_rule_written_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("key", "valid_from", name=op.f("retention_rule_pkey")),
    )


def _create_rights() -> None:
    op.create_table(
        "rights_rule",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("answer_months", sa.Integer(), nullable=False),
        sa.Column("longer_months", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "answer_months BETWEEN 1 AND 3 AND longer_months BETWEEN 0 AND 2",
            name=op.f("rights_rule_answers_as_the_law_says"),
        ),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("rights_rule_pkey")),
    )


def _create_copies() -> None:
    op.create_table(
        "data_copy",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=True),
        sa.Column("business_user_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("json", sa.LargeBinary(), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(made_at IS NULL) = (json IS NULL) AND (made_at IS NULL) = (expires_at IS NULL)",
            name=op.f("data_copy_whole_or_not"),
        ),
        sa.CheckConstraint("done <= parts", name=op.f("data_copy_is_a_part_done")),
        sa.CheckConstraint(
            "num_nonnulls(citizen_id, business_user_id) = 1", name=op.f("data_copy_is_one_persons")
        ),
        sa.ForeignKeyConstraint(
            ["business_user_id"], ["business_user.id"], name=op.f("data_copy_business_user_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("data_copy_citizen_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("data_copy_pkey")),
    )
    op.create_index(
        op.f("data_copy_business_user_id_idx"), "data_copy", ["business_user_id"], unique=False
    )
    op.create_index(op.f("data_copy_citizen_id_idx"), "data_copy", ["citizen_id"], unique=False)
    op.create_index(
        "data_copy_one_in_the_making",
        "data_copy",
        ["citizen_id", "business_user_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("made_at IS NULL AND failed_at IS NULL"),
    )


def _create_requests() -> None:
    op.create_table(
        "data_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=True),
        sa.Column("business_user_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("longer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("longer_because", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(longer_because = '') = (longer_at IS NULL)", name=op.f("data_request_longer_says_why")
        ),
        sa.CheckConstraint(
            "decision IN ('granted', 'partly', 'refused', 'taken_back')",
            name=op.f("data_request_decision_known"),
        ),
        sa.CheckConstraint(
            "decision IS NULL OR decision = 'taken_back' OR (reason <> '' AND decided_by_id IS NOT NULL)",
            name=op.f("data_request_decision_has_a_reason"),
        ),
        sa.CheckConstraint(
            "kind IN ('correct', 'erase', 'restrict', 'object')",
            name=op.f("data_request_kind_known"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decision IS NULL)", name=op.f("data_request_decided_once")
        ),
        sa.CheckConstraint(
            "num_nonnulls(citizen_id, business_user_id) = 1",
            name=op.f("data_request_is_one_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["business_user_id"],
            ["business_user.id"],
            name=op.f("data_request_business_user_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("data_request_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff.id"], name=op.f("data_request_decided_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("data_request_pkey")),
        sa.UniqueConstraint("key", name="data_request_sent_once"),
    )
    op.create_index(
        op.f("data_request_business_user_id_idx"),
        "data_request",
        ["business_user_id"],
        unique=False,
    )
    op.create_index(
        op.f("data_request_citizen_id_idx"), "data_request", ["citizen_id"], unique=False
    )
    op.create_index(
        "data_request_open_idx",
        "data_request",
        ["answer_by"],
        unique=False,
        postgresql_where=sa.text("decided_at IS NULL"),
    )


def _create_corrections() -> None:
    op.create_table(
        "data_correction",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=True),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), server_default="", nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "field = 'view' OR field IN ('name', 'address', 'postcode', 'city')",
            name=op.f("data_correction_field_known"),
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("data_correction_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["data_request.id"], name=op.f("data_correction_request_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("data_correction_staff_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("data_correction_pkey")),
    )
    op.create_index(
        "data_correction_citizen_idx",
        "data_correction",
        ["citizen_id", sa.text("at DESC")],
        unique=False,
    )
    op.create_index(
        op.f("data_correction_request_id_idx"), "data_correction", ["request_id"], unique=False
    )


def _create_restrictions() -> None:
    op.create_table(
        "processing_restriction",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("lifted_because", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_because = '')",
            name=op.f("restriction_lifted_for_a_reason"),
        ),
        sa.CheckConstraint(
            "ground IN ('accuracy', 'unlawful', 'claim', 'objection')",
            name=op.f("restriction_ground_known"),
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("processing_restriction_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["staff.id"], name=op.f("processing_restriction_lifted_by_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["data_request.id"], name=op.f("processing_restriction_request_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("processing_restriction_pkey")),
    )
    op.create_index(
        op.f("processing_restriction_request_id_idx"),
        "processing_restriction",
        ["request_id"],
        unique=False,
    )
    op.create_index(
        "restriction_one_at_a_time",
        "processing_restriction",
        ["citizen_id"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def _create_journal() -> None:
    op.create_table(
        "deletion_journal",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=True),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_key", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("columns", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("deletion_journal_pkey")),
    )
    op.create_index("deletion_journal_at_idx", "deletion_journal", ["at"], unique=False)
