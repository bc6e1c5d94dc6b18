"""Alembic's environment: runs on the connection `portal.core.migrations` hands over."""

from alembic import context

from portal.tables import METADATA

OURS = set(METADATA.tables)


def ours(obj, name, type_, reflected, compare_to):  # type: ignore[no-untyped-def]
    """Leave the tables of procrastinate and Alembic to themselves."""
    if type_ == "table":
        return name in OURS
    return True


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    include_object=ours,
    compare_type=True,
    compare_server_default=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
