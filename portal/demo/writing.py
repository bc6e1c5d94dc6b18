"""Many rows at once, with COPY, in the transaction of the session.

COPY takes no table whose rows are locked, so it fills a table of the moment, and that the real one.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.orm import DeclarativeBase, Session

STAGE = "CREATE TEMP TABLE staged AS SELECT {columns} FROM {table} WITH NO DATA"
MOVE = "INSERT INTO {table} ({columns}) SELECT * FROM staged"


def copy(session: Session, model: type[DeclarativeBase], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows that all have the same columns; later ids begin after the highest of them."""
    listed = list(rows)
    if not listed:
        return
    table = model.metadata.tables[model.__tablename__]
    columns = tuple(listed[0])
    names = {
        "table": sql.Identifier(table.name),
        "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
    }
    session.flush()
    driver: Any = session.connection().connection.dbapi_connection
    with driver.cursor() as cursor:
        cursor.execute(sql.SQL(STAGE).format(**names))
        with cursor.copy(sql.SQL("COPY staged FROM STDIN")) as stream:
            for row in listed:
                stream.write_row(tuple(row[column] for column in columns))
        cursor.execute(sql.SQL(MOVE).format(**names))
        cursor.execute("DROP TABLE staged")
    if "id" in columns and isinstance(table.c["id"].type, sa.Integer):
        go_on_after(session, table.name)


def copy_text(session: Session, table: str, columns: str, blocks: Iterable[str]) -> None:
    """Write very many rows, in blocks of lines as COPY reads them."""
    session.flush()
    driver: Any = session.connection().connection.dbapi_connection
    statement = f"COPY {table} ({columns}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(statement) as stream:
        for block in blocks:
            stream.write(block)


def last_id(session: Session, table: str) -> int:
    """The highest id of a table, 0 when it is empty."""
    highest = sa.func.max(sa.column("id", sa.BigInteger))
    return session.scalar(sa.select(highest).select_from(sa.table(table))) or 0


def go_on_after(session: Session, table: str) -> None:
    """Let new ids of a table begin after the highest there is."""
    session.execute(
        sa.text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)"),
        {"table": table, "last": last_id(session, table)},
    )


def span(start: Any, end: Any) -> str:
    """A range of moments, as PostgreSQL reads it: from `start` until before `end`."""
    return f"[{start.isoformat()},{end.isoformat()})"
