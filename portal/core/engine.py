"""Connections to the database: how they speak, how long they are patient, whether they wrote."""

import select
from typing import Any

import sqlalchemy as sa

PAGE_SECONDS, WORK_SECONDS = 5, 60
"""How long a statement may take: of a page, for which somebody waits, and of jobs and commands."""
HAS_WRITTEN = "has_written"


def driver_url(url: str) -> str:
    """An address as operators write it, as SQLAlchemy reads it."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def create_engine(url: str, *, pooled: bool = False, **options: Any) -> sa.Engine:
    """An engine whose connections speak UTC and give up on statements after seconds.

    `pooled`: behind a pooler the next transaction may be on another server's connection, so
    nothing may be left on one, neither settings nor prepared statements.
    """
    connect: dict[str, Any] = {"connect_timeout": 5}
    engine = sa.create_engine(
        url,
        # An error's words go to the log, and what people wrote does not.
        hide_parameters=True,
        connect_args=connect | ({"prepare_threshold": None} if pooled else {}),
        **{"pool_size": 4, "max_overflow": 4, "pool_timeout": 5} | options,
    )
    if pooled:
        sa.event.listen(engine, "begin", _set_for_transaction)
    else:
        sa.event.listen(engine, "do_connect", _say_how_long)
    sa.event.listen(engine, "checkout", _refuse_broken)
    sa.event.listen(engine, "begin", _nothing_written)
    sa.event.listen(engine, "before_cursor_execute", _note_statement)
    return engine


_patience, _behind = [PAGE_SECONDS], [False]


def work_behind_the_pages(yes: bool = True) -> None:
    """This process is a worker or a command: it has more time, and its own role."""
    statements_may_take(WORK_SECONDS if yes else PAGE_SECONDS)
    _behind[0] = yes


def is_behind() -> bool:
    """True in a worker and in commands."""
    return _behind[0]


def statements_may_take(seconds: int) -> None:
    """Give up on statements of this process after so long. For connections opened from now on."""
    _patience[0] = seconds


def _say_how_long(_dialect: Any, _record: Any, _args: Any, given: dict[str, Any]) -> None:
    given["options"] = f"-c timezone=UTC -c statement_timeout={_patience[0]}s"


def _set_for_transaction(connection: sa.Connection) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('TimeZone', 'UTC', true),"
            f" set_config('statement_timeout', '{_patience[0]}s', true)"
        )


def _refuse_broken(connection: Any, _record: Any, _proxy: Any) -> None:
    """A connection that the server has left is not used again; the pool opens another.

    An idle server says nothing but goodbye, so a look at the socket tells as much as asking it
    would, and spares every page a question.
    """
    look = select.poll()
    look.register(connection.fileno(), select.POLLIN)
    if look.poll(0):
        raise sa.exc.DisconnectionError


def note_writing(connection: sa.Connection) -> None:
    """Say that something was written on `connection` by other ways than its own statements."""
    connection.info[HAS_WRITTEN] = True


def _nothing_written(connection: sa.Connection) -> None:
    connection.info[HAS_WRITTEN] = False


def _note_statement(
    connection: sa.Connection, _cursor: Any, _sql: str, _values: Any, context: Any, _many: bool
) -> None:
    statement = getattr(context.compiled, "statement", None)
    if statement is None or not statement.is_select:
        note_writing(connection)
