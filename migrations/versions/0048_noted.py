"""Tables of people's rows that came meanwhile note what is deleted from them too."""

from alembic import op

from portal.core.journal import journalled

revision = "0048_noted"
down_revision = "0047_system_check"

TABLES = ("power_of_attorney", "citizen_look", "protected_reader")


def upgrade() -> None:
    for table in TABLES:
        op.execute(journalled(table, "id"))


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DROP TRIGGER {table}_deletion_is_noted ON {table}")
