"""What must hold whatever happened: each invariant is SQL that finds what breaks it.

Rooms name theirs in `invariants.py`; `portal/invariants.py` collects them. The families are those
of the portal's promises: no double booking, whole or absent, one message an event, audited if and
only if changed, no half file, every answer counted once, clocks that never turn back, and deleted
stays deleted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

MOST_SHOWN = 5
# Rows that the demo brought with it were never done by anybody, so no line tells of them.
SINCE_THE_DEMO = """coalesce((SELECT max(at) FROM audit_event
    WHERE subject = 'demo' AND action = 'load'), '-infinity')"""


class Family(StrEnum):
    """The promises of the portal that can be asked of its database."""

    NOT_TWICE = "I1"
    WHOLE = "I2"
    TOLD_ONCE = "I3"
    AUDITED = "I4"
    FILES = "I5"
    COUNTED = "I6"
    CLOCKS = "I7"
    DELETED = "I8"


@dataclass(frozen=True)
class Invariant:
    """A sentence that must never be true, and the query that finds where it is.

    The query may use `:now`.
    """

    family: Family
    never: str
    query: str


@dataclass(frozen=True)
class Breach:
    """An invariant that does not hold: how many rows break it, and the first of them."""

    family: str
    never: str
    number: int
    first: list[list[str]]


class Broken(AssertionError):
    """Some invariants don't hold."""


def breaches(
    connection: sa.Connection, invariants: Iterable[Invariant], now: datetime
) -> list[Breach]:
    """Every invariant that does not hold. Reads only, all of it from one moment's picture."""
    found = []
    for invariant in invariants:
        values = {"now": now} if ":now" in invariant.query else {}
        rows = connection.execute(sa.text(invariant.query), values).all()
        if rows:
            first = [[str(value) for value in row] for row in rows[:MOST_SHOWN]]
            found.append(Breach(invariant.family, invariant.never, len(rows), first))
    return found


def audited(
    what: str, rows: str, subject: str, actions: Iterable[str], table: str | None = None
) -> tuple[Invariant, Invariant]:
    """A change exists if and only if its line in the audit trail does.

    `rows` selects `id, at` of what is told of, from `table` (named like the subject when it is not
    said). A line may be left alone when the journal says that its row was deleted on purpose.
    """
    named = ", ".join(f"'{action}'" for action in actions)
    gone = f"""EXISTS (SELECT FROM deletion_journal d WHERE d.table_name = '{table or subject}'
        AND d.columns IS NULL AND d.written IS NULL AND d.row_key = ARRAY[a.subject_id])"""
    line = f"a.subject = '{subject}' AND a.action IN ({named})"
    return (
        Invariant(
            Family.AUDITED,
            f"{what} without its line in the audit trail",
            f"""SELECT r.id, r.at FROM ({rows}) r WHERE r.at > {SINCE_THE_DEMO} AND NOT EXISTS (
                SELECT FROM audit_event a WHERE {line} AND a.subject_id = r.id::text)""",
        ),
        Invariant(
            Family.AUDITED,
            f"a line in the audit trail about {what} that is not there",
            f"""SELECT a.id, a.subject_id FROM audit_event a WHERE {line} AND NOT ({gone})
                AND NOT EXISTS (SELECT FROM ({rows}) r WHERE r.id::text = a.subject_id)""",
        ),
    )


def stays(table: str, trigger: str) -> Invariant:
    """What is written in `table` is never changed: the database refuses it."""
    return Invariant(
        Family.CLOCKS,
        f"{table} that can be rewritten",
        f"""SELECT '{table}' WHERE to_regclass('{table}') IS NULL OR NOT EXISTS (
            SELECT FROM pg_trigger WHERE tgrelid = to_regclass('{table}')
                AND tgname = '{trigger}' AND tgenabled IN ('O', 'A'))""",
    )


def as_dict(breach: Breach) -> dict[str, Any]:
    """The breach for programs."""
    return {
        "invariant": breach.family,
        "never": breach.never,
        "rows": breach.number,
        "first": breach.first,
    }


INVARIANTS = (stays("audit_event", "audit_event_is_append_only"),)
