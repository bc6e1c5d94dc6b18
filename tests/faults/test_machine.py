"""Faults 11 and 12: the disk is full; a migration is killed half-way; old code, new schema."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import requests
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from portal import create_app
from portal.core import migrations
from portal.core.db import APPLICATION
from portal.core.engine import create_engine
from portal.settings import ROOT, Settings
from portal.tables import METADATA
from tests.faults.conftest import Record, rounds
from tests.faults.people import Town
from tests.faults.stage import Browser, Stage, wait_for
from tests.faults.test_web import ENTRY
from tests.integration.notifications.mailserver import free_port

ENOUGH = 220  # megabytes: an empty cluster with the portal's tables, and some WAL


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of its own that can be filled; only root may make one."""
    folder = Path(tempfile.mkdtemp(prefix="portal-disk-", dir="/tmp"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ENOUGH}m,mode=755", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("a small disk can't be mounted here (it takes root)")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()


def fill(disk: Path) -> Path:
    """Leave nothing."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        try:
            while True:
                file.write(b"\0" * 65536)
                file.flush()
        except OSError:
            pass
    return ballast


def write_something(browser: Browser, number: int) -> tuple[str, int]:
    """An entry that no disk can make smaller: its title and what was answered."""
    title = f"fuld disk {number} " + os.urandom(30).hex()
    entry = ENTRY | {"title": title, "note": os.urandom(200).hex()}
    return title, browser.post("/borger/joblog", entry).status


def test_a_full_disk_is_said_kindly_and_loses_nothing(small_disk: Path, record: Record) -> None:
    """Fault 11: 503 while it lasts; what was acknowledged is there when there is room again."""
    stage = Stage(small_disk, free_port())
    try:
        app = create_app(Settings(env="test", log_level="error", data_dir=small_disk))
        app.extensions["portal.engine"] = stage.application
        town = Town(stage, app)
        stage.serve()
        browser = town.browser(0)
        tries, acknowledged, statuses = 0, [], set()
        for _ in range(rounds(1, 3)):
            ballast = fill(small_disk)
            # The first writes still fit into what was set aside before.
            until = time.monotonic() + 30
            while 503 not in statuses and time.monotonic() < until:
                title, status = write_something(browser, tries)
                statuses.add(status)
                tries += 1
                if status == 302:
                    acknowledged.append(title)
            assert requests.get(stage.address("/healthz"), timeout=5).status_code == 200
            ballast.unlink()
            began = time.monotonic()
            if stage.postgres.process and stage.postgres.process.poll() is not None:
                stage.postgres.start()  # a service manager would
            wait_for(stage.is_up, "the portal")
            wait_for(
                lambda: browser.post("/borger/joblog", ENTRY | {"title": "igen"}).status == 302,
                "a click that is kept",
            )
            recovery = time.monotonic() - began
        assert 503 in statuses
        assert statuses <= {302, 503}, statuses
        stage.engine.dispose()
        with stage.session() as session:
            found = set(session.scalars(sa.text("SELECT title FROM job_log_entry")))
        lost = [title for title in acknowledged if title not in found]
        assert not lost
        stage.check()
        record(
            11, "disk full", tries=tries, acknowledged=len(acknowledged), lost=0, duplicates=0,
            recovery_s=round(recovery, 2),
        )  # fmt: skip
    finally:
        stage.stop()


def test_a_migration_killed_half_way_is_finished_by_the_next(stage: Stage, record: Record) -> None:
    """Fault 12: whatever moment it is killed in, `db upgrade` again ends where it should."""
    tries, slowest = rounds(1, 6), 0.0
    for number in range(tries):
        name = f"half_way_{number}"
        with psycopg.connect(stage.postgres.url, autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{name}" ENCODING UTF8 TEMPLATE template0'.encode())
        url = stage.postgres.url_of("portal", name)
        environment = stage.environment | {
            "DATABASE_URL": stage.postgres.url_of(APPLICATION, name),
            "DATABASE_OWNER_URL": url,
        }
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "portal", "db", "upgrade"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        victim = subprocess.Popen(command, cwd=ROOT, env=environment, **quiet)  # type: ignore[call-overload]
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        wait_for(lambda e=engine: backends(e) > 0, "the migration to begin")  # type: ignore[misc]
        time.sleep(0.05 + 0.12 * number)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        began = time.monotonic()
        again = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True)
        assert again.returncode == 0, again.stderr[-1500:]
        slowest = max(slowest, time.monotonic() - began)
        with engine.connect() as connection:
            assert migrations.current(engine) == migrations.head()
            ours = set(METADATA.tables)
            options = {
                "include_object": lambda _o, n, kind, _r, _c, known=ours: (
                    kind != "table" or n in known
                )
            }
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, METADATA) == []
        engine.dispose()
        with psycopg.connect(stage.postgres.url, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
    stage.check()
    record(12, "migration killed half-way", tries=tries, lost=0, recovery_s=round(slowest, 2))


def backends(engine: sa.Engine) -> int:
    """How many others are connected to the database."""
    with engine.connect() as connection:
        return int(
            connection.scalar(
                sa.text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid()"
                )
            )
            or 0
        )


def test_old_code_goes_on_while_the_schema_is_already_new(
    stage: Stage, town: Town, record: Record
) -> None:
    """Fault 12: between migrating and restarting, pages work, and readiness says what is."""
    head = migrations.head()
    stage.run("ALTER TABLE job_log_entry ADD COLUMN later text, ADD COLUMN more int DEFAULT 3")
    stage.run("CREATE TABLE of_the_next_version (id bigint PRIMARY KEY)")
    stage.run("UPDATE alembic_version SET version_num = '9999_next'")
    try:
        browser = town.browser(49)
        said = browser.post("/borger/joblog", ENTRY | {"title": "gammel kode"}).status
        assert said == 302
        assert browser.get("/borger").status == 200
        ready = requests.get(stage.address("/readyz"), timeout=5)
        assert ready.status_code == 503
        assert "9999_next" in ready.text
    finally:
        stage.run(f"UPDATE alembic_version SET version_num = '{head}'")
        stage.run("ALTER TABLE job_log_entry DROP COLUMN later, DROP COLUMN more")
        stage.run("DROP TABLE of_the_next_version")
    stage.check()
    record(12, "old code on a newer schema", tries=3, acknowledged=1, lost=0, duplicates=0)
