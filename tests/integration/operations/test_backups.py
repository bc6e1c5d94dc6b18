"""Backups: sealed for whoever holds the key, whole or nothing, kept no longer than allowed."""

import json
import os
import stat
import subprocess
from pathlib import Path

import psycopg
import pyrage
import pytest

from portal.core import embedded_postgres
from portal.core.embedded_postgres import keeper
from portal.operations.backup.sealing import write_key
from portal.privacy.service import journal
from tests.integration.operations.conftest import Installation

CANARY = "canary-of-the-backups-7c1"


def tell_secret(installation: Installation) -> str:
    """Put the canary into the database and into Digital Post's folder; the server's address."""
    dsn = embedded_postgres.ensure_running(installation.data).dsn("portal")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO audit_event (at, action, subject, subject_id)"
            " VALUES (now(), 'act', 'drill', %s)",
            [CANARY],
        )
    waiting = installation.settings.digital_post_folder() / "out"
    waiting.mkdir(parents=True)
    (waiting / "letter.xml").write_text(CANARY)
    journal.file_of(installation.settings).write_text(CANARY)
    return dsn


def everything_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("way", ["dump", "base"])
def test_a_backup_is_sealed_private_whole_and_opens_with_its_key_alone(
    installation: Installation, way: str, tmp_path: Path
) -> None:
    tell_secret(installation)
    secret = tmp_path / "key.txt"
    public = write_key(secret)
    sealing = {"backup_recipients": public}
    opening = sealing | {"backup_identity_file": secret}

    made = installation.asked("backup", "--way", way, **sealing)
    if way == "base":
        installation.run("backup", "log", **sealing)

    folder = installation.settings.backup_folder()
    files = everything_in(folder)
    assert not [path for path in files if CANARY.encode() in path.read_bytes()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    folders = [folder, *(path for path in folder.iterdir() if path.is_dir())]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}

    held = (folder / made["name"] / "deletions.jsonl.age").read_bytes()
    key = pyrage.x25519.Identity.from_str(secret.read_text().splitlines()[-1])
    assert CANARY.encode() in pyrage.decrypt(held, [key])

    assert installation.asked("backup", "verify", **opening)["whole"] is True
    assert installation.asked("backup", "verify", "--closed", **sealing)["whole"] is True
    unopened = installation.tried("backup", "verify", **sealing)
    assert unopened.exit_code == 1
    assert "PORTAL_BACKUP_IDENTITY_FILE" in unopened.stdout
    other = tmp_path / "other.txt"
    write_key(other)
    wrong = installation.tried("backup", "verify", **sealing, backup_identity_file=other)
    assert "sealed for another key" in wrong.stdout


def test_what_was_changed_or_written_by_others_is_noticed_and_not_restored(
    installation: Installation,
) -> None:
    made = installation.asked("backup", "--way", "dump")
    folder = installation.settings.backup_folder() / made["name"]
    sealed = folder / "database.dump.age"
    whole = sealed.read_bytes()

    sealed.write_bytes(whole[: len(whole) // 2])
    said = installation.tried("backup", "verify", "--json")
    assert said.exit_code == 1
    assert json.loads(said.stdout)["problems"] == ["database.dump.age is missing or has changed."]
    refused = installation.tried("restore", made["name"], "--over")
    assert refused.exit_code == 1
    assert "Nothing was touched" in refused.stderr
    assert "Traceback" not in refused.stderr

    sealed.write_bytes(whole)
    other = installation.tried("restore", made["name"], secret_key="x" * 40)
    assert "is not signed with this portal's PORTAL_SECRET_KEY" in other.stderr
    full = installation.tried("restore", made["name"])
    assert full.exit_code == 1
    assert "is not empty" in full.stderr


def test_a_backup_that_fails_leaves_nothing_but_its_reason(installation: Installation) -> None:
    installation.data.joinpath("backups").mkdir(mode=0o700)
    nowhere = "postgresql://nobody@/none?host=/tmp/no-such-socket"
    failed = installation.tried("backup", backup_database_url=nowhere)

    assert failed.exit_code == 1
    assert failed.stderr.startswith("Error: ")
    assert "Traceback" not in failed.stderr
    assert everything_in(installation.settings.backup_folder()) == []
    dsn = embedded_postgres.ensure_running(installation.data).dsn("portal")
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT way, problem <> '', bytes FROM backup_run").fetchall()
    assert rows == [("dump", True, None)]


def test_old_backups_go_and_the_log_with_them(installation: Installation) -> None:
    dsn = embedded_postgres.ensure_running(installation.data).dsn("portal")
    old = installation.asked("backup", "--way", "base")
    installation.run("backup", "log")
    folder = installation.settings.backup_folder()
    assert list((folder / "wal").glob("*.age"))
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("UPDATE retention_rule SET amount = 1 WHERE key = 'backup'")
    age(folder / old["name"] / "manifest.json", days=2)

    newer = installation.asked("backup", "--way", "base")

    known = [one["name"] for one in installation.asked("backup", "list")]
    assert known == [newer["name"]]
    assert not (folder / old["name"]).exists()
    assert list((folder / "wal").glob("*.age")) == []


def age(manifest: Path, *, days: int) -> None:
    """Make a backup some days older than it is; its signature is then wrong, which is no matter."""
    signed = json.loads(manifest.read_text())
    ended = signed["manifest"]["ended_at"]
    day = int(ended[8:10])
    assert day > days
    signed["manifest"]["ended_at"] = f"{ended[:8]}{day - days:02d}{ended[10:]}"
    manifest.write_text(json.dumps(signed))


def test_no_password_is_seen_in_the_list_of_processes(
    installation: Installation, tmp_path: Path
) -> None:
    server = embedded_postgres.ensure_running(installation.data)
    sockets = next(installation.data.glob("pg-*/address")).read_text()
    seen = tmp_path / "seen"
    watcher = subprocess.Popen(
        [
            "sh",
            "-c",
            f"while :; do cat /proc/[0-9]*/cmdline >> {seen} 2>/dev/null; sleep 0.01; done",
        ]
    )
    try:
        url = f"postgresql://{keeper.ROLE}:secret-9f3@/portal?host={sockets}&port={keeper.PORT}"
        installation.run("backup", backup_database_url=url)
    finally:
        watcher.kill()
        watcher.wait()
    said = seen.read_bytes()
    assert b"pg_dump" in said
    assert b"secret-9f3" not in said
    assert server.programs
    assert os.path.exists(sockets)
