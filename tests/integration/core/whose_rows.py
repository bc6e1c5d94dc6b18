"""Whose a row is: worked out from the privacy room's declaration and the foreign keys."""

from collections.abc import Callable

import sqlalchemy as sa

from portal.privacy.declared import HOLDINGS
from portal.tables import METADATA

PLACE = "tableoid::text || ctid::text"
"""Where a row lies, whatever part of its table that is."""


def citizens_of(table: str) -> str | None:
    """SQL for the citizen of each row, by the columns that the privacy room names."""
    return _follow(table, "citizen", lambda name: HOLDINGS[name].citizen)


def businesses_of(table: str) -> str | None:
    """SQL for the company of each row, by its foreign keys."""
    return _follow(table, "business", _column_to_company)


def _follow(table: str, goal: str, column_of: Callable[[str], str]) -> str | None:
    if table == goal:
        return f"{table}.id"
    name = column_of(table)
    if not name or name not in METADATA.tables[table].columns:
        return None
    keys = list(METADATA.tables[table].columns[name].foreign_keys)
    if not keys:
        return None
    parent, key = keys[0].column.table.name, keys[0].column.name
    if parent == goal:
        return f"{table}.{name}"
    further = _follow(parent, goal, column_of)
    return further and f"(SELECT {further} FROM {parent} WHERE {parent}.{key} = {table}.{name})"


def _column_to_company(table: str) -> str:
    named = ("business_id", "request_id", "application_id", "webhook_id", "access_id")
    columns = METADATA.tables[table].columns
    return next((name for name in (*named, "business_user_id") if name in columns), "")


def owners(connection: sa.Connection, table: str, owner: str) -> dict[str, int | None]:
    """The rows of a table that can be seen, by their place, and whose each is."""
    rows = connection.exec_driver_sql(f"SELECT {PLACE}, {owner} FROM {table}")
    return dict(iter(rows))


def busiest(town: sa.Engine, table: str, column: str) -> int:
    with town.connect() as connection:
        found = connection.exec_driver_sql(
            f"SELECT {column} FROM {table} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
        )
        return int(found.scalar_one())


def known_to(connection: sa.Connection, citizen: int) -> set[int | None]:
    """The companies whose job a citizen was asked about, or who have a place for them."""
    rows = connection.execute(
        sa.text(
            "SELECT r.business_id FROM referral JOIN recruitment_request r USING (opening_id)"
            " WHERE referral.citizen_id = :citizen"
            " UNION SELECT a.business_id FROM placement"
            " JOIN supported_application a ON a.id = placement.application_id"
            " WHERE placement.citizen_id = :citizen"
        ),
        {"citizen": citizen},
    )
    return set(rows.scalars())


def shown_to(connection: sa.Connection, business: int) -> set[int | None]:
    """The citizens who were presented to a company, or have one of its places."""
    rows = connection.execute(
        sa.text(
            "SELECT referral.citizen_id FROM candidate"
            " JOIN referral ON referral.id = candidate.referral_id"
            " JOIN recruitment_request r ON r.id = candidate.request_id"
            " WHERE r.business_id = :business"
            " UNION SELECT citizen_id FROM placement"
            " JOIN supported_application a ON a.id = placement.application_id"
            " WHERE a.business_id = :business"
        ),
        {"business": business},
    )
    return set(rows.scalars())
