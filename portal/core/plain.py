"""Statements that the busiest pages send: compiled once, and sent by the driver itself.

What SQLAlchemy does around a statement each time (keys of its cache, contexts, result objects)
takes Python longer than sending it and reading the rows. Here that is done once, when the
statement is built. It goes by the session's own connection, so it is in the same transaction and
for the same person, and is counted and noted like any other; its errors are SQLAlchemy's too.
"""

from collections import namedtuple
from collections.abc import Callable
from functools import cached_property
from types import SimpleNamespace
from typing import Any, NamedTuple

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import psycopg as dialect
from sqlalchemy.orm import Session
from sqlalchemy.sql import visitors

from portal.core.engine import note_writing

_DIALECT: Any = dialect.dialect()  # type: ignore[no-untyped-call]


class _Ready(NamedTuple):
    text: str
    fixed: dict[str, Any]
    written: dict[str, Callable[[Any], Any]]
    read: list[tuple[int, Callable[[Any], Any]]]
    row: Any


def _converted(row: tuple[Any, ...], read: list[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    values = list(row)
    for place, make in read:
        values[place] = make(values[place])
    return values


class Plain:
    """A statement of plain tables with named values; `rows` and `one` send it.

    Lists that differ from call to call go in as one array (`= ANY`), never as `IN`.
    """

    def __init__(self, statement: Any, *, writes: bool = False) -> None:
        self._statement, self._writes = statement, writes

    @cached_property
    def compiled(self) -> Any:
        """What SQLAlchemy makes of it; at the first use, so that starting costs nothing."""
        return self._statement.compile(dialect=_DIALECT)

    @cached_property
    def _ready(self) -> _Ready:
        binds = [b for b in visitors.iterate(self._statement) if isinstance(b, sa.BindParameter)]
        asked = {bind.key: bind for bind in binds if bind.required}
        # Lists that are always the same are written out here.
        whole = self.compiled.construct_expanded_state(dict.fromkeys(asked))
        written = {key: bind.type._cached_bind_processor(_DIALECT) for key, bind in asked.items()}
        columns = list(self._statement.selected_columns)
        read = [column.type._cached_result_processor(_DIALECT, None) for column in columns]
        return _Ready(
            str(whole.statement),
            {key: value for key, value in whole.parameters.items() if key not in asked},
            {key: make for key, make in written.items() if make is not None},
            [(place, make) for place, make in enumerate(read) if make is not None],
            namedtuple("Row", [column.key for column in columns], rename=True),
        )

    def rows(self, session: Session, **values: Any) -> list[Any]:
        """The rows, each with its columns by name and in order."""
        session.flush()
        connection = session.connection()
        ready = self._ready
        given = ready.fixed | values
        for key, make in ready.written.items():
            given[key] = make(given[key])
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor()
        if self._writes:
            note_writing(connection)
        asking = SimpleNamespace(compiled=self.compiled)  # with what those who are told keep
        for note in connection.dispatch.before_cursor_execute:
            note(connection, cursor, ready.text, given, asking, False)
        try:
            cursor.execute(ready.text, given)
            found = cursor.fetchall()
            for note in connection.dispatch.after_cursor_execute:
                note(connection, cursor, ready.text, given, asking, False)
        except psycopg.Error as error:
            raise self._as_usual(error, given, connection) from error
        if ready.read:
            found = [_converted(row, ready.read) for row in found]
        return list(map(ready.row._make, found))

    def one(self, session: Session, **values: Any) -> Any:
        """The only row, or None."""
        found = self.rows(session, **values)
        if len(found) > 1:
            raise sa.exc.MultipleResultsFound(f"{len(found)} rows, and not one")
        return found[0] if found else None

    def _as_usual(self, error: psycopg.Error, given: Any, connection: sa.Connection) -> Exception:
        """The error as SQLAlchemy would have raised it; a connection that is gone is given up."""
        driver: Any = connection.connection.driver_connection
        gone = bool(driver.closed)
        if gone:
            connection.invalidate(error)
        return sa.exc.DBAPIError.instance(
            self._ready.text,
            given,
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=gone,
            dialect=_DIALECT,
        )
