"""A base backup and the archived log, brought back to a folder that PostgreSQL can start from.

The recovery runs here, on a socket only we may enter: what is handed over has been recovered and
looked after (`service.look_after_restored`), and never took a stranger's connection before.
"""

import gzip
import itertools
import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from portal.core.embedded_postgres import place
from portal.core.embedded_postgres.keeper import as_account
from portal.operations.backup import catalogue
from portal.operations.backup.catalogue import DATABASE, LogPiece, Manifest
from portal.operations.backup.sealing import BackupError, identities, opened
from portal.operations.backup.server import programs
from portal.settings import Settings

LOG = "restored-log"
PATIENCE = 3600.0
POLL = 0.1
TOO_EARLY = b"recovery ended before configured recovery target was reached"
CONFIGURATION = """
listen_addresses = ''
port = 5432
unix_socket_directories = '{sockets}'
hba_file = '{sockets}/pg_hba.conf'
ident_file = '{sockets}/pg_ident.conf'
hot_standby = off
archive_mode = off
timezone = 'UTC'
log_timezone = 'UTC'
jit = off
restore_command = 'cp "{log}/%f" "%p"'
recovery_target_action = 'promote'
log_min_error_statement = panic
log_error_verbosity = terse
"""


@dataclass(frozen=True)
class Recovered:
    """A server that runs on recovered data, for as long as we look after it."""

    sockets: Path

    def url(self, role: str, database: str) -> str:
        """Its address for SQLAlchemy."""
        return f"postgresql+psycopg://{role}@/{database}?host={self.sockets}&port=5432"


def choose(settings: Settings, until: datetime | None, *, unsigned: bool = False) -> Manifest:
    """The base backup from which `until` is reached: the newest that was whole by then.

    Raises:
        BackupError: when there is none.
    """
    for one in catalogue.all_of(settings):
        if one.way == "base" and (until is None or one.ended_at <= until):
            return catalogue.find(settings, one.name, unsigned=unsigned)
    when = f" from before {until:%Y-%m-%d %H:%M:%S %Z}" if until else ""
    raise BackupError(f"There is no base backup{when} in {settings.backup_folder()}.")


def log_of(settings: Settings, base: Manifest, *, unsigned: bool = False) -> list[LogPiece]:
    """The archived pieces that belong after `base`, in order.

    Raises:
        BackupError: when one is missing between them.
    """
    pieces = catalogue.log_pieces(settings, unsigned=unsigned)
    wanted = [p for p in pieces if p.name.endswith(".history") or p.name >= base.first_log]
    gap = missing_piece([p.name for p in wanted if not p.name.endswith(".history")])
    if gap:
        raise BackupError(f"The archived log has a hole after {gap}: restore to a moment before.")
    return wanted


def missing_piece(names: list[str]) -> str:
    """The piece after which one is missing, or nothing; pieces have 16 MB, as PostgreSQL's do."""
    for before, after in itertools.pairwise(names):
        one, other = (int(name[8:16], 16) * 256 + int(name[16:24], 16) for name in (before, after))
        if before[:8] == after[:8] and other != one + 1:
            return before
    return ""


def lay_out(settings: Settings, base: Manifest, log: list[LogPiece], target: Path) -> None:
    """Unpack the backup and its log into the new folder `target`."""
    keys = identities(settings)
    file = base.file(DATABASE["base"])
    assert file is not None
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    source = settings.backup_folder() / base.name / file.name
    with (
        opened(source, keys, file.content_sha256) as stream,
        tarfile.open(fileobj=stream, mode="r|gz") as archive,
    ):
        archive.extractall(target, filter="tar")
    target.chmod(0o700)
    (target / LOG).mkdir(mode=0o700)
    for piece in log:
        sealed = catalogue.log_folder(settings) / piece.file.name
        with opened(sealed, keys, piece.file.content_sha256) as stream:
            (target / LOG / piece.name).write_bytes(gzip.decompress(stream.read()))
    (target / "recovery.signal").touch()
    for leftover in ("postmaster.pid", "standby.signal"):
        (target / leftover).unlink(missing_ok=True)


@contextmanager
def recovered(base: Manifest, target: Path, until: datetime | None) -> Iterator[Recovered]:
    """Run the server in `target` until its data are as of `until`, and stop it at the end.

    Raises:
        BackupError: when it does not get there.
    """
    account = place.server_account() if os.geteuid() == 0 else None
    found = programs(int(base.server.split(".")[0]), exactly=True)
    folder = found.folder
    sockets = Path(tempfile.mkdtemp(prefix="portal-restore-", dir="/tmp"))
    try:
        if account:
            _give(sockets, account)
            folder = place.reachable(found, account, sockets)
            _give(target, account)
        running = _start(folder, target, sockets, until, account)
        try:
            yield Recovered(sockets)
        finally:
            _stop(running)
        shutil.rmtree(target / LOG)
    finally:
        shutil.rmtree(sockets, ignore_errors=True)


def _start(
    folder: Path,
    target: Path,
    sockets: Path,
    until: datetime | None,
    account: tuple[int, int] | None,
) -> "subprocess.Popen[bytes]":
    said = sockets / "said"
    for wanted in (until, None) if until else (None,):
        _configure(target, sockets, wanted)
        if account:
            _give(sockets, account)
        with said.open("wb") as output:
            running = subprocess.Popen(  # noqa: S603 - programs of PostgreSQL
                [folder / "postgres", "-D", target, "-c", f"config_file={sockets}/postgresql.conf"],
                stdout=output,
                stderr=output,
                **as_account(account),
            )
        if _wait(running, sockets):
            return running
        # Nothing was written after that moment: the end of the log is what is wanted.
        if wanted is None or TOO_EARLY not in said.read_bytes():
            break
        (target / "recovery.signal").touch()
    lines = said.read_text(errors="replace").strip().splitlines()
    raise BackupError(f"The restored server did not start: {lines[-1] if lines else 'no words'}")


def _configure(target: Path, sockets: Path, until: datetime | None) -> None:
    text = CONFIGURATION.format(sockets=sockets, log=target / LOG)
    if until:
        text += f"recovery_target_time = '{until.astimezone(UTC).isoformat()}'\n"
    (sockets / "postgresql.conf").write_text(text)
    (sockets / "pg_hba.conf").write_text("local all all trust\n")
    (sockets / "pg_ident.conf").write_text("")


def _wait(running: "subprocess.Popen[bytes]", sockets: Path) -> bool:
    """Whether the server takes connections in the end; without hot standby that is at the end."""
    until = time.monotonic() + PATIENCE
    while running.poll() is None and time.monotonic() < until:
        try:
            # Whoever is asked for: that somebody refuses it says as much.
            psycopg.connect(f"host={sockets} port=5432 user=portal dbname=postgres").close()
        except psycopg.OperationalError as error:
            if 'role "portal" does not exist' not in str(error):
                time.sleep(POLL)
                continue
        return True
    _stop(running)
    return False


def _stop(running: "subprocess.Popen[bytes]") -> None:
    if running.poll() is None:
        running.send_signal(signal.SIGINT)
        running.wait()


def _give(folder: Path, account: tuple[int, int]) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, *account, follow_symlinks=False)


def restore(
    settings: Settings,
    base: Manifest,
    target: Path,
    until: datetime | None,
    look_after: Callable[[Recovered], None],
    *,
    unsigned: bool = False,
) -> None:
    """Bring `base` and its log back to `target`, as of `until` or as far as the log reaches.

    Raises:
        BackupError: when it can't be done; what was laid out is taken away again.
    """
    if target.exists() and any(target.iterdir()):
        raise BackupError(f"{target} is not empty: nothing is ever restored over something.")
    log = log_of(settings, base, unsigned=unsigned)
    reaches = max([base.ended_at, *(piece.at for piece in log)])
    if until and until > reaches:
        raise BackupError(f"The archived log reaches to {reaches.isoformat(timespec='seconds')}.")
    try:
        lay_out(settings, base, log, target)
        with recovered(base, target, until) as server:
            look_after(server)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
