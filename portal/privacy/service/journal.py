"""The journal of deletions outside the database, and what it is for: deleting again.

A restored database brings back what was deleted after the backup, and yeses taken back since. The
file, which lies beside the backups and never in them, says which rows those were.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from portal.core import audit, months
from portal.core.journal import deleting
from portal.privacy.models import Deletion
from portal.privacy.queries.rows import table_of
from portal.privacy.service.rows import delete, empty, keyed
from portal.settings import Settings
from portal.tables import METADATA

WRITE = "privacy.write_journal"
# A deletion is noted when it happens and seen when its transaction ends: never later than this.
OVERLAP = timedelta(hours=1)
ROWS_READ = 10_000


@dataclass(frozen=True)
class Reapplied:
    """What deleting again came to."""

    lines: int
    """Lines of the journal that the restored database did not know."""
    deleted: int
    emptied: int
    taken_back: int
    """Yeses that the backup knew and that somebody had taken back since."""


def file_of(settings: Settings) -> Path:
    """Where the journal lies outside the database."""
    return settings.deletion_journal or settings.data_dir / "deletion-journal.jsonl"


def write_out(session: Session, path: Path) -> int:
    """Add to the file what is noted in the database and not there yet; how many lines."""
    last, known = _end_of(path)
    since = sa.true() if last is None else Deletion.at > last - OVERLAP
    lines = [
        json.dumps(_line(one), ensure_ascii=False)
        for one in session.scalars(sa.select(Deletion).where(since).order_by(Deletion.at))
        if str(one.id) not in known
    ]
    if lines:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
    return len(lines)


def _line(one: Deletion) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "at": one.at.isoformat(),
        "rule": one.rule,
        "subject": one.subject.hex() if one.subject else None,
        "table": one.table_name,
        "key": one.row_key,
        "columns": one.columns,
        "written": one.written,
    }


def _end_of(path: Path) -> tuple[datetime | None, set[str]]:
    """The latest moment in the file, and the names of its lines from the hour before that."""
    last: datetime | None = None
    moments: dict[str, datetime] = {}
    for line in read(path):
        at = datetime.fromisoformat(line["at"])
        moments[line["id"]] = at
        last = at if last is None or at > last else last
    if last is None:
        return None, set()
    return last, {name for name, at in moments.items() if at > last - OVERLAP}


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of the file; one that a crash broke off is passed over."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                continue


def reapply(session: Session, lines: Iterable[dict[str, Any]], *, now: datetime) -> Reapplied:
    """Delete and take back again what the journal names and a restored database brought back.

    Lines the database has in its own journal are done already. Run twice it does nothing more.
    New rows are numbered on from what the journal names, so that no number comes twice.
    """
    known = {str(found) for found in session.scalars(sa.select(Deletion.id))}
    fresh = [line for line in lines if line["id"] not in known]
    deleted = emptied = taken_back = 0
    with deleting(session, "restored"):
        for line in fresh:
            table = METADATA.tables.get(line["table"])
            if table is None or len(line["key"]) != len(months.naming(table)):
                continue
            which = keyed(table, line["key"])
            if written := line.get("written"):
                taken_back += _write_again(session, table, which, written, line["columns"] is None)
            elif line["columns"] is None:
                deleted += delete(session, table, which)
            else:
                there = [name for name in line["columns"] if name in table.c]
                emptied += len(empty(session, table, there, which)) if there else 0
    _take_over(session, fresh)
    _number_on(session, fresh)
    audit.record(
        session, None, "reapply", "deletion_journal", now=now, lines=len(fresh), rows=deleted,
        taken_back=taken_back,
    )  # fmt: skip
    session.flush()
    return Reapplied(len(fresh), deleted, emptied, taken_back)


def _write_again(
    session: Session, table: sa.Table, which: Any, written: dict[str, Any], is_row: bool
) -> int:
    """Take back again what the backup knew as given; 1 when that changed anything.

    Who has said yes anew since then is asked once more: that is the better of two errors.
    """
    values = {name: value for name, value in written.items() if name in table.c}
    of_it = sa.func.jsonb_populate_record(
        sa.text(f"NULL::{table.name}"), sa.cast(values, JSONB)
    ).table_valued(*(sa.column(name, table.c[name].type) for name in values))
    if not is_row:
        there = [table.c[name] for name in values]
        change = (
            sa.update(table)
            .where(which, sa.or_(*(c.is_distinct_from(of_it.c[c.name]) for c in there)))
            .values({c.name: of_it.c[c.name] for c in there})
        )
        return int(session.execute(change).rowcount)  # type: ignore[attr-defined]
    try:
        with session.begin_nested():
            row = insert(table).from_select(list(values), sa.select(*of_it.c))
            made = row.on_conflict_do_nothing().returning(sa.literal(1))
            return session.scalar(made) or 0
    except sa.exc.IntegrityError:
        return 0  # whom it was about came after the backup, and is gone with what was lost


def _take_over(session: Session, lines: list[dict[str, Any]]) -> None:
    rows = [
        {
            "id": UUID(line["id"]),
            "at": datetime.fromisoformat(line["at"]),
            "rule": line["rule"],
            "subject": bytes.fromhex(line["subject"]) if line["subject"] else None,
            "table_name": line["table"],
            "row_key": line["key"],
            "columns": line["columns"],
            "written": line.get("written"),
        }
        for line in lines
    ]
    for start in range(0, len(rows), 500):
        session.execute(insert(Deletion).on_conflict_do_nothing(), rows[start : start + 500])


def _number_on(session: Session, lines: list[dict[str, Any]]) -> None:
    highest: dict[str, int] = {}
    for line in lines:
        if len(line["key"]) == 1 and line["key"][0].isdecimal():
            highest[line["table"]] = max(highest.get(line["table"], 0), int(line["key"][0]))
    for name, number in highest.items():
        table = METADATA.tables.get(name)
        column = None if table is None else next(iter(table.primary_key.columns))
        if column is None or column.identity is None:
            continue
        sequence = sa.func.pg_get_serial_sequence(table_of(name).name, column.name)
        top = sa.select(sa.func.greatest(sa.func.max(column), number)).scalar_subquery()
        session.execute(sa.select(sa.func.setval(sequence, sa.func.greatest(top, number))))
