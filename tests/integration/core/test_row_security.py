"""The second lock by itself: plain SQL as the application's role, without any of its queries.

Whose a row is, is worked out here from the privacy room's declaration and the foreign keys, and not
from the policies. The demo municipality has rows in nearly every table.
"""

from contextlib import suppress

import psycopg
import pytest
import sqlalchemy as sa

from portal.core import row_role, standing
from portal.core.db import APPLICATION
from portal.core.standing import Standing
from portal.row_security import APPEND_ONLY, LOCKED, READ_ONLY
from portal.tables import METADATA
from tests.integration.core.locks import OWNER, As
from tests.integration.core.whose_rows import (
    PLACE,
    busiest,
    businesses_of,
    citizens_of,
    known_to,
    owners,
    shown_to,
)

# What a citizen sees of companies: those whose job they were asked about, or who have a place for
# them. What a company sees of citizens: those who said yes to its request, or have its place.
SHOWN_TO_CITIZENS = {"business", "production_unit", "recruitment_request", "supported_application"}
SHOWN_TO_COMPANIES = {
    "candidate",
    "citizen",
    "placement",
    "referral",
    "referral_event",
    "shared_cv",
}


PERSONAL = sorted(name for name in LOCKED if citizens_of(name))
COMPANIES = sorted(name for name in LOCKED if businesses_of(name) and not citizens_of(name))


@pytest.fixture(scope="module")
def whose(town: sa.Engine) -> dict[str, dict[str, int | None]]:
    """Every row that is somebody's, as the portal itself sees it."""
    with town.connect() as connection:
        return {
            name: owners(connection, name, str(citizens_of(name) or businesses_of(name)))
            for name in [*PERSONAL, *COMPANIES]
        }


def test_nobody_sees_a_single_row(seen_as: As) -> None:
    with seen_as(standing.NOBODY) as connection:
        seen = {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()
            for name in LOCKED
        }
    assert {name: number for name, number in seen.items() if number} == {}


def test_what_is_set_is_gone_after_the_transaction(town: sa.Engine) -> None:
    plain = sa.create_engine(town.url)
    try:
        with plain.connect() as connection:
            with connection.begin():
                standing.apply(connection, standing.PORTAL)
                assert connection.exec_driver_sql("SELECT count(*) FROM citizen").scalar()
            # An empty string by now, and not NULL: nobody all the same, and no error.
            assert connection.exec_driver_sql("SELECT count(*) FROM citizen").scalar() == 0
            said = connection.exec_driver_sql("SELECT current_user, session_user").one()
            assert said == (APPLICATION, APPLICATION)
    finally:
        plain.dispose()


def test_a_citizen_sees_only_what_is_their_own(
    town: sa.Engine, seen_as: As, whose: dict[str, dict[str, int | None]]
) -> None:
    citizen = busiest(town, "talk", "citizen_id")
    foreign, found = {}, 0
    with town.connect() as connection:
        known = known_to(connection, citizen)
    with seen_as(Standing(citizen=citizen)) as connection:
        for name in PERSONAL:
            seen = connection.exec_driver_sql(f"SELECT {PLACE} FROM {name}").scalars().all()
            others = [row for row in seen if whose[name][row] != citizen]
            found += len(seen)
            if others:
                foreign[name] = len(others)
        for name in COMPANIES:
            seen = connection.exec_driver_sql(f"SELECT {PLACE} FROM {name}").scalars().all()
            mine = known if name in SHOWN_TO_CITIZENS else set()
            others = [row for row in seen if whose[name][row] not in mine]
            if others:
                foreign[name] = len(others)
    assert foreign == {}
    assert found > 20, "the busiest citizen has rows of their own"


def test_a_company_sees_only_its_own_and_who_was_presented_to_it(
    town: sa.Engine, seen_as: As, whose: dict[str, dict[str, int | None]]
) -> None:
    business = busiest(town, "recruitment_request", "business_id")
    with town.connect() as connection:
        shown = shown_to(connection, business)
    foreign: dict[str, int] = {}
    found = 0
    with seen_as(Standing(user=0, business=business)) as connection:
        for name in [*PERSONAL, *COMPANIES]:
            others = f"business_id IS DISTINCT FROM {business} OR citizen_id IS NOT NULL"
            which = others if name == "audit_event" else "true"
            seen = connection.exec_driver_sql(f"SELECT {PLACE} FROM {name} WHERE {which}")
            seen = seen.scalars().all()
            mine = shown if name in SHOWN_TO_COMPANIES else {business}
            others = [row for row in seen if whose[name][row] not in mine]
            if others:
                foreign[name] = len(others)
            found += len(seen)
    assert foreign == {}
    assert found > 20, "the busiest company has rows of its own"


def test_another_department_sees_only_whose_plan_is_shared_with_it(
    town: sa.Engine, seen_as: As, whose: dict[str, dict[str, int | None]]
) -> None:
    with town.connect() as connection:
        staff, citizens = connection.execute(
            sa.text(
                "SELECT staff_id, array_agg(citizen_id) FROM plan_share"
                " WHERE answer = 'accepted' AND ended_at IS NULL GROUP BY 1 LIMIT 1"
            )
        ).one()
    with seen_as(Standing(staff=staff)) as connection:
        for name in PERSONAL:
            seen = connection.exec_driver_sql(f"SELECT {PLACE} FROM {name}").scalars().all()
            if name in ("citizen", "plan"):
                assert {whose[name][row] for row in seen} == set(citizens)
            elif name not in ("plan_task", "plan_contact", "plan_share", "audit_event"):
                assert seen == [], name


def test_staff_see_every_row(
    town: sa.Engine, seen_as: As, whose: dict[str, dict[str, int | None]]
) -> None:
    with seen_as(Standing(staff=1, inside=True)) as connection:
        for name, rows in whose.items():
            seen = connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()
            assert seen == len(rows), name


def test_nobody_elses_row_can_be_changed_or_deleted(
    town: sa.Engine, seen_as: As, whose: dict[str, dict[str, int | None]]
) -> None:
    citizen = busiest(town, "talk", "citizen_id")
    with seen_as(Standing(citizen=citizen)) as connection:
        for name in [*PERSONAL, *COMPANIES]:
            column = next(c for c in METADATA.tables[name].columns if c.computed is None).name
            own = sum(owner == citizen for owner in whose[name].values())
            for statement in (f"UPDATE {name} SET {column} = {column}", f"DELETE FROM {name}"):
                connection.exec_driver_sql("SAVEPOINT once")
                # A constraint may be in the way, or the table is only added to.
                with suppress(sa.exc.DBAPIError):
                    assert connection.exec_driver_sql(statement).rowcount <= own, statement
                connection.exec_driver_sql("ROLLBACK TO once")


def test_a_row_can_not_be_made_for_somebody_else(town: sa.Engine, seen_as: As) -> None:
    citizen = busiest(town, "talk", "citizen_id")
    wish = (
        "INSERT INTO job_log_away (citizen_id, first, last) VALUES ({}, '2030-01-01', '2030-01-02')"
    )
    with seen_as(Standing(citizen=citizen)) as connection:
        connection.exec_driver_sql(wish.format(citizen))
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            connection.exec_driver_sql(wish.format(citizen + 1))


def test_a_row_can_not_be_given_away(town: sa.Engine, seen_as: As) -> None:
    citizen = busiest(town, "job_log_entry", "citizen_id")
    with (
        seen_as(Standing(citizen=citizen)) as connection,
        pytest.raises(sa.exc.ProgrammingError, match="row-level security"),
    ):
        connection.exec_driver_sql(f"UPDATE job_log_entry SET citizen_id = {citizen + 1}")


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
@pytest.mark.parametrize("doing", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_what_is_only_added_to_is_neither_changed_nor_deleted(
    seen_as: As, table: str, doing: str
) -> None:
    column = next(iter(METADATA.tables[table].columns)).name
    for whom in (standing.PORTAL, standing.NOBODY):
        with (
            seen_as(whom) as connection,
            pytest.raises(sa.exc.DBAPIError, match=r"permission denied|is append-only"),
        ):
            connection.exec_driver_sql(doing.format(table=table, column=column))


@pytest.mark.parametrize("table", sorted(READ_ONLY))
def test_who_stands_for_one_person_writes_no_rules_no_figures_and_no_staff(
    town: sa.Engine, seen_as: As, table: str
) -> None:
    columns = [one.name for one in METADATA.tables[table].columns if one.computed is None]
    doings = [f"DELETE FROM {table}", f"UPDATE {table} SET {columns[-1]} = {columns[-1]}"]
    for whom in (standing.NOBODY, Standing(citizen=busiest(town, "talk", "citizen_id"))):
        for doing in doings:
            with (
                seen_as(whom) as connection,
                pytest.raises(sa.exc.ProgrammingError, match="permission denied"),
            ):
                connection.exec_driver_sql(doing)


def test_the_applications_role_can_not_pass_the_lock(town: sa.Engine) -> None:
    with psycopg.connect(_plain(town.url)) as connection:
        assert row_role.weaknesses(connection) == []
        for statement in (
            "SET row_security = off; SELECT count(*) FROM citizen",
            "ALTER TABLE citizen DISABLE ROW LEVEL SECURITY",
            "CREATE POLICY everything ON citizen USING (true)",
            "SET SESSION AUTHORIZATION portal",
            "ALTER TABLE audit_event DISABLE TRIGGER USER",
            "TRUNCATE citizen CASCADE",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())
            connection.rollback()


def _plain(url: sa.URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def test_the_owner_sees_nothing_but_while_upgrading(town: sa.Engine) -> None:
    url = town.url.set(username=OWNER, password=OWNER)
    with psycopg.connect(_plain(url)) as connection:
        assert row_role.weaknesses(connection) == [
            "it owns the portal's tables, or may become who does",
        ]
        for name in LOCKED:
            row = connection.execute(f"SELECT count(*) FROM {name}".encode()).fetchone()
            assert row == (0,), name


def test_what_somebody_deletes_is_noted_for_them(town: sa.Engine, seen_as: As) -> None:
    citizen = busiest(town, "job_log_entry", "citizen_id")
    with seen_as(Standing(citizen=citizen)) as connection:
        gone = connection.exec_driver_sql("DELETE FROM job_log_entry").rowcount
        standing.apply(connection, standing.PORTAL)
        noted = "SELECT count(*) FROM deletion_journal WHERE table_name = 'job_log_entry'"
        assert connection.exec_driver_sql(noted).scalar() == gone > 0
