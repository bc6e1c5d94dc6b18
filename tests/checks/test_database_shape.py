"""One line of migrations, and tables exactly as the models say."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.core import migrations
from portal.tables import METADATA


def test_there_is_one_head() -> None:
    assert ScriptDirectory.from_config(migrations.config()).get_heads() == [migrations.head()]


def test_the_database_is_what_the_models_say(engine: sa.Engine) -> None:
    ours = set(METADATA.tables)
    options = {
        "compare_type": True,
        "include_object": lambda _o, name, kind, _r, _c: kind != "table" or name in ours,
    }
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_named_constraints_are_in_the_database(engine: sa.Engine) -> None:
    """Autogenerate does not compare CHECK and EXCLUDE constraints; this does."""
    with engine.connect() as connection:
        there = set(
            connection.scalars(
                sa.text(
                    "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
                )
            )
        )
    meant = {
        str(constraint.name)
        for table in METADATA.tables.values()
        for constraint in table.constraints
        if constraint.name
    }
    assert meant - there == set()
