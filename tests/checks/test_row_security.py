"""Every table says whose its rows are, and the database has the locks that are declared.

A new table goes into `portal/row_security/`: among the locked ones, or the open ones with why.
"""

import sqlalchemy as sa

from portal.core import locks_page, row_security
from portal.core.db import APPLICATION
from portal.privacy.declared import HOLDINGS
from portal.row_security import APPEND_ONLY, DECLARED, FLOWS, LOCKED, OPEN
from portal.settings import ROOT
from portal.tables import METADATA

# Personal, and open all the same: who works for the job centre, and when.
KNOWN_TO_ALL = {"staff", "staff_time", "absence", "working_pattern", "duty_shift"}


def test_every_table_is_locked_or_says_why_not() -> None:
    said = [*LOCKED, *OPEN]
    assert set(METADATA.tables) - set(said) == set(), "say in portal/row_security/ whose they are"
    assert set(said) - set(METADATA.tables) == set(), "there is no such table"
    assert len(said) == len(set(said)), "locked and open at once"
    assert all(OPEN.values())
    assert all(rows.why for rows in LOCKED.values())


def test_what_is_about_people_is_locked() -> None:
    """As the classes of the columns have it, which are declared apart from the locks."""
    personal = {one.table for one in HOLDINGS.values() if one.personal}
    assert personal & set(OPEN) - KNOWN_TO_ALL == set()


def test_flows_open_locked_tables_only_and_say_why() -> None:
    for name, flow in FLOWS.items():
        assert flow.why, name
        assert flow.tables <= set(LOCKED), name
    assert set(METADATA.tables) >= APPEND_ONLY


def test_the_database_is_locked_as_declared(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        assert row_security.missing(connection, DECLARED, APPLICATION) == []


def test_the_page_about_it_is_up_to_date() -> None:
    page = (ROOT / "docs" / "row-security.md").read_text(encoding="utf-8")
    assert page == locks_page.page(DECLARED), "portal db locks > docs/row-security.md"
