"""Openings staff enter and citizens find, referrals with events, shortage areas, what is kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019_openings"
down_revision = "0018_plan"

AREAS = "('care', 'teaching', 'green', 'it')"
WRITTEN = "title || ' ' || names || ' ' || employer || ' ' || place || ' ' || tasks || ' ' || requirements"
SEARCHED = (
    "' ' || regexp_replace(replace(replace(replace("
    f"lower({WRITTEN}), 'æ', 'ae'), 'ø', 'oe'), 'å', 'aa'), '[^[:alnum:]+#]+', ' ', 'g') || ' '"
)
WORDS = (
    "setweight(to_tsvector('danish', title || ' ' || names), 'A')"
    " || setweight(to_tsvector('danish', employer || ' ' || place), 'B')"
    " || setweight(to_tsvector('danish', tasks || ' ' || requirements), 'C')"
)
NEW = (
    "source", "apply_by", "link", "area", "occupation_uris", "names", "listed", "entered_by_id",
    "closed_because",
)  # fmt: skip
CHECKS = {
    "opening": {
        "opening_source_known": "source IN ('business', 'staff')",
        "opening_area_known": f"area IS NULL OR area IN {AREAS}",
        "opening_link_is_web": "link = '' OR link ~* '^https?://'",
        "opening_ending_known": "closed_because IS NULL OR closed_because IN"
        " ('filled', 'withdrawn', 'other')",
        "opening_ending_has_moment": "closed_because IS NULL OR closed_at IS NOT NULL",
    },
    "referral": {
        "referral_gives_notice": "answer_by > asked_at",
        "referral_origin_known": "origin IN ('staff', 'citizen')",
        "referral_asked_by_somebody": "(origin = 'staff') = (asked_by_id IS NOT NULL)",
        "referral_why_not_known": "why_not IS NULL OR (answer = 'no' AND why_not IN"
        " ('too_far', 'hours', 'other_work', 'cannot', 'has_job', 'other'))",
    },
}


def upgrade() -> None:
    _widen_opening()
    _widen_referral()
    for table, checks in CHECKS.items():
        for name, condition in checks.items():
            op.create_check_constraint(op.f(name), table, condition)
    _create_events()
    _create_dated()
    _create_own()


def _widen_opening() -> None:
    text = {"server_default": "", "nullable": False}
    for column in (
        sa.Column("source", sa.Text(), server_default="business", nullable=False),
        sa.Column("apply_by", sa.Date(), nullable=True),
        sa.Column("link", sa.Text(), **text),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column(
            "occupation_uris", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("names", sa.Text(), **text),
        sa.Column("listed", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("entered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("closed_because", sa.Text(), nullable=True),
        sa.Column("searched", sa.Text(), sa.Computed(SEARCHED, persisted=True), nullable=False),
        sa.Column(
            "words", postgresql.TSVECTOR(), sa.Computed(WORDS, persisted=True), nullable=False
        ),
    ):
        op.add_column("opening", column)
    op.alter_column("opening", "starts_on", nullable=True)
    op.create_foreign_key(
        op.f("opening_entered_by_id_fkey"), "opening", "staff", ["entered_by_id"], ["id"]
    )
    op.create_index("opening_words_idx", "opening", ["words"], postgresql_using="gin")
    op.create_index(
        "opening_trigrams",
        "opening",
        ["searched"],
        postgresql_using="gin",
        postgresql_ops={"searched": "gin_trgm_ops"},
    )
    op.create_index(
        "opening_occupations_idx", "opening", ["occupation_uris"], postgresql_using="gin"
    )


def _widen_referral() -> None:
    op.add_column(
        "referral", sa.Column("origin", sa.Text(), server_default="staff", nullable=False)
    )
    op.add_column("referral", sa.Column("why_not", sa.Text(), nullable=True))
    op.add_column("referral", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.alter_column("referral", "asked_by_id", nullable=True)
    op.create_index("referral_asked_idx", "referral", ["asked_at"])


def _create_events() -> None:
    op.create_table(
        "referral_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("referral_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('asked', 'yes', 'applied', 'no', 'no_answer', 'withdrawn',"
            " 'presented', 'interview', 'hired', 'not_hired')",
            name=op.f("referral_event_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("referral_event_referral_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("referral_event_staff_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("referral_event_pkey")),
    )
    op.create_index("referral_event_referral_idx", "referral_event", ["referral_id", "at"])
    op.execute(
        """
        INSERT INTO referral_event (referral_id, kind, at, staff_id)
        SELECT id, 'asked', asked_at, asked_by_id FROM referral
        UNION ALL SELECT id, answer, answered_at, NULL FROM referral WHERE answer IS NOT NULL
        UNION ALL SELECT referral_id, 'presented', presented_at, NULL FROM candidate
        ORDER BY 3
        """
    )
    op.execute(
        """
        CREATE FUNCTION referral_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'referral_event is append-only' USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER referral_event_is_append_only BEFORE UPDATE OR DELETE ON referral_event"
        " FOR EACH ROW EXECUTE FUNCTION referral_event_is_append_only()"
    )


def _create_dated() -> None:
    op.create_table(
        "referral_rule",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("notice_hours", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("notice_hours > 0", name=op.f("referral_rule_gives_notice")),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("referral_rule_pkey")),
    )
    op.create_table(
        "shortage_area",
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(f"area IN {AREAS}", name=op.f("shortage_area_known")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("shortage_area_ends_after_start"),
        ),
        sa.PrimaryKeyConstraint("area", "valid_from", name=op.f("shortage_area_pkey")),
    )


def _create_own() -> None:
    for table, column in (
        ("saved_opening", sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False)),
        ("logged_opening", sa.Column("entry_id", sa.BigInteger(), nullable=False)),
    ):
        op.create_table(
            table,
            sa.Column("citizen_id", sa.BigInteger(), nullable=False),
            sa.Column("opening_id", sa.BigInteger(), nullable=False),
            column,
            sa.ForeignKeyConstraint(
                ["citizen_id"], ["citizen.id"], name=op.f(f"{table}_citizen_id_fkey")
            ),
            sa.ForeignKeyConstraint(
                ["opening_id"], ["opening.id"], name=op.f(f"{table}_opening_id_fkey")
            ),
            sa.PrimaryKeyConstraint("citizen_id", "opening_id", name=op.f(f"{table}_pkey")),
        )
    op.create_foreign_key(
        op.f("logged_opening_entry_id_fkey"),
        "logged_opening",
        "job_log_entry",
        ["entry_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_unique_constraint(op.f("logged_opening_entry_id_key"), "logged_opening", ["entry_id"])


def downgrade() -> None:
    for table in (
        "logged_opening",
        "saved_opening",
        "shortage_area",
        "referral_rule",
        "referral_event",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION referral_event_is_append_only")
    # What citizens asked for by themselves has no place in the older shape.
    op.execute(
        "DELETE FROM candidate USING referral"
        " WHERE referral.id = candidate.referral_id AND referral.origin = 'citizen'"
    )
    op.execute("DELETE FROM referral WHERE origin = 'citizen'")
    for table, checks in CHECKS.items():
        for name in checks:
            op.drop_constraint(name, table)
    op.drop_index("referral_asked_idx", table_name="referral")
    op.alter_column("referral", "asked_by_id", nullable=False)
    for name in ("origin", "why_not", "withdrawn_at"):
        op.drop_column("referral", name)
    for name in ("searched", "words", *NEW):
        op.drop_column("opening", name)
    op.execute("UPDATE opening SET starts_on = created_at::date WHERE starts_on IS NULL")
    op.alter_column("opening", "starts_on", nullable=False)
