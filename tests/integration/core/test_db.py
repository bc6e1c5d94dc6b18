"""How a request leaves the database: what was not committed is gone, what was read stays quick."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Team
from portal.core.db import db
from portal.core.jobs import defer

INSERT = sa.text("INSERT INTO team (name, serves) VALUES ('Nobody''s team', 'citizens')")
OWN_PROCESS = sa.text("SELECT pg_backend_pid()")
PREPARED = sa.text("SELECT count(*) FROM pg_prepared_statements")


def read(times: int) -> None:
    for _ in range(times):
        db.session.scalars(sa.select(Team).where(Team.id == 1)).all()


def test_statements_stay_prepared_after_a_request_that_only_read(bare_app: Flask) -> None:
    db_engine = bare_app.extensions["portal.engine"]
    db_engine.dispose()
    for _ in range(2):
        with bare_app.app_context():
            read(6)
    with bare_app.app_context():
        assert db.session.scalar(PREPARED) == 1


@pytest.mark.parametrize("through", ["unit of work", "statement", "text", "job"])
def test_what_is_not_committed_is_gone(bare_app: Flask, through: str) -> None:
    with bare_app.app_context():
        if through == "unit of work":
            db.session.add(Team(name="Nobody's team", serves="citizens"))
            db.session.flush()
        elif through == "statement":
            db.session.execute(sa.insert(Team).values(name="Nobody's team", serves="citizens"))
        elif through == "text":
            db.session.execute(INSERT)
        else:
            defer(db.session, "core.take_up")
        read(1)
    with bare_app.app_context():
        found = db.session.scalars(sa.select(Team).where(Team.name == "Nobody's team")).all()
        queued = db.session.scalar(sa.text("SELECT count(*) FROM procrastinate_jobs"))
    assert (found, queued) == ([], 0)


def test_what_follows_a_commit_is_gone_too(bare_app: Flask) -> None:
    with bare_app.app_context():
        read(1)
        db.session.commit()
        db.session.execute(INSERT)
    with bare_app.app_context():
        found = db.session.scalars(sa.select(Team).where(Team.name == "Nobody's team")).all()
    assert found == []


def test_a_broken_transaction_is_closed_quietly(bare_app: Flask) -> None:
    with bare_app.app_context(), pytest.raises(sa.exc.DataError):
        db.session.scalar(sa.select(sa.literal(1) / sa.literal(0)))
    with bare_app.app_context():
        assert db.session.scalar(sa.select(sa.literal(1))) == 1


def test_a_connection_that_the_server_has_left_is_not_used_again(bare_app: Flask) -> None:
    with bare_app.app_context():
        process = db.session.scalar(OWN_PROCESS)
    with bare_app.app_context():
        beside = sa.create_engine(db.engine.url)
    with beside.connect() as killer:
        assert killer.scalar(sa.text("SELECT pg_terminate_backend(:pid, 2000)"), {"pid": process})
    beside.dispose()
    with bare_app.app_context():
        assert db.session.scalar(OWN_PROCESS) != process


def test_a_request_that_read_ends_well_though_the_database_has_gone(bare_app: Flask) -> None:
    with bare_app.app_context():
        process = db.session.scalar(OWN_PROCESS)
        beside = sa.create_engine(db.engine.url)
        with beside.connect() as killer:
            killer.scalar(sa.text("SELECT pg_terminate_backend(:pid, 2000)"), {"pid": process})
        beside.dispose()
    with bare_app.app_context():
        assert db.session.scalar(OWN_PROCESS) != process
