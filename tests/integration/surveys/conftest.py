"""Tests of what only committed transactions show: races, and the traces they leave."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from tests.factories import bind

MakeSession = Callable[[], orm.Session]


@pytest.fixture
def connect(engine: sa.Engine, bare_app: Flask) -> Iterator[MakeSession]:
    """Sessions that really commit, each on a connection of its own. Emptied afterwards."""
    opened: list[orm.Session] = []

    def make() -> orm.Session:
        opened.append(orm.Session(engine, expire_on_commit=False))
        return opened[-1]

    bind(make())
    with bare_app.app_context():
        yield make
    for session in opened:
        session.close()
    with engine.begin() as connection:
        connection.execute(sa.text("TRUNCATE survey_wave, citizen, staff, team CASCADE"))
