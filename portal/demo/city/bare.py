"""Tables without their indexes and references while very many rows come in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm import Session

_CONSTRAINTS = sa.text("""
    SELECT conname AS name, quote_ident(conname) AS quoted, pg_get_constraintdef(oid) AS made_by
    FROM pg_constraint
    WHERE conrelid = CAST(:table AS regclass) AND contype IN ('f', 'x') ORDER BY contype, conname
""")
_INDEXES = sa.text("""
    SELECT quote_ident(c.relname) AS quoted, pg_get_indexdef(i.indexrelid) AS made_by
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
    WHERE i.indrelid = CAST(:table AS regclass)
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
    ORDER BY c.relname
""")


@contextmanager
def bare(session: Session, tables: Sequence[str]) -> Iterator[None]:
    """Inside, `tables` have only their keys and checks, and no triggers of their own.

    When it ends, everything is made again from its own definition, which checks every row: a row
    that the database would have refused makes it fail.
    """
    run = session.connection().exec_driver_sql
    run("SET LOCAL maintenance_work_mem = '512MB'")
    again: list[str] = []
    for table in tables:
        for row in session.execute(_CONSTRAINTS, {"table": table}):
            run(f"ALTER TABLE {table} DROP CONSTRAINT {row.quoted}")
            again.append(f"ALTER TABLE {table} ADD CONSTRAINT {row.quoted} {row.made_by}")
        for row in session.execute(_INDEXES, {"table": table}):
            run(f"DROP INDEX {row.quoted}")
            again.append(row.made_by)
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for statement in again:
        run(statement)
    for table in tables:
        run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
