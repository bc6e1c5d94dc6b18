"""The small demo municipality that the locks of rows are tried on."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal import create_app
from portal.core import standing
from portal.core.standing import Standing
from portal.demo import loader
from portal.settings import Settings
from tests.conftest import NOW
from tests.integration.conftest import fresh_database, migrated, suffixed
from tests.integration.core.locks import As, owned


@pytest.fixture(scope="session")
def town(worker_id: str) -> Iterator[sa.Engine]:
    """The demo municipality, a small one, in tables of somebody who is no superuser."""
    made = migrated(owned(fresh_database(suffixed("portal_test_lock", worker_id))))
    app = create_app(Settings(env="test", log_level="error"))
    with app.app_context(), orm.Session(made) as session:
        loader.load(session, app.extensions["portal.settings"], NOW, size=0.1)
        session.commit()
    yield made
    made.dispose()


@pytest.fixture
def seen_as(town: sa.Engine) -> As:
    """Opens a transaction that acts for somebody, and is undone."""

    @contextmanager
    def open_as(whom: Standing) -> Iterator[sa.Connection]:
        with town.connect() as connection, connection.begin() as transaction:
            standing.apply(connection, whom)
            yield connection
            transaction.rollback()

    return open_as
