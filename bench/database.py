"""The bench's own databases: the demo municipality loaded once, and copies of it to wear out."""

import hashlib
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from os import environ
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from bench import BenchError
from portal.core import clock, embedded_postgres, migrations, standing
from portal.core.db import APPLICATION
from portal.core.embedded_postgres import EmbeddedPostgresError, place
from portal.core.engine import create_engine, driver_url
from portal.settings import ROOT, Settings

DEMO = "portal_bench_demo"  # loaded once, never written to again
PAGES = "portal_bench"  # what gunicorn serves, fresh in every run
BOOKING = "portal_bench_booking"  # fresh before every round of bookings
CANDIDATES = "portal_bench_candidates"  # fifty thousand CVs, fresh in every run
ENQUIRIES = "portal_bench_enquiries"  # two hundred thousand of them, fresh in every run
CITY = "portal_bench_city"  # loaded once; what is measured there is written into it
COST = "portal_bench_cost"  # what one process serves whose cost is counted


@dataclass(frozen=True)
class Cluster:
    """The PostgreSQL server the bench uses, and where its programs are if we know."""

    base: sa.URL
    programs: Path | None

    def url(self, database: str, role: str | None = None) -> str:
        """The address of a database, as psycopg, pgbench and DATABASE_URL understand it.

        Without `role` it is the owner's; the portal itself signs in as `APPLICATION`.
        """
        found = self.base.set(database=database)
        if role is not None:
            found = found.set(username=role, password=role if self.base.password else None)
        return found.render_as_string(hide_password=False)

    def copy(self, target: str, template: str = DEMO) -> str:
        """Make `target` anew as a copy of `template`; returns its address."""
        with self._admin() as server:
            _drop(server, target)
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            server.execute(statement.format(sql.Identifier(target), sql.Identifier(template)))
        return self.url(target)

    def drop(self, *databases: str) -> None:
        """Remove databases, if they are there."""
        with self._admin() as server:
            for name in databases:
                _drop(server, name)

    def facts(self) -> dict[str, str]:
        """Version and the settings that decide what a commit costs."""
        with self._admin() as server:
            names = ("server_version", "fsync", "synchronous_commit", "shared_buffers")
            said = {name: str(_one(server, f"SHOW {name}")) for name in names}
        return {"version": said.pop("server_version")} | said

    def ready(self, *, fresh: bool = False) -> float | None:
        """Have the demo municipality of today in `DEMO`; returns the seconds if it was loaded.

        It is kept from run to run, and loaded again when its loader, the tables or the day have
        changed, or when `fresh` asks for it.
        """
        return self._load(DEMO, _fingerprint(), ["demo", "load"], fresh=fresh)

    def ready_city(self, part: float, *, fresh: bool = False) -> float | None:
        """Have such a part of a city in `CITY`; returns the seconds if it was loaded.

        It is not copied before it is used, which would take as long as loading it. So what is
        measured there stays in it, until it is loaded again.
        """
        words = ["demo", "load", "--size", "city", "--part", str(part)]
        return self._load(CITY, f"{_fingerprint()} {part:g}", words, fresh=fresh)

    def _load(self, name: str, wanted: str, words: list[str], *, fresh: bool) -> float | None:
        with self._admin() as server:
            if not fresh and _comment(server, name) == wanted:
                return None
            _drop(server, name)
            server.execute(
                sql.SQL("CREATE DATABASE {} ENCODING UTF8 TEMPLATE template0").format(
                    sql.Identifier(name)
                )
            )
        began = time.perf_counter()
        self._make_role()
        for each in (["db", "upgrade"], words):
            _command(each, self.environment(name))
        took = time.perf_counter() - began
        with psycopg.connect(self.url(name), autocommit=True) as loaded:
            loaded.execute("VACUUM ANALYZE")  # now, so that it doesn't happen while we measure
        with self._admin() as server:
            server.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                    sql.Identifier(name), sql.Literal(wanted)
                )
            )
        return took

    def environment(self, name: str) -> dict[str, str]:
        """What the portal is told, so that it works in `name` as the role that owns nothing."""
        return {"DATABASE_URL": self.url(name, APPLICATION), "DATABASE_OWNER_URL": self.url(name)}

    def engine(self, name: str) -> sa.Engine:
        """The portal's own role in a database, acting for the portal itself."""
        engine = create_engine(driver_url(self.url(name, APPLICATION)))
        standing.inside(engine)
        return engine

    def _make_role(self) -> None:
        """On a server that asks for passwords the role needs one; its name will do here."""
        with self._admin() as server:
            role = sql.Identifier(APPLICATION)
            known = _one(server, "SELECT 1 FROM pg_roles WHERE rolname = %s", APPLICATION)
            if not known:
                server.execute(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(role))
            if self.base.password:
                server.execute(
                    sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(APPLICATION))
                )

    def pgbench(self) -> Path | None:
        """The pgbench of the server in use, or else this machine's, or None."""
        folders = [self.programs] if self.programs else []
        with suppress(EmbeddedPostgresError):
            folders.append(place.find_programs("system").folder)
        for folder in folders:
            if (folder / "pgbench").exists():
                return folder / "pgbench"
        on_path = shutil.which("pgbench")
        return Path(on_path) if on_path else None

    def _admin(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.url("postgres"), autocommit=True)


def cluster(settings: Settings) -> Cluster:
    """The server that DATABASE_URL names, or else the embedded one."""
    if settings.database_url is not None:
        given = sa.make_url(settings.database_url.get_secret_value())
        return Cluster(given.set(drivername="postgresql"), None)
    server = embedded_postgres.ensure_running(settings.data_dir, flavour=settings.embedded)
    base = sa.make_url(server.url("postgres")).set(drivername="postgresql")
    return Cluster(base, server.programs)


def _command(words: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "portal", *words],
        cwd=ROOT,
        env=environ | environment,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise BenchError(f"`portal {' '.join(words)}` failed:\n{done.stdout}{done.stderr}")


def _fingerprint() -> str:
    """Changes whenever a demo loaded now would differ from one loaded before."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "portal" / "demo").rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.read_bytes())
    today = clock.local_date(clock.now())
    return f"{migrations.head()} {APPLICATION} {digest.hexdigest()[:16]} {today}"


def _comment(server: psycopg.Connection[tuple[object, ...]], database: str) -> object:
    return _one(
        server,
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
        database,
    )


def _drop(server: psycopg.Connection[tuple[object, ...]], database: str) -> None:
    server.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
    )


def _one(
    server: psycopg.Connection[tuple[object, ...]], statement: str, *parameters: object
) -> object:
    row = server.execute(statement.encode(), parameters or None).fetchone()
    return row[0] if row else None
