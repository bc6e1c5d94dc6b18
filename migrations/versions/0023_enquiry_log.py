"""The log of enquiries says more: pauses, causes, what is left out, and the promise in force."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023_enquiry_log"
down_revision = "0022_messages"

EVENTS = (
    "kind IN ('received', 'backdated', 'receipt_sent', 'verified', 'assigned', 'answered',"
    " 'message', 'note', 'next_step', 'visit_booked', 'visit_cancelled', 'file_added', 'wording',"
    " 'paused', 'resumed', 'presented', 'cause', 'withdrawn', 'spam', 'duplicate', 'closed')"
)
OLD_EVENTS = "kind IN ('received', 'receipt_sent', 'answered', 'presented', 'withdrawn', 'closed')"
CHECKS = {
    "request_event_clock_known": "clock IN ('answer', 'candidates')",
    "request_event_pause_has_reason": (
        "kind <> 'paused' OR code IN ('waits_for_business', 'wants_later', 'on_holiday')"
    ),
    "request_event_cause_is_of_a_clock": (
        "(kind = 'cause') = (clock IS NOT NULL) AND (kind <> 'cause' OR code IN ('busy', 'absence',"
        " 'not_seen', 'no_candidates', 'unclear', 'technical', 'other'))"
    ),
    "request_event_duplicate_of_another": (
        "(kind = 'duplicate') = (other_request_id IS NOT NULL) AND other_request_id <> request_id"
    ),
    "request_event_backdated_with_reason": "kind <> 'backdated' OR text <> ''",
}
COLUMNS = (
    sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("business_user_id", sa.BigInteger(), nullable=True),
    sa.Column("code", sa.Text(), server_default="", nullable=False),
    sa.Column("clock", sa.Text(), nullable=True),
    sa.Column("on_day", sa.Date(), nullable=True),
    sa.Column("other_request_id", sa.BigInteger(), nullable=True),
    sa.Column("version_key", sa.Text(), nullable=True),
    sa.Column("internal", sa.Boolean(), server_default=sa.false(), nullable=False),
)
KEYS = {
    "business_user_id": "business_user.id",
    "other_request_id": "recruitment_request.id",
    "version_key": "promise_version.key",
}


def upgrade() -> None:
    op.create_table(
        "promise_version",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("promise_version_pkey")),
    )
    for column in COLUMNS:
        op.add_column("request_event", column)
    for column, target in KEYS.items():
        table, key = target.split(".")
        name = op.f(f"request_event_{column}_fkey")
        op.create_foreign_key(name, "request_event", table, [column], [key])
    op.drop_constraint("request_event_kind_known", "request_event")
    op.create_check_constraint(op.f("request_event_kind_known"), "request_event", EVENTS)
    for name, check in CHECKS.items():
        op.create_check_constraint(op.f(name), "request_event", check)


def downgrade() -> None:
    for name in CHECKS:
        op.drop_constraint(name, "request_event")
    op.drop_constraint("request_event_kind_known", "request_event")
    op.create_check_constraint(op.f("request_event_kind_known"), "request_event", OLD_EVENTS)
    for column in COLUMNS:
        op.drop_column("request_event", column.name)
    op.drop_table("promise_version")
