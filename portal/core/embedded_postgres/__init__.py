"""A private PostgreSQL for demo, development and tests: everything about it is in this package.

`ensure_running` gives every process that asks for the same folder the same server. The first one
starts it, the last to leave stops it, and whatever is killed on the way comes back. See
docs/decisions/0002-embedded-postgresql.md for why it is built as it is.
"""

import fcntl
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg import sql

from portal.core.embedded_postgres import keeper, place
from portal.core.embedded_postgres.place import EmbeddedPostgresError

__all__ = ["EmbeddedPostgresError", "Server", "ensure_running"]

PATIENCE = 60.0  # a first start on a slow disk, or recovery after a crash
LARGEST_LOG = 5_000_000


class Server:
    """A running private server, in use by this process until it leaves or calls `release`.

    One per process and folder: whoever asks again gets the same. A forked child keeps the
    server in use as well, until it too has left.
    """

    def __init__(self, plan: keeper.Plan) -> None:
        self.programs = plan.programs
        self._plan = plan
        self._lock: int | None = None

    def dsn(self, database: str) -> str:
        """A libpq connection string for psycopg, pgbench or pg_dump."""
        folder = self._socket_folder()
        return f"host={folder} port={keeper.PORT} user={keeper.ROLE} dbname={database}"

    def url(self, database: str, role: str = keeper.ROLE) -> str:
        """The SQLAlchemy URL of the database for a role; what is missing of the two is created.

        Without a role it is for the one that may do everything; another may only sign in.
        """
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            known = connection.execute(
                "SELECT FROM pg_database WHERE datname = %s", [database]
            ).rowcount
            if not known:
                self._create(connection, database)
            if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).rowcount:
                self._create_role(connection, role)
        address = f"host={self._socket_folder()}&port={keeper.PORT}"
        return f"postgresql+psycopg://{role}@/{database}?{address}"

    def release(self, *, stop: bool = False) -> None:
        """Say that this process needs the server no more.

        The server stops some seconds after its last user has left. With `stop` it stops at once
        if nobody else uses it, and has stopped when this returns.
        """
        for asked_for in [key for key, server in _servers.items() if server is self]:
            del _servers[asked_for]
        if self._lock is None:
            return
        if stop:
            if not self._is_kept():
                self._spawn_keeper()  # the one that was killed can't stop the server any more
            (self._plan.home / keeper.AT_ONCE).touch()
        os.close(self._lock)  # closed, never unlocked: a forked child may still hold it
        self._lock = None
        until = time.monotonic() + PATIENCE
        while stop and self._is_kept() and not self._others_use_it() and time.monotonic() < until:
            time.sleep(0.02)

    @staticmethod
    def _create(connection: psycopg.Connection[tuple[object, ...]], database: str) -> None:
        statement = sql.SQL("CREATE DATABASE {} ENCODING UTF8 TEMPLATE template0")
        # Another process may be quicker.
        with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            connection.execute(statement.format(sql.Identifier(database)))

    @staticmethod
    def _create_role(connection: psycopg.Connection[tuple[object, ...]], role: str) -> None:
        statement = sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(sql.Identifier(role))
        with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            connection.execute(statement)

    def _socket_folder(self) -> str:
        return (self._plan.home / keeper.ADDRESS).read_text()

    def _hold(self) -> None:
        """Take our share of the users' lock; wait while the keeper stops the server."""
        until = time.monotonic() + PATIENCE
        while self._lock is None:
            self._lock = keeper.try_lock(self._plan.home / keeper.USERS, fcntl.LOCK_SH)
            if self._lock is None:
                if time.monotonic() > until:
                    raise EmbeddedPostgresError(
                        f"The database in {self._plan.home} has been stopping for a minute:"
                        " look at server.log there."
                    )
                time.sleep(0.02)

    def _bring_up(self) -> None:
        """Return when the server takes connections and has a keeper."""
        until = time.monotonic() + PATIENCE
        spawned = False
        while not (self._is_kept() and self._accepts()):
            if not self._is_kept():
                problem = self._plan.home / keeper.PROBLEM
                if spawned and problem.exists():
                    raise EmbeddedPostgresError(
                        f"The embedded database can't be started: {problem.read_text()}."
                        f" See {self._plan.home / keeper.LOG}."
                    )
                self._spawn_keeper()
                spawned = True
            if time.monotonic() > until:
                raise EmbeddedPostgresError(
                    f"The embedded database did not answer for a minute:"
                    f" see {self._plan.home / keeper.LOG}."
                )
            time.sleep(0.02)

    def _is_kept(self) -> bool:
        return not self._can_lock(keeper.KEEPER, fcntl.LOCK_SH)

    def _others_use_it(self) -> bool:
        """Whether somebody shares the users' lock; a keeper that is stopping does not share it."""
        alone = self._can_lock(keeper.USERS, fcntl.LOCK_EX)
        return not alone and self._can_lock(keeper.USERS, fcntl.LOCK_SH)

    def _can_lock(self, name: str, kind: int) -> bool:
        lock = keeper.try_lock(self._plan.home / name, kind)
        if lock is not None:
            os.close(lock)
        return lock is not None

    def _accepts(self) -> bool:
        try:
            psycopg.connect(self.dsn("postgres"), connect_timeout=5).close()
        except (psycopg.OperationalError, FileNotFoundError):
            return False
        return True

    def _spawn_keeper(self) -> None:
        log = self._plan.home / keeper.LOG
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            # Isolated and by its path: it must not import the portal, nor our neighbours'
            # `calendar`. It detaches itself, so this returns at once.
            subprocess.run(  # noqa: S603 - our own file
                [sys.executable, "-I", "-S", keeper.__file__, self._plan.to_json()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                start_new_session=True,
                check=False,
            )


_servers: dict[tuple[Path, str | None], Server] = {}


def ensure_running(data_dir: Path, *, flavour: str | None = None, durable: bool = True) -> Server:
    """The private server of `data_dir`, running and in use by this process.

    `flavour` is "system" or "wheel"; without it PORTAL_EMBEDDED decides, and else the system's
    PostgreSQL is preferred. `durable=False` trades safety against power failure for speed; who
    starts the server decides.

    Raises:
        EmbeddedPostgresError: with one sentence that says what to do.
    """
    flavour = flavour or os.environ.get("PORTAL_EMBEDDED") or None
    asked_for = (data_dir.absolute(), flavour)
    try:
        if asked_for not in _servers:
            programs = place.find_programs(flavour)
            plan = place.plan(data_dir, programs, durable=durable)
            _servers[asked_for] = Server(plan)
            _say_where(plan)
        server = _servers[asked_for]
        server._hold()
        server._bring_up()
    except PermissionError as error:
        raise EmbeddedPostgresError(
            f"{error.filename} belongs to another user: start the portal as that user,"
            f" or delete {data_dir} and begin afresh."
        ) from error
    return server


def _say_where(plan: keeper.Plan) -> None:
    elsewhere = plan.cluster.parent != plan.home
    if elsewhere and not (plan.home / keeper.MOVED).exists():
        sys.stderr.write(
            f"The database's data go to {plan.cluster},"
            f" because the account that runs PostgreSQL may not enter {plan.home}.\n"
        )
