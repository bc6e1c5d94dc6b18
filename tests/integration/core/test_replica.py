"""A real replica: read when it is near enough, left alone when it is not, missed by nobody."""

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask

from portal import create_app
from portal.core import clock, embedded_postgres, migrations, replica, standing
from portal.core.access import public
from portal.core.db import APPLICATION, db
from portal.core.embedded_postgres import keeper
from portal.core.engine import create_engine
from portal.exports import making
from portal.exports.models import ExportOrder
from portal.settings import Settings
from tests.integration.core.households import eventually

ON_REPLICA = sa.text("SELECT pg_is_in_recovery()")
PORT = 5433
DAY = timedelta(days=1)


@dataclass
class Pair:
    """A primary, and a standby that follows it."""

    app: Flask
    standby: subprocess.Popen[bytes]
    dsn: str

    def tell_standby(self, statement: str) -> None:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(statement.encode())

    def is_read(self, cookie: str = "") -> bool:
        """Whether a browser with that cookie reads figures on the replica."""
        headers = {"Cookie": f"{replica.COOKIE}={cookie}"} if cookie else {}
        with self.app.test_request_context(headers=headers):
            return bool(db.reading.scalar(ON_REPLICA))

    def is_read_soon(self, cookie: str) -> bool:
        """The same, within the seconds a replica may need."""
        until = time.monotonic() + 20
        while not (found := self.is_read(cookie)) and time.monotonic() < until:
            time.sleep(0.1)
        return found


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    folder = Path(tempfile.mkdtemp(prefix="portal-pair-", dir="/tmp"))
    folder.chmod(0o777)  # the account that runs PostgreSQL is another than root
    server = embedded_postgres.ensure_running(folder / "primary", durable=False)
    if not (server.programs / "pg_basebackup").exists():
        server.release(stop=True)
        pytest.skip("this PostgreSQL came without pg_basebackup")
    engine = create_engine(server.url("portal"))
    migrations.upgrade(engine, APPLICATION)
    engine.dispose()
    account = server._plan.account
    who = {"user": account[0], "group": account[1], "extra_groups": []} if account else {}
    bin_, data, sockets = server.programs, folder / "standby", _short(folder)
    copy = [bin_ / "pg_basebackup", "-D", data, "-R", "-c", "fast", "-d", server.dsn("postgres")]
    subprocess.run(copy, check=True, capture_output=True, cwd=folder, **who)
    start = [bin_ / "postgres", "-D", data, "-k", sockets, "-p", str(PORT)]
    standby = subprocess.Popen(
        [*start, "-c", "listen_addresses="],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **who,
    )
    where = f"host={sockets}&port={PORT}"
    settings = Settings(
        env="test",
        DATABASE_URL=server.url("portal", APPLICATION).replace("+psycopg", ""),
        DATABASE_REPLICA_URL=f"postgresql://{APPLICATION}@/portal?{where}",
        replica_lag_seconds=1,
    )
    app = create_app(settings)
    app.add_url_rule("/write", view_func=public(_write))
    try:
        dsn = f"{where.replace('&', ' ')} user={keeper.ROLE} dbname=portal"
        _wait_for(dsn)
        yield Pair(app, standby, dsn)
    finally:
        for name in ("portal.engine", "portal.replica"):
            if name in app.extensions:
                app.extensions[name].dispose()
        standby.kill()
        standby.wait()
        server.release(stop=True)
        shutil.rmtree(folder, ignore_errors=True)


def _short(folder: Path) -> Path:
    made = folder / "s"
    made.mkdir()
    made.chmod(0o777)
    return made


def _write() -> str:
    with standing.entirely(db.session):
        db.session.execute(sa.text("INSERT INTO team (name, serves) VALUES ('New', 'citizens')"))
    db.session.commit()
    return "written"


def _wait_for(dsn: str) -> None:
    for _ in range(200):
        try:
            psycopg.connect(dsn).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise AssertionError("the standby did not start")


def test_figures_are_read_there_unless_it_lacks_what_the_browser_wrote(pair: Pair) -> None:
    assert pair.is_read()
    pair.tell_standby("SELECT pg_wal_replay_pause()")
    client = pair.app.test_client()
    assert client.get("/write").text == "written"
    carried = client.get_cookie(replica.COOKIE)
    assert carried is not None
    assert carried.http_only
    assert not pair.is_read(carried.value), "the browser would not find what it wrote"
    pair.tell_standby("SELECT pg_wal_replay_resume()")
    assert pair.is_read_soon(carried.value)
    assert pair.is_read("no place at all")


def test_a_page_that_only_reads_carries_nothing(pair: Pair) -> None:
    client = pair.app.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get_cookie(replica.COOKIE) is None


def test_a_file_is_read_there_when_all_before_its_order_has_come(pair: Pair) -> None:
    with pair.app.app_context():
        now = clock.now()
        earlier, later = (ExportOrder(asked_at=now + d) for d in (-DAY, DAY))
        assert making.knows(db.session, earlier)
        assert making.knows(db.session, later), "the primary knows all"
        until = time.monotonic() + 20
        with db.engine.connect() as connection:
            connection.execute(sa.text("SELECT pg_current_xact_id()"))
            connection.commit()
        reading = db.reading
        assert reading is not db.session
        while not making.knows(reading, earlier) and time.monotonic() < until:
            reading.rollback()
            time.sleep(0.1)
        assert making.knows(reading, earlier)
        assert not making.knows(reading, later)


def lag_told(pair: Pair) -> float:
    """What Prometheus is told of the replica."""
    told = pair.app.test_client().get("/metrics").text
    (line,) = re.findall(r"^portal_replica_lag_seconds (\S+)", told, re.M)
    return float(line)


def test_one_that_hears_nothing_any_more_is_left_alone_until_it_does(pair: Pair) -> None:
    """It has replayed all it got, which says nothing of what it did not get."""
    assert pair.is_read()
    assert lag_told(pair) == 0
    with psycopg.connect(pair.dsn) as connection:
        row = connection.execute("SELECT current_setting('primary_conninfo')").fetchone()
    assert row
    try:
        pair.tell_standby("ALTER SYSTEM SET primary_conninfo TO ''")
        pair.tell_standby("SELECT pg_reload_conf()")
        pair.app.test_client().get("/write")
        assert eventually(lambda: not pair.is_read(), within=30)
        assert lag_told(pair) > 1
    finally:
        told = row[0].replace("'", "''")
        pair.tell_standby(f"ALTER SYSTEM SET primary_conninfo TO '{told}'")
        pair.tell_standby("SELECT pg_reload_conf()")
    assert eventually(pair.is_read, within=30)


def test_a_replica_that_is_away_is_missed_by_nobody(pair: Pair) -> None:
    """The last that uses the pair: the replica does not come back."""
    assert pair.is_read()
    pair.standby.kill()
    pair.standby.wait()
    assert not pair.is_read()
    assert lag_told(pair) == float("inf")
    assert pair.app.test_client().get("/api/v1/targets").status_code == 200


def test_without_a_replica_the_database_is_read(app: Flask) -> None:
    with app.app_context():
        assert db.reading is db.session
