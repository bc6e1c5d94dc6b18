"""What the named uses open beyond one's own rows: their tables, only to read most of them."""

from contextlib import suppress

import pytest
import sqlalchemy as sa

from portal.core.standing import Standing
from portal.row_security import APPEND_ONLY, FLOWS, LOCKED
from portal.tables import METADATA
from tests.integration.core.locks import As
from tests.integration.core.whose_rows import busiest


def reached(tables: frozenset[str]) -> set[str]:
    """The tables, and those whose rows are seen by whoever sees a row of them."""
    found: set[str] = set()
    more = set(tables)
    while more:
        found |= more
        more = {
            name
            for name, rows in LOCKED.items()
            if any(f"FROM {table} " in rows.seen for table in more)
        } - found
    return found


@pytest.mark.parametrize("flow", sorted(FLOWS))
def test_a_flow_opens_its_own_tables_and_no_other(seen_as: As, flow: str) -> None:
    shut = sorted(set(LOCKED) - reached(FLOWS[flow].tables))
    with seen_as(Standing(flow=flow)) as connection:
        seen = {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()
            for name in shut
        }
    assert {name for name, number in seen.items() if number} == set()


@pytest.mark.parametrize("flow", sorted(FLOWS))
def test_a_flow_changes_nothing_that_it_only_reads(town: sa.Engine, seen_as: As, flow: str) -> None:
    changed = {}
    with seen_as(Standing(flow=flow, key=1, event="talk:")) as connection:
        for name in sorted(set(LOCKED) - FLOWS[flow].writes.keys() - APPEND_ONLY):
            column = next(c for c in METADATA.tables[name].columns if c.computed is None).name
            connection.exec_driver_sql("SAVEPOINT once")
            with suppress(sa.exc.DBAPIError):
                doing = f"UPDATE {name} SET {column} = {column}"
                changed[name] = connection.exec_driver_sql(doing).rowcount
            connection.exec_driver_sql("ROLLBACK TO once")
    within = {
        name
        for name, rows in LOCKED.items()
        if any(f"FROM {t} " in rows.seen for t in FLOWS[flow].tables)
    }
    assert {name for name, number in changed.items() if number} <= within


@pytest.mark.parametrize(
    ("flow", "table", "whose"),
    [
        ("tell_citizen", "citizen", "id"),
        ("tell_citizen", "outbox_message", "recipient_id"),
        ("tell_business", "business_user", "id"),
        ("tell_business", "outbox_message", "recipient_id"),
    ],
)
def test_telling_opens_one_persons_rows_alone(
    town: sa.Engine, seen_as: As, flow: str, table: str, whose: str
) -> None:
    audience = flow.removeprefix("tell_")
    with town.connect() as connection:
        key = connection.exec_driver_sql(
            f"SELECT recipient_id FROM outbox_message WHERE audience = '{audience}' LIMIT 1"
        ).scalar_one()
    with seen_as(Standing(flow=flow, key=key)) as connection:
        seen = connection.exec_driver_sql(f"SELECT DISTINCT {whose} FROM {table}").scalars().all()
        assert seen == [key]
    with seen_as(Standing(flow=flow)) as connection:
        assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0


def test_taking_back_reaches_one_event_alone(town: sa.Engine, seen_as: As) -> None:
    with town.connect() as connection:
        event = connection.exec_driver_sql("SELECT event FROM outbox_message LIMIT 1").scalar_one()
    with seen_as(Standing(flow="take_back", event=event)) as connection:
        seen = connection.exec_driver_sql("SELECT DISTINCT event FROM outbox_message").scalars()
        assert {one.startswith(event) for one in seen} == {True}
    with seen_as(Standing(flow="take_back")) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM outbox_message").scalar() == 0


def test_a_colleagues_calendar_is_theirs_alone(town: sa.Engine, seen_as: As) -> None:
    staff = busiest(town, "talk", "caseworker_id")
    with town.connect() as connection:
        own = connection.exec_driver_sql(
            f"SELECT id FROM talk WHERE caseworker_id = {staff} UNION"
            f" SELECT talk_id FROM talk_participant WHERE staff_id = {staff}"
        ).scalars()
        mine = set(own)
    with seen_as(Standing(staff=staff, flow="staff_calendar")) as connection:
        assert set(connection.exec_driver_sql("SELECT id FROM talk").scalars()) == mine
