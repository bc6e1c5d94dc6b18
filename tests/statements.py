"""Counting what a page asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def counted(engine: sa.Engine) -> Iterator[list[str]]:
    """The statements sent while inside; those that only frame a transaction are left out."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(FRAME):
            sent.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
