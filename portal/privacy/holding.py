"""How a table is declared: what its columns are, whose its rows are, and how long they are kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Class(StrEnum):
    """How much care a column needs."""

    PUBLIC = "P0"
    CONTACT = "P1"
    """Who somebody is at work, and how to reach them there."""
    PERSONAL = "P2"
    CONFIDENTIAL = "P3"
    """CPR numbers, benefits, plans, notes, and what opens a door."""
    SPECIAL = "P4"
    """Health and the like, and free words that may speak of it."""
    ANONYMOUS = "A"
    LOG = "L"


# What no rule ends: it lasts as long as the job, the company or the portal does.
STANDING = frozenset({"staff", "room"})


@dataclass(frozen=True)
class Held:
    """One table. Its columns' classes, and for what is about people: whose, which part, how long.

    `citizen` and `user` name the column that leads to the person a row is about: straight, or to
    a row that leads on. `goes_with` names columns whose rows take this one with them when they go.
    `locked` columns open doors or look people up and are given to nobody; `hidden` ones are the
    portal's own bookkeeping and are left out of what people read.
    """

    table: str
    part: str
    what: Any
    citizen: str
    user: str
    goes_with: frozenset[str]
    kept: str
    """The rule of keeping, or one of `STANDING`."""
    at_once: frozenset[str]
    """What the citizen can have deleted at once: these columns, or with `*` the row."""
    classes: Mapping[str, Class]
    locked: frozenset[str]
    hidden: frozenset[str]

    @property
    def personal(self) -> bool:
        """True when rows can be traced to a citizen or to somebody at a company."""
        return bool(self.citizen or self.user)

    def class_of(self, column: str) -> Class | None:
        """The column's class, or None when nobody has thought of it."""
        return self.classes.get(column)


def held(
    table: str,
    part: str = "",
    what: Any = "",
    *,
    citizen: str = "",
    user: str = "",
    goes_with: str = "",
    kept: str = "",
    at_once: str = "",
    locked: str = "",
    hidden: str = "",
    **columns: str,
) -> Held:
    """Declare a table: `P2="name email"` says that those columns are personal.

    Raises:
        ValueError: when a class is unknown, or a column has two.
    """
    classes: dict[str, Class] = {}
    for name, listed in columns.items():
        for column in listed.split():
            if column in classes:
                raise ValueError(f"{table}.{column} has two classes")
            classes[column] = Class(name)
    return Held(
        table, part, what, citizen, user, _named(goes_with), kept, _named(at_once), classes,
        _named(locked), _named(hidden),
    )  # fmt: skip


def _named(columns: str) -> frozenset[str]:
    return frozenset(columns.split())


def by_table(declared: Iterable[Held]) -> dict[str, Held]:
    """The declarations by table.

    Raises:
        ValueError: when a table is declared twice.
    """
    found: dict[str, Held] = {}
    for one in declared:
        if one.table in found:
            raise ValueError(f"{one.table} is declared twice")
        found[one.table] = one
    return found
