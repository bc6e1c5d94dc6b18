"""Every count of the job centre's own work is kept, not only the one of CVs."""

from alembic import op

revision = "0036_kept_counts"
down_revision = "0035_proof"

KEYS = (
    "caseworker_changes",
    "centre_no_shows",
    "cv_up_to_date",
    "held_on_time",
    "referrals_hired",
    "referrals_yes",
    "self_booked",
)


def upgrade() -> None:
    listed = ", ".join(f"'{key}'" for key in KEYS)
    op.drop_constraint("quarter_count_key_known", "quarter_count")
    op.create_check_constraint(
        op.f("quarter_count_key_known"), "quarter_count", f"key IN ({listed})"
    )


def downgrade() -> None:
    op.execute("DELETE FROM quarter_count WHERE key <> 'cv_up_to_date'")
    op.drop_constraint("quarter_count_key_known", "quarter_count")
    op.create_check_constraint(
        op.f("quarter_count_key_known"), "quarter_count", "key IN ('cv_up_to_date')"
    )
