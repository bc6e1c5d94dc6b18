"""The roles: what only the worker may do, and that no page is served as the worker."""

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.core import row_role, standing
from portal.core.standing import Standing
from tests.integration.conftest import as_owner

FORGETS = "SELECT forget_trail('2000-01-01', 1)"


@pytest.mark.parametrize(
    "whom", [standing.NOBODY, Standing(citizen=1), Standing(staff=1, inside=True)]
)
def test_no_page_forgets_lines_of_the_trail(engine: sa.Engine, whom: Standing) -> None:
    with engine.connect() as connection:
        standing.apply(connection, whom)
        with pytest.raises(sa.exc.ProgrammingError, match="only the worker"):
            connection.exec_driver_sql(FORGETS)


@pytest.mark.parametrize("whom", [standing.PORTAL, Standing(citizen=1)])
def test_the_worker_does_and_no_more_than_that(worker_engine: sa.Engine, whom: Standing) -> None:
    with worker_engine.connect() as connection:
        standing.apply(connection, whom)
        assert connection.exec_driver_sql(FORGETS).scalar() == 0
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            connection.exec_driver_sql("DELETE FROM audit_event")


def test_no_page_is_served_as_the_worker(worker_engine: sa.Engine) -> None:
    url = worker_engine.url.set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        assert row_role.weaknesses(connection, behind=True) == []
        (why,) = row_role.weaknesses(connection)
        assert "the worker's" in why


def test_a_worker_that_was_there_before_its_rights_comes_to_have_them(
    session: orm.Session,
) -> None:
    as_owner(session, "CREATE ROLE early_worker LOGIN NOINHERIT")
    for statement in row_role.roles(session.connection(), "early"):
        as_owner(session, statement.as_string())
    inherits = sa.text("SELECT rolinherit FROM pg_roles WHERE rolname = 'early_worker'")
    assert session.scalar(inherits) is True
