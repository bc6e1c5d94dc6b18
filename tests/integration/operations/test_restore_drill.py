"""The drill: the server is killed with its disk, and what comes back is measured."""

import os
import shutil
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from portal.core import embedded_postgres
from portal.core.embedded_postgres import keeper
from tests.integration.operations.conftest import Installation

ACT = """
    INSERT INTO audit_event (at, action, subject, subject_id)
    VALUES (clock_timestamp(), 'act', 'drill', %s)
"""
SIGNED_IN = """
    WITH known AS (
        INSERT INTO identity (issuer, subject, audience, citizen_id)
        SELECT 'drill', 'drill', 'citizen', min(id) FROM citizen RETURNING id
    )
    INSERT INTO sign_in (id_hash, identity_id, loa, started_at, seen_at, proved_at, ends_at)
    SELECT 'x', id, 'high', now(), now(), now(), now() + interval '1 hour' FROM known
"""


def lose_everything(installation: Installation) -> Path:
    """Kill the server and its keeper, and take the disk away."""
    home = next(installation.data.glob("pg-*"))
    moved = home / keeper.MOVED
    cluster = Path(moved.read_text()) if moved.exists() else home / "cluster"
    pids = [int((cluster / "postmaster.pid").read_text().split("\n")[0])]
    installation.forget()
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    embedded_postgres.ensure_running(installation.data).release(stop=True)
    shutil.rmtree(cluster)
    return cluster


def act(dsn: str, number: int) -> datetime:
    """Something acknowledged, and when."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(ACT, [str(number)])
    return datetime.now(UTC)


def there(dsn: str) -> set[int]:
    """Which of the acts the database knows."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT subject_id FROM audit_event WHERE subject = 'drill'")
        return {int(row[0]) for row in rows}


def test_a_lost_server_comes_back_as_of_a_moment_with_what_was_acknowledged(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    dsn = embedded_postgres.ensure_running(installation.data).dsn("portal")
    act(dsn, 1)
    base = installation.asked("backup", "--way", "base")
    for number in range(2, 30):
        act(dsn, number)
    wanted = act(dsn, 30)
    time.sleep(0.2)
    act(dsn, 31)
    pieces = installation.asked("backup", "log")
    act(dsn, 32)  # not archived: this is what the loss of the disk costs

    lose_everything(installation)
    began = time.monotonic()
    done = installation.asked("restore", "--private", "--until", wanted.isoformat())
    spent = time.monotonic() - began

    dsn = embedded_postgres.ensure_running(installation.data).dsn("portal")
    assert there(dsn) == set(range(1, 31))
    assert done["backup"] == base["name"]
    assert pieces
    with capsys.disabled():
        print(
            f"\nRestore drill to a moment: {base['bytes'] / 1e6:.1f} MB backed up in"
            f" {base['seconds']} s, {len(pieces)} pieces of the log; acknowledged before the"
            f" moment and lost: 0 of 30; restored in {spent:.1f} s."
        )


def test_without_a_moment_all_that_was_archived_comes_back(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    dsn = embedded_postgres.ensure_running(installation.data).dsn("portal")
    installation.asked("backup", "--way", "base")
    for number in range(1, 11):
        act(dsn, number)
    installation.asked("backup", "log")
    act(dsn, 11)

    lose_everything(installation)
    installation.asked("restore", "--private")

    dsn = embedded_postgres.ensure_running(installation.data).dsn("portal")
    assert there(dsn) == set(range(1, 11))
    # The new life of the server is archived as well, on its own time line.
    act(dsn, 12)
    installation.asked("backup", "log")
    lose_everything(installation)
    installation.asked("restore", "--private")
    dsn = embedded_postgres.ensure_running(installation.data).dsn("portal")
    assert there(dsn) == {*range(1, 11), 12}
    with capsys.disabled():
        print(
            "\nRestore drill to the end of the log: of 11 acts the one after the last pass is lost."
        )


def test_a_restored_portal_sends_nothing_lets_nobody_in_and_says_so(
    installation: Installation,
) -> None:
    installation.run("demo", "load", "--if-empty")
    dsn = embedded_postgres.ensure_running(installation.data).dsn("portal")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(SIGNED_IN)
    made = installation.asked("backup", "--way", "dump")
    with psycopg.connect(dsn, autocommit=True) as connection:
        alive = connection.execute("SELECT count(*) FROM citizen").fetchone()
        gone = connection.execute(
            "DELETE FROM job_log_entry WHERE id IN (SELECT id FROM job_log_entry LIMIT 7)"
            " RETURNING id"
        ).fetchall()
    installation.run("privacy", "write-journal")
    began = time.monotonic()
    done = installation.asked("restore", made["name"], "--over")

    assert done["sign_ins_ended"] == 1
    assert done["deleted_again"] == len(gone) == 7
    state = installation.asked("outbox", "status")
    assert state["open"] is False
    assert made["name"] in state["reason"]
    assert installation.run("outbox", "send").startswith("0 sent, 0 put off, 0 failed")
    with psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT count(*) FROM citizen").fetchone() == alive
        assert not connection.execute(
            "SELECT FROM job_log_entry WHERE id = ANY(%s)", [[row[0] for row in gone]]
        ).fetchall()
        row = connection.execute(
            "SELECT subject_id, details FROM audit_event WHERE action = 'restore'"
        ).fetchone()
    assert row is not None
    assert row[0] == made["name"]
    assert row[1]["sign_ins_ended"] == 1
    assert time.monotonic() - began < 60

    assert "Messages go out again" in installation.run("outbox", "resume")
    assert installation.asked("outbox", "status")["open"] is True
