"""Which rows are about a person: read from the declaration, so that none is forgotten."""

from typing import Any, cast

import sqlalchemy as sa

from portal.core.access import Audience
from portal.privacy.declared import HOLDINGS
from portal.privacy.holding import Held
from portal.tables import METADATA

ROOTS = {Audience.CITIZEN: "citizen", Audience.BUSINESS: "business_user"}


def table_of(name: str) -> sa.Table:
    """The table of that name."""
    return METADATA.tables[name]


def path_of(one: Held, audience: Audience) -> str:
    """The column by which a row leads to a person of that audience; empty when none does."""
    return one.citizen if audience is Audience.CITIZEN else one.user


def personal(audience: Audience) -> list[Held]:
    """Every table with rows about people of an audience, in the order of the declaration."""
    return [one for one in HOLDINGS.values() if path_of(one, audience)]


def about(one: Held, audience: Audience, person: Any) -> sa.ColumnElement[bool]:
    """For a WHERE: true for the rows of a table that are about a person (an id, or a select)."""
    table = table_of(one.table)
    column = table.c[path_of(one, audience)]
    if one.table == ROOTS[audience]:
        return _is(column, person)
    target = _target(column, audience)
    if target is None or target.table.name == ROOTS[audience]:
        straight = _is(column, person)
        if target is None and "audience" in table.c and column.name != "citizen_id":
            return sa.and_(straight, table.c.audience == audience.value)
        return straight
    owner = HOLDINGS[target.table.name]
    return column.in_(sa.select(target).where(about(owner, audience, person)))


def _is(column: Any, person: Any) -> sa.ColumnElement[bool]:
    return cast(
        "sa.ColumnElement[bool]",
        column.in_(person) if isinstance(person, sa.Select) else column == person,
    )


def _target(column: Any, audience: Audience) -> Any:
    """What the column points at: the person, or a row that leads to one."""
    for key in column.foreign_keys:
        name = key.column.table.name
        if name == ROOTS[audience] or path_of(HOLDINGS[name], audience):
            return key.column
    return None


def children(table: sa.Table) -> list[sa.ForeignKeyConstraint]:
    """The links by which rows of other tables, or its own, point at a table."""
    return [
        link
        for other in METADATA.sorted_tables
        for link in sorted(other.foreign_key_constraints, key=lambda link: str(link.name))
        if link.referred_table is table
    ]


def goes_along(link: sa.ForeignKeyConstraint) -> bool:
    """True when a row goes together with the one this link points at."""
    one = HOLDINGS[link.table.name]
    named = {column.name for column in link.columns}
    return link.ondelete == "CASCADE" or bool(named & ({one.citizen} | one.goes_with))
