"""Deleting and emptying rows with all that hangs on them, as the declaration says."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from portal.core import months
from portal.privacy.models import Deletion
from portal.privacy.queries.rows import children, goes_along, table_of


class Undeclared(Exception):
    """A row points at one that is to go, and nobody said what becomes of it."""


def delete(session: Session, table: sa.Table, which: sa.ColumnElement[bool]) -> int:
    """Delete rows and what hangs on them; links from what stays are cut. How many of `table`.

    Raises:
        Undeclared: when a row that must point at one of these was not declared to go along.
    """
    free(session, table, which)
    gone_rows: Any = session.execute(sa.delete(table).where(which))
    return int(gone_rows.rowcount)


def free(session: Session, table: sa.Table, which: sa.ColumnElement[bool]) -> None:
    """Delete what hangs on rows, and cut the links from what stays: so that they can go.

    Raises:
        Undeclared: when a row that must point at one of these was not declared to go along.
    """
    for link in children(table):
        child, columns = link.table, list(link.columns)
        targets = [element.column for element in link.elements]
        gone = sa.tuple_(*columns).in_(sa.select(*targets).where(which))
        loose = {column.name: None for column in columns if column.nullable}
        if goes_along(link) and child is not table:
            delete(session, child, gone)
        elif loose:
            session.execute(sa.update(child).where(gone).values(loose))
        elif session.scalar(sa.select(sa.exists().where(gone))):
            raise Undeclared(f"{child.name}: {', '.join(column.name for column in columns)}")


def blank(column: sa.Column[Any]) -> Any:
    """What an emptied column holds."""
    if column.nullable:
        return None
    if isinstance(column.type, ARRAY):
        return []
    return {} if isinstance(column.type, JSONB) else ""


def empty(
    session: Session, table: sa.Table, columns: Iterable[str], which: sa.ColumnElement[bool]
) -> list[tuple[Any, ...]]:
    """Empty some columns where they are not empty already; the keys of the rows it touched."""
    values = {name: blank(table.c[name]) for name in columns}
    changed = sa.or_(
        *(table.c[name].is_distinct_from(sa.bindparam(f"blank_{name}", value, table.c[name].type))
          for name, value in values.items())
    )  # fmt: skip
    touched = session.execute(
        sa.update(table).where(which, changed).values(values).returning(*months.naming(table))
    )
    return [tuple(row) for row in touched]


def note_emptied(
    session: Session, table: str, keys: Iterable[tuple[Any, ...]], columns: Iterable[str],
    rule: str, subject: bytes | None,
) -> None:  # fmt: skip
    """Write into the journal that columns were emptied; rows that go note themselves."""
    emptied = sorted(columns)
    rows = [
        {"rule": rule, "subject": subject, "table_name": table, "columns": emptied,
         "row_key": [str(part) for part in key]}
        for key in keys
    ]  # fmt: skip
    if rows:
        session.execute(sa.insert(Deletion), rows)


def keyed(table: sa.Table, key: list[str]) -> sa.ColumnElement[bool]:
    """For a WHERE: the row with that primary key, given as texts."""
    columns = months.naming(table)
    return sa.and_(
        *(c == sa.cast(sa.literal(part), c.type) for c, part in zip(columns, key, strict=True))
    )


__all__ = ["Undeclared", "blank", "delete", "empty", "keyed", "note_emptied", "table_of"]
