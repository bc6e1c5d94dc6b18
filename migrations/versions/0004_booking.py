"""Rules, obligations, working patterns and talks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_booking"
down_revision = "0003_businesses"


def upgrade() -> None:

    op.create_table(
        "talk_purpose",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("text_da", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("bring_da", sa.Text(), nullable=False),
        sa.Column("bring_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("talk_purpose_pkey")),
    )
    op.create_table(
        "talk_rule",
        sa.Column("target_group", sa.Text(), nullable=False),
        sa.Column("at_risk", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("first_kind", sa.Text(), nullable=False),
        sa.Column("first_within_days", sa.Integer(), nullable=True),
        sa.Column("early_within_days", sa.Integer(), nullable=True),
        sa.Column("early_until_days", sa.Integer(), nullable=True),
        sa.Column("next_within_days", sa.Integer(), nullable=True),
        sa.Column("purpose_code", sa.Text(), nullable=False),
        sa.Column("talk_minutes", sa.Integer(), nullable=False),
        sa.Column("book_before_hold_days", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("lead_hours", sa.Integer(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("cancel_until_hours", sa.Integer(), nullable=False),
        sa.Column("remind_hours_before", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "first_kind IN ('assessment', 'job', 'joint', 'round_table', 'workplace_follow_up')",
            name=op.f("talk_rule_kind_known"),
        ),
        sa.CheckConstraint(
            "target_group IN ('unemployment_benefit', 'job_ready', 'activity_ready', 'obviously_education_ready', 'education_ready', 'education_activity_ready', 'sickness_benefit', 'job_clarification', 'resource_course', 'flex_job_allowance', 'integration_benefit', 'rehabilitation')",
            name=op.f("talk_rule_group_known"),
        ),
        sa.CheckConstraint(
            "(early_within_days IS NULL) = (early_until_days IS NULL)",
            name=op.f("talk_rule_early_has_end"),
        ),
        sa.CheckConstraint("notice_days >= 0", name=op.f("talk_rule_notice_not_negative")),
        sa.CheckConstraint("talk_minutes BETWEEN 10 AND 180", name=op.f("talk_rule_minutes_sane")),
        sa.ForeignKeyConstraint(
            ["purpose_code"], ["talk_purpose.code"], name=op.f("talk_rule_purpose_code_fkey")
        ),
        sa.PrimaryKeyConstraint(
            "target_group", "at_risk", "valid_from", name=op.f("talk_rule_pkey")
        ),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.CheckConstraint("NOT isempty(during)", name=op.f("absence_not_empty")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("absence_staff_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("absence_pkey")),
    )
    op.create_index(
        "absence_staff_during_idx",
        "absence",
        ["staff_id", "during"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_table(
        "working_pattern",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("starts < ends", name=op.f("working_pattern_starts_before_end")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("working_pattern_dates_in_order"),
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("working_pattern_weekday_exists")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("working_pattern_staff_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("working_pattern_pkey")),
    )
    op.create_index(
        "working_pattern_staff_idx", "working_pattern", ["staff_id", "weekday"], unique=False
    )
    op.create_table(
        "obligation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("purpose_code", sa.Text(), nullable=False),
        sa.Column("book_by", sa.Date(), nullable=False),
        sa.Column("hold_by", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('assessment', 'job', 'joint', 'round_table', 'workplace_follow_up')",
            name=op.f("obligation_kind_known"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'booked', 'held', 'expired', 'excused', 'exempt', 'withdrawn')",
            name=op.f("obligation_status_known"),
        ),
        sa.CheckConstraint("book_by <= hold_by", name=op.f("obligation_booked_before_held")),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("obligation_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["purpose_code"], ["talk_purpose.code"], name=op.f("obligation_purpose_code_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("obligation_pkey")),
    )
    op.create_index(op.f("obligation_citizen_id_idx"), "obligation", ["citizen_id"], unique=False)
    op.create_index(
        "obligation_one_open_per_citizen_and_kind",
        "obligation",
        ["citizen_id", "kind"],
        unique=True,
        postgresql_where=sa.text("status IN ('open', 'booked')"),
    )
    op.create_table(
        "talk",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("caseworker_id", sa.BigInteger(), nullable=False),
        sa.Column("obligation_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("purpose_code", sa.Text(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("status", sa.Text(), server_default="booked", nullable=False),
        sa.Column("booked_by", sa.Text(), server_default="citizen", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "calendar_uid", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        postgresql.ExcludeConstraint(
            (sa.column("caseworker_id"), "="),
            (sa.column("during"), "&&"),
            where=sa.text("status IN ('booked', 'held')"),
            using="gist",
            name="caseworker_not_double_booked",
        ),
        postgresql.ExcludeConstraint(
            (sa.column("citizen_id"), "="),
            (sa.column("during"), "&&"),
            where=sa.text("status IN ('booked', 'held')"),
            using="gist",
            name="citizen_not_double_booked",
        ),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_at IS NOT NULL)",
            name=op.f("talk_cancelled_has_moment"),
        ),
        sa.CheckConstraint(
            "channel IN ('in_person', 'phone', 'video', 'workplace')",
            name=op.f("talk_channel_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('assessment', 'job', 'joint', 'round_table', 'workplace_follow_up')",
            name=op.f("talk_kind_known"),
        ),
        sa.CheckConstraint(
            "status IN ('booked', 'held', 'cancelled', 'citizen_absent', 'centre_absent')",
            name=op.f("talk_status_known"),
        ),
        sa.CheckConstraint(
            "NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)",
            name=op.f("talk_has_start_and_end"),
        ),
        sa.ForeignKeyConstraint(
            ["caseworker_id"], ["staff.id"], name=op.f("talk_caseworker_id_fkey")
        ),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name=op.f("talk_citizen_id_fkey")),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("talk_obligation_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["purpose_code"], ["talk_purpose.code"], name=op.f("talk_purpose_code_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("talk_pkey")),
    )
    op.create_index(
        "talk_caseworker_start_idx",
        "talk",
        ["caseworker_id", sa.literal_column("lower(during)")],
        unique=False,
    )
    op.create_index(
        "talk_citizen_start_idx",
        "talk",
        ["citizen_id", sa.literal_column("lower(during)")],
        unique=False,
    )
    op.create_index(
        "talk_fulfils_one_obligation_once",
        "talk",
        ["obligation_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('booked', 'held')"),
    )


def downgrade() -> None:
    op.drop_index(
        "talk_fulfils_one_obligation_once",
        table_name="talk",
        postgresql_where=sa.text("status IN ('booked', 'held')"),
    )
    op.drop_index("talk_citizen_start_idx", table_name="talk")
    op.drop_index("talk_caseworker_start_idx", table_name="talk")
    op.drop_table("talk")
    op.drop_index(
        "obligation_one_open_per_citizen_and_kind",
        table_name="obligation",
        postgresql_where=sa.text("status IN ('open', 'booked')"),
    )
    op.drop_index(op.f("obligation_citizen_id_idx"), table_name="obligation")
    op.drop_table("obligation")
    op.drop_index("working_pattern_staff_idx", table_name="working_pattern")
    op.drop_table("working_pattern")
    op.drop_index("absence_staff_during_idx", table_name="absence", postgresql_using="gist")
    op.drop_table("absence")
    op.drop_table("talk_rule")
    op.drop_table("talk_purpose")
