"""Matching by occupation, words and distance; what a citizen lets a business see of the CV."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032_matching"
down_revision = "0031_enquiry_files"

KINDS = (
    "'asked', 'yes', 'applied', 'no', 'no_answer', 'withdrawn', 'presented', 'interview', 'hired',"
    " 'not_hired'"
)
WEIGHTS = (
    "occupation", "required", "wished", "experience", "hours", "start", "distance", "language",
)  # fmt: skip


def upgrade() -> None:
    op.add_column(
        "taxonomy_concept", sa.Column("code", sa.Text(), server_default="", nullable=False)
    )
    _search_in("cv", "wished_occupations || ' ' || competences", "cv")
    _search_in("cv_experience", "title", "cv_experience")
    for column in ("occupation_uris", "competence_uris"):
        op.create_index(f"cv_{column}_idx", "cv", [column], postgresql_using="gin")
    _create_settings()
    _create_profile()
    op.create_table(
        "shared_cv",
        sa.Column("referral_id", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("shared_cv_referral_id_fkey")
        ),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("shared_cv_pkey")),
    )
    _widen_events(f"{KINDS}, 'proposed', 'offered', 'withdrew'")
    op.add_column("referral_event", sa.Column("business_user_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("referral_event_business_user_id_fkey"),
        "referral_event",
        "business_user",
        ["business_user_id"],
        ["id"],
    )
    for column in ("code", "text"):
        op.add_column(
            "referral_event", sa.Column(column, sa.Text(), server_default="", nullable=False)
        )


def _search_in(table: str, written: str, name: str) -> None:
    folded = (
        "' ' || regexp_replace(replace(replace(replace("
        f"lower({written}), 'æ', 'ae'), 'ø', 'oe'), 'å', 'aa'), '[^[:alnum:]+#]+', ' ', 'g')"
        " || ' '"
    )
    op.add_column(
        table, sa.Column("searched", sa.Text(), sa.Computed(folded, persisted=True), nullable=False)
    )
    op.add_column(
        table,
        sa.Column(
            "words",
            postgresql.TSVECTOR(),
            sa.Computed(f"to_tsvector('danish', {written})", persisted=True),
            nullable=False,
        ),
    )
    op.create_index(f"{name}_words_idx", table, ["words"], postgresql_using="gin")
    op.create_index(
        f"{name}_trigrams",
        table,
        ["searched"],
        postgresql_using="gin",
        postgresql_ops={"searched": "gin_trgm_ops"},
    )


def _create_settings() -> None:
    op.create_table(
        "match_weight",
        sa.Column("valid_from", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in WEIGHTS),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            f"LEAST({', '.join(WEIGHTS)}) >= 0", name=op.f("match_weight_not_negative")
        ),
        sa.CheckConstraint("occupation + required > 0", name=op.f("match_weight_about_the_work")),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("match_weight_pkey")),
    )
    op.create_table(
        "share_rule",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("feedback_after_days", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "days > 0 AND feedback_after_days > 0", name=op.f("share_rule_days_possible")
        ),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("share_rule_pkey")),
    )


def _create_profile() -> None:
    op.create_table(
        "match_profile",
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.Text(), server_default="", nullable=False)
            for name in (
                "occupations", "other_occupations", "competences", "other_competences", "postcode",
            )
        ),
        sa.Column("hours_per_week", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("danish", sa.Text(), nullable=True),
        sa.Column("changed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "danish IN ('A1', 'A2', 'B1', 'B2', 'C1', 'C2')",
            name=op.f("match_profile_danish_known"),
        ),
        sa.CheckConstraint(
            "hours_per_week BETWEEN 1 AND 60", name=op.f("match_profile_hours_possible")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["staff.id"], name=op.f("match_profile_changed_by_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["recruitment_request.id"],
            name=op.f("match_profile_request_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("match_profile_pkey")),
    )  # fmt: skip


def _widen_events(kinds: str) -> None:
    name = op.f("referral_event_kind_known")
    op.drop_constraint(name, "referral_event")
    op.create_check_constraint(name, "referral_event", f"kind IN ({kinds})")


def downgrade() -> None:
    op.drop_constraint(op.f("referral_event_business_user_id_fkey"), "referral_event")
    for column in ("business_user_id", "code", "text"):
        op.drop_column("referral_event", column)
    op.execute("ALTER TABLE referral_event DISABLE TRIGGER referral_event_is_append_only")
    op.execute("DELETE FROM referral_event WHERE kind IN ('proposed', 'offered', 'withdrew')")
    op.execute("ALTER TABLE referral_event ENABLE TRIGGER referral_event_is_append_only")
    _widen_events(KINDS)
    for table in ("shared_cv", "match_profile", "share_rule", "match_weight"):
        op.drop_table(table)
    for column in ("occupation_uris", "competence_uris"):
        op.drop_index(f"cv_{column}_idx", "cv")
    for table in ("cv", "cv_experience"):
        op.drop_index(f"{table}_words_idx", table)
        op.drop_index(f"{table}_trigrams", table)
        op.drop_column(table, "words")
        op.drop_column(table, "searched")
    op.drop_column("taxonomy_concept", "code")
