"""What can be ordered. A room says it in `exporting.py`; `portal/rooms.py` lists where."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session
from werkzeug.utils import import_string

from portal.core import policy, tables
from portal.core.access import Actor, Row
from portal.core.errors import NotFound
from portal.settings import Settings

Cells = Sequence[object]
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Task:
    """One order as its kind makes it: for whom, what was chosen, and where to read from."""

    session: Session
    """On the replica where there is one. What was read is let go of after each batch."""
    settings: Settings
    actor: Actor
    choice: Mapping[str, str]
    ending: str
    now: datetime
    note: Callable[[int, Sequence[int]], None]
    """So many more are done, with rows of these citizens: each of them sees it in their log."""


@dataclass(frozen=True)
class Batch:
    """Some rows of a table, and the citizens they are about where they are about any."""

    rows: Sequence[Cells]
    citizens: Sequence[int] = ()


Files = Callable[[Task], Iterator[tuple[str, Iterable[bytes]]]]


@dataclass(frozen=True)
class Kind:
    """One thing that can be ordered."""

    key: str
    title: Any
    what: Any
    """A sentence on what is in it."""
    files: Files
    """Each file by its ending, piece by piece. It calls `task.note` after each batch."""
    count: Callable[[Task], int | None]
    """How many it will be, for the bar; None when that is known only at the end."""
    row: Row | None = None
    """Who of staff may; None for people's own data, which has pages of its own."""
    endings: Sequence[str] = ("xlsx", "csv")
    choices: Callable[[Session, datetime], Choices] | None = None
    """What must be chosen, with its words."""
    choice_label: Any = ""
    said: Callable[[str], str] = str
    """What was chosen, in words."""
    unit: str = "rows"
    """What the bar counts: 'rows' or 'parts'."""
    from_replica: bool = True
    """False for what must hold even what was written a moment ago."""
    kept: str = "export"
    """The rule of keeping."""
    told: tuple[str, str] = ("export_ready", "export_failed")
    """The notices when it is ready, and when it could not be made."""
    subject: str = "export_order"
    """What the access log calls it."""
    place: Callable[[Actor], str] = lambda _actor: "/personale/udtraek"
    """Where the notice leads."""

    def may(self, actor: Actor) -> bool:
        """True when the actor may order it, and fetch what was ordered."""
        return self.row is None or policy.may(actor, self.row)


def of_rows(
    title: Any, header: Callable[[], list[str]], batches: Callable[[Task], Iterator[Batch]]
) -> Files:
    """The files of a kind that is one table: the rows as they are read, never all at once."""

    def rows(task: Task) -> Iterator[Cells]:
        for batch in batches(task):
            yield from batch.rows
            task.note(len(batch.rows), batch.citizens)

    def files(task: Task) -> Iterator[tuple[str, Iterable[bytes]]]:
        yield task.ending, tables.pieces(task.ending, str(title), header(), rows(task))

    return files


def every() -> dict[str, Kind]:
    """All kinds by key, in the order they are shown. Their rooms are read at first use."""
    listed: dict[str, Any] = current_app.extensions["portal.exports"]
    for key, where in listed.items():
        if isinstance(where, str):
            listed[key] = import_string(where)
    return listed


def known(key: str) -> Kind:
    """The kind of that key.

    Raises:
        NotFound: when there is none.
    """
    found = every().get(key)
    if found is None:
        raise NotFound
    return found
