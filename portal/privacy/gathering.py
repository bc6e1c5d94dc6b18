"""Everything about one person, read from the declaration: part by part, table by table."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.core.access import Audience
from portal.core.crypto import decrypt_cpr
from portal.privacy import words
from portal.privacy.holding import Held
from portal.privacy.queries.rows import about, personal, table_of
from portal.settings import Settings

# What an id of these is shown as.
LOOKED = "looked"
NAMED = {"staff": "name", "business": "name", "opening": "title", "talk_purpose": "text_da"}


@dataclass(frozen=True)
class Rows:
    """The rows of one table that are about the person, by column; what is locked is not there."""

    held: Held
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Gathered:
    """One part of what there is about the person."""

    key: str
    tables: list[Rows]


def parts_of(audience: Audience) -> list[str]:
    """The parts there are for people of an audience, in the order they are shown."""
    return [
        key
        for key in words.SHOWN_TO[audience]
        if any(one.part == key for one in personal(audience))
    ]


def gather(
    session: Session, settings: Settings, audience: Audience, person_id: int, part: str
) -> Gathered:
    """All rows of one part that are about the person: a statement for each table."""
    found = []
    for one in personal(audience):
        if one.part == part:
            found.append(Rows(one, _rows(session, settings, audience, person_id, one)))
    return Gathered(part, found)


def _rows(
    session: Session, settings: Settings, audience: Audience, person_id: int, one: Held
) -> list[dict[str, Any]]:
    table = table_of(one.table)
    columns = [column for column in table.columns if column.name not in one.locked]
    rows = session.execute(
        sa.select(*columns)
        .where(about(one, audience, person_id))
        .order_by(*table.primary_key.columns)
    ).mappings()
    return [_readable(settings, dict(row)) for row in rows]


def _readable(settings: Settings, row: dict[str, Any]) -> dict[str, Any]:
    if "cpr_encrypted" in row:
        row["cpr_encrypted"] = decrypt_cpr(settings, row["cpr_encrypted"])
    return row


def plain(value: Any) -> Any:
    """A value as JSON has it: moments in ISO 8601, files in base64."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Range):
        return {"from": plain(value.lower), "until": plain(value.upper)}
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, list):
        return [plain(one) for one in value]
    if value is None or isinstance(value, bool | int | float | str | dict):
        return value
    return str(value)


Names = Mapping[str, Mapping[Any, str]]


def named_by(table: sa.Table, column: str) -> str | None:
    """Whose name a column of ids stands for: a table of `NAMED`, or None."""
    targets = {key.column.table.name for key in table.c[column].foreign_keys}
    if table.name == "audit_event" and column == "person_id":
        return LOOKED
    return next((name for name in NAMED if name in targets), None)


def names(
    session: Session, gathered: list[Gathered], *, who_looked: bool
) -> dict[str, dict[Any, str]]:
    """What the ids of staff, companies, jobs and purposes in it stand for.

    The names of those who have looked only where the job centre shows them.
    """
    wanted: dict[str, set[Any]] = {name: set() for name in (*NAMED, LOOKED)}
    for found in (one for part in gathered for one in part.tables):
        table = table_of(found.held.table)
        for column in table.columns:
            who = named_by(table, column.name)
            if who:
                wanted[who] |= {row.get(column.name) for row in found.rows} - {None}
    looked = wanted.pop(LOOKED)
    named = {name: _names(session, name, ids) for name, ids in wanted.items() if ids}
    if who_looked:
        named[LOOKED] = _names(session, "staff", looked)
    return named


def _names(session: Session, name: str, ids: set[Any]) -> dict[Any, str]:
    table = table_of(name)
    key = next(iter(table.primary_key.columns))
    rows = session.execute(sa.select(key, table.c[NAMED[name]]).where(key.in_(ids)))
    return {row[0]: row[1] for row in rows}
