"""No column without a class, and no row of a person that a copy or a deletion could forget.

Whoever adds a column or a table says in `portal/privacy/declared/<room>.py` what it is.
"""

import sqlalchemy as sa

from portal.privacy.declared import HOLDINGS
from portal.privacy.holding import Class
from portal.tables import METADATA


def test_every_column_has_a_class() -> None:
    without = [
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if table.name not in HOLDINGS or HOLDINGS[table.name].class_of(column.name) is None
    ]
    assert without == [], "say in portal/privacy/declared/ which class they have"


def test_nothing_is_declared_that_is_not_there() -> None:
    there = {f"{t.name}.{c.name}" for t in METADATA.tables.values() for c in t.columns}
    meant = {
        f"{one.table}.{column}"
        for one in HOLDINGS.values()
        for column in (
            *one.classes, *one.locked, *one.hidden, *one.goes_with, *(one.at_once - {"*"}),
            *filter(None, (one.citizen, one.user)),
        )
    }  # fmt: skip
    assert meant - there == set()


def leads_to_citizen(table: sa.Table) -> bool:
    """True when rows are tied to a citizen, by a column of theirs or by a row they point at."""
    pointed_at = {key.column.table.name for key in table.foreign_keys} - {table.name}
    return "citizen_id" in table.columns or any(HOLDINGS[name].citizen for name in pointed_at)


def test_every_row_about_a_citizen_is_found() -> None:
    """A table that points at a citizen, or at a citizen's row, says by which column."""
    forgotten = [
        table.name
        for table in METADATA.tables.values()
        if leads_to_citizen(table)
        and not HOLDINGS[table.name].citizen
        and not HOLDINGS[table.name].goes_with
    ]
    assert forgotten == []


def test_every_row_of_somebody_at_a_company_is_found() -> None:
    forgotten = [
        table.name
        for table in METADATA.tables.values()
        if any(key.column.table.name == "business_user" for key in table.foreign_keys)
        and not HOLDINGS[table.name].user
        and not HOLDINGS[table.name].citizen
    ]
    assert forgotten == []


def test_what_is_about_people_says_what_it_is_and_how_long_it_is_kept() -> None:
    silent = [
        one.table for one in HOLDINGS.values() if one.personal and not (one.what and one.kept)
    ]
    assert silent == []


def test_what_opens_a_door_is_given_to_nobody() -> None:
    """Hashes, sealed texts and keys are marked, so that no copy holds them."""
    secrets = ("_hash", "sealed", "cpr_")
    given = [
        f"{one.table}.{column}"
        for one in HOLDINGS.values()
        for column, kind in one.classes.items()
        if kind is Class.CONFIDENTIAL
        and any(word in column for word in secrets)
        and column not in one.locked
        and column != "cpr_encrypted"
    ]
    assert given == []


def test_each_table_of_peoples_rows_notes_what_is_deleted(engine: sa.Engine) -> None:
    """A new one is hung on by its migration: `op.execute(journalled("table", "id"))`."""
    with engine.connect() as connection:
        noted = set(
            connection.scalars(
                sa.text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE :name"),
                {"name": "%_deletion_is_noted"},
            )
        )
    # These go by date alone, so the next night deletes them again; the survey's are never named.
    by_date = {"audit_event", "sign_in", "held_form"}
    meant = {
        one.table
        for one in HOLDINGS.values()
        if one.personal and one.table not in by_date and not one.table.startswith("survey_")
    }
    assert meant - noted == set(), "hang portal.core.journal.journalled on it in its migration"
