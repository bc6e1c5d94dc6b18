"""What people take back is noted as deletions are: a backup that knew the yes can't bring it back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal.core.journal import WRITTEN, taken_back

revision = "0050_taken_back"
down_revision = "0049_one_year"


def ends(table: str, column: str, *more: str, key: str = "id") -> str:
    """SQL for what ends for good when a moment is written."""
    when = f"OLD.{column} IS NULL AND NEW.{column} IS NOT NULL"
    return taken_back(table, key, (column, *more), when)


NOTED = {
    # What somebody may see or do for a citizen.
    "power_of_attorney": ends("power_of_attorney", "ended_at", "ended_by"),
    "protected_reader": ends("protected_reader", "ended_at"),
    "plan_share": taken_back(
        "plan_share",
        "id",
        ("ended_at", "shown", "answer", "answered_at"),
        "OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL OR NOT OLD.shown <@ NEW.shown",
    ),
    "cv": taken_back(
        "cv",
        "citizen_id",
        (
            "visible_to_staff",
            "for_businesses",
            "show_considerations",
            "hide_employers",
            "hide_contact",
        ),
        "OLD.visible_to_staff AND NOT NEW.visible_to_staff"
        " OR OLD.for_businesses AND NOT NEW.for_businesses"
        " OR OLD.show_considerations AND NOT NEW.show_considerations"
        " OR NEW.hide_employers AND NOT OLD.hide_employers"
        " OR NEW.hide_contact AND NOT OLD.hide_contact",
    ),
    "referral": taken_back(
        "referral",
        "id",
        ("answer", "answered_at"),
        "OLD.answer = 'yes' AND NEW.answer IS DISTINCT FROM 'yes'",
    ),
    "citizen": ends("citizen", "protected_from", "protected_source"),
    "business_contact": ends("business_contact", "withdrawn_at", "phone", "email"),
    # Who may come in, and what answers by itself.
    "staff": taken_back("staff", "id", ("active",), "OLD.active AND NOT NEW.active"),
    "business_user": taken_back(
        "business_user", "id", ("active",), "OLD.active AND NOT NEW.active"
    ),
    "emergency_key": ends("emergency_key", "revoked_at"),
    "calendar_feed": ends("calendar_feed", "revoked_at", key="token_hash"),
    "system_access": ends("system_access", "revoked_at"),
    "webhook": ends("webhook", "removed_at"),
    "guest_pass": ends("guest_pass", "ended_at"),
    # A no that is a row of its own.
    "processing_restriction": taken_back(
        "processing_restriction", "id", ("id", "citizen_id", "ground", "since")
    ),
    "survey_opt_out": taken_back(
        "survey_opt_out", "id", ("id", "citizen_id", "business_user_id", "since")
    ),
}


def upgrade() -> None:
    op.add_column("deletion_journal", sa.Column("written", JSONB(), nullable=True))
    op.execute(WRITTEN)
    for statement in NOTED.values():
        op.execute(statement)


def downgrade() -> None:
    for table in NOTED:
        op.execute(f"DROP TRIGGER {table}_taking_back_is_noted ON {table}")
    op.execute("DROP FUNCTION note_taken_back")
    op.drop_column("deletion_journal", "written")
