"""Why staff look at other teams' citizens; protected names; the access log and its samples."""

import sqlalchemy as sa
from alembic import op

revision = "0042_caseload"
down_revision = "0041_operations"

LOOKS = "action IN ('export', 'list', 'open', 'print', 'read', 'search')"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _protection()
    _looks()
    _log()
    _samples()


def _protection() -> None:
    op.add_column("citizen", sa.Column("protected_from", sa.Date(), nullable=True))
    op.add_column("citizen", sa.Column("protected_source", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("citizen_protection_has_a_source"),
        "citizen",
        "(protected_from IS NULL) = (protected_source IS NULL)",
    )
    op.create_index(
        "citizen_protected_idx",
        "citizen",
        ["id"],
        postgresql_where=sa.text("protected_from IS NOT NULL"),
    )
    op.create_table(
        "protected_reader",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("named_by_id", sa.BigInteger(), nullable=True),
        sa.Column("named_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("protected_reader_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("protected_reader_staff_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["staff.id"], name=op.f("protected_reader_named_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("protected_reader_pkey")),
    )
    op.create_index(op.f("protected_reader_citizen_id_idx"), "protected_reader", ["citizen_id"])
    op.create_index(
        "protected_reader_once",
        "protected_reader",
        ["staff_id", "citizen_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _looks() -> None:
    op.create_table(
        "look_rule",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("lasts_hours", sa.Integer(), nullable=True),
        sa.Column("names_shown", sa.Boolean(), nullable=False),
        sa.Column("sample_size", sa.Integer(), nullable=False),
        sa.Column("sample_days", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("lasts_hours BETWEEN 1 AND 24", name=op.f("look_rule_hours_in_a_day")),
        sa.CheckConstraint(
            "sample_size BETWEEN 1 AND 500", name=op.f("look_rule_sample_can_be_read")
        ),
        sa.CheckConstraint(
            "sample_days BETWEEN 1 AND 60", name=op.f("look_rule_sample_is_signed_soon")
        ),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("look_rule_pkey")),
    )
    op.create_table(
        "look_reason",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words_da", sa.Text(), nullable=False),
        sa.Column("words_en", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("valid_until > valid_from", name=op.f("look_reason_ends_after_start")),
        sa.PrimaryKeyConstraint("code", name=op.f("look_reason_pkey")),
    )
    op.create_table(
        "citizen_look",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.CheckConstraint("until > at", name=op.f("citizen_look_ends_after_start")),
        sa.CheckConstraint("length(words) BETWEEN 1 AND 500", name=op.f("citizen_look_says_why")),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("citizen_look_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("citizen_look_staff_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["reason_code"], ["look_reason.code"], name=op.f("citizen_look_reason_code_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("citizen_look_pkey")),
    )
    op.create_index(op.f("citizen_look_citizen_id_idx"), "citizen_look", ["citizen_id"])
    op.create_index("citizen_look_staff_idx", "citizen_look", ["staff_id", "citizen_id", "until"])


def _log() -> None:
    op.add_column("audit_event", sa.Column("business_id", sa.BigInteger(), nullable=True))
    op.add_column("audit_event", sa.Column("purpose", sa.Text(), nullable=True))
    op.add_column("audit_event", sa.Column("look_id", sa.BigInteger(), nullable=True))
    newest = [sa.literal_column("at DESC"), sa.literal_column("id DESC")]
    op.create_index(
        "audit_event_looks_idx",
        "audit_event",
        ["citizen_id", *newest],
        postgresql_where=sa.text(f"citizen_id IS NOT NULL AND {LOOKS}"),
    )
    op.create_index(
        "audit_event_business_idx",
        "audit_event",
        ["business_id", *newest],
        postgresql_where=sa.text("business_id IS NOT NULL"),
    )
    op.create_index(
        "audit_event_person_idx",
        "audit_event",
        ["person_id", *newest],
        postgresql_where=sa.text("audience = 'staff'"),
    )
    op.create_index("audit_event_at_idx", "audit_event", ["at"], postgresql_using="brin")


def _samples() -> None:
    op.create_table(
        "access_sample",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("drawn_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("access_sample_of_a_month")),
        sa.CheckConstraint("looks >= 0", name=op.f("access_sample_counts_looks")),
        sa.PrimaryKeyConstraint("month", name=op.f("access_sample_pkey")),
    )
    op.create_table(
        "access_sample_look",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("signed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "why IN ('outside', 'protected', 'random')", name=op.f("access_sample_look_why_known")
        ),
        sa.CheckConstraint(
            "verdict IN ('in_order', 'ask')", name=op.f("access_sample_look_verdict_known")
        ),
        sa.CheckConstraint(
            "(verdict IS NULL) = (signed_at IS NULL) AND (verdict IS NULL) = (signed_by_id IS NULL)",
            name=op.f("access_sample_look_is_signed"),
        ),
        sa.CheckConstraint(
            "verdict IS DISTINCT FROM 'ask' OR length(note) > 0",
            name=op.f("access_sample_look_asks_something"),
        ),
        sa.CheckConstraint("length(note) <= 500", name=op.f("access_sample_look_note_is_short")),
        sa.ForeignKeyConstraint(
            ["month"], ["access_sample.month"], name=op.f("access_sample_look_month_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["staff.id"], name=op.f("access_sample_look_signed_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("access_sample_look_pkey")),
        sa.UniqueConstraint("month", "event_id", name="access_sample_look_once"),
    )
    op.create_index(
        "access_sample_look_open_idx",
        "access_sample_look",
        ["month"],
        postgresql_where=sa.text("verdict IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("access_sample_look")
    op.drop_table("access_sample")
    for name in ("at", "person", "business", "looks"):
        op.drop_index(f"audit_event_{name}_idx", table_name="audit_event")
    for name in ("look_id", "purpose", "business_id"):
        op.drop_column("audit_event", name)
    for name in ("citizen_look", "look_reason", "look_rule", "protected_reader"):
        op.drop_table(name)
    op.drop_index("citizen_protected_idx", table_name="citizen")
    op.drop_column("citizen", "protected_source")
    op.drop_column("citizen", "protected_from")
