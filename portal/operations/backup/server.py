"""The PostgreSQL that is backed up: how to reach it, and its programs."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import psycopg
import sqlalchemy as sa
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from portal.core import embedded_postgres
from portal.core.db import address
from portal.core.embedded_postgres import EmbeddedPostgresError, place
from portal.operations.backup.sealing import BackupError
from portal.settings import Settings

LIBPQ = {"dbname": "PGDATABASE", "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}
LIBPQ |= {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "sslrootcert": "PGSSLROOTCERT"}


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL, as the role that makes backups."""

    dsn: str
    programs: Path
    version: tuple[int, ...]

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection where each statement is its own transaction."""
        return _connect(self.dsn)

    def environment(self) -> dict[str, str]:
        """How the programs find the server. Not as arguments: everybody may read those."""
        given = conninfo_to_dict(self.dsn)
        named = {LIBPQ[key]: str(value) for key, value in given.items() if key in LIBPQ}
        return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", **named}

    @contextmanager
    def output_of(self, program: str, *options: str) -> Iterator[BinaryIO]:
        """What a program of PostgreSQL writes; it must end well.

        Raises:
            BackupError: with its last words when it does not.
        """
        with self._running(program, options, stdout=subprocess.PIPE) as running:
            yield cast(BinaryIO, running.stdout)

    def feed(self, program: str, stream: BinaryIO, *options: str) -> None:
        """Give a program of PostgreSQL all of `stream`; it must end well.

        Raises:
            BackupError: with its last words when it does not.
        """
        with self._running(program, options, stdin=subprocess.PIPE) as running:
            assert running.stdin is not None
            # Once it has stopped reading, what it says tells why.
            with suppress(BrokenPipeError), running.stdin as entrance:
                shutil.copyfileobj(stream, entrance)

    @contextmanager
    def _running(
        self,
        program: str,
        options: tuple[str, ...],
        stdin: int = subprocess.DEVNULL,
        stdout: int = subprocess.DEVNULL,
    ) -> Iterator["subprocess.Popen[bytes]"]:
        command = [str(self.programs / program), *options]
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(  # noqa: S603 - programs of PostgreSQL
                command, env=self.environment(), stdin=stdin, stdout=stdout, stderr=said
            ) as running,
        ):
            try:
                yield running
            except BaseException:
                running.kill()
                raise
            if running.wait() != 0:
                said.seek(0)
                lines = said.read().decode(errors="replace").strip().splitlines()
                raise BackupError(f"{program} failed: {lines[-1] if lines else 'it said nothing'}")


def source(settings: Settings) -> Server:
    """The server the portal works on, reached as the role that may read every row.

    Raises:
        BackupError: when this machine has no programs of PostgreSQL as new as the server.
    """
    given = settings.backup_database_url
    url = given.get_secret_value() if given else address(settings, owner=True)
    dsn = libpq(url)
    if settings.database_url is None and given is None:
        running = embedded_postgres.ensure_running(settings.data_dir, flavour=settings.embedded)
        return Server(dsn, running.programs, server_version(dsn))
    return Server(dsn, programs(server_version(dsn)[0]).folder, server_version(dsn))


def programs(major: int, *, exactly: bool = False) -> place.Programs:
    """PostgreSQL's programs on this machine, of version `major` or newer.

    Raises:
        BackupError: when there are none.
    """
    found = []
    for kind in ("system", "wheel"):
        with suppress(EmbeddedPostgresError):
            found.append(place.find_programs(kind))
    for one in sorted(found, key=lambda one: one.version):
        if one.version[0] == major or (one.version[0] > major and not exactly):
            return one
    if exactly:
        raise BackupError(
            f"This machine has no PostgreSQL {major}, which made the backup:"
            f" apt-get install postgresql-{major}."
        )
    raise BackupError(
        f"This machine has no PostgreSQL programs as new as the server ({major}):"
        f" apt-get install postgresql-client-{major}."
    )


def server_version(dsn: str) -> tuple[int, ...]:
    """The version of the server that answers there, major first."""
    with _connect(dsn) as connection:
        number = connection.info.server_version
    return number // 10000, number % 10000


def _connect(dsn: str) -> psycopg.Connection[tuple[object, ...]]:
    try:
        return psycopg.connect(dsn, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        said = str(error).strip().splitlines()[-1]
        raise BackupError(f"The database can't be reached: {said}") from error


def libpq(url: str) -> str:
    """A connection string for libpq from an address of SQLAlchemy's."""
    parts = sa.make_url(url)
    named = {
        "host": parts.host,
        "port": parts.port,
        "user": parts.username,
        "password": parts.password,
        "dbname": parts.database,
    } | dict(parts.query)
    return make_conninfo(**{key: str(value) for key, value in named.items() if value})
