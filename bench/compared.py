"""The portal's own use case, and pgbench with the very SQL it sends.

Both do the same things in the same order on fresh copies of the same database, one client, each a
real commit. First they are done once while every statement is written down.
"""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar
from unittest.mock import patch

import psycopg
import sqlalchemy as sa
from flask import Flask
from psycopg import sql
from sqlalchemy import orm

from bench import BenchError
from bench.database import BOOKING, Cluster
from bench.figures import Sample, sample_of
from bench.replay import VALUES, Replay, Statement, as_one, fetch_ms, read_log
from portal.core import clock, standing
from portal.core.db import APPLICATION
from portal.core.engine import create_engine, driver_url

WARM_UP = 20
Thing = TypeVar("Thing")


class Compared(Generic[Thing]):
    """Things to do, and the two ways of doing them. `_do` says how the portal does one."""

    replay: Replay
    statements: int

    whom = standing.PORTAL
    """For whom the database answers, as in the request in which the portal does it."""

    def __init__(self, app: Flask, cluster: Cluster, work: Path) -> None:
        self.app, self.cluster, self.work = app, cluster, work
        self.now = clock.now()
        self.things: Sequence[Thing] = []

    def _do(self, session: orm.Session, thing: Thing) -> None:
        raise NotImplementedError

    def _prepare(self, engine: sa.Engine) -> None:
        """What a fresh copy of the database needs before anything is done in it."""

    def through_service(self) -> Sample:
        """The portal, one after the other, each with a session of its own."""
        seconds = []
        with self._fresh() as engine, self.app.app_context():
            for thing in self.things:
                began = time.perf_counter()
                with orm.Session(engine, expire_on_commit=False) as session:
                    self._do(session, thing)
                    session.commit()
                seconds.append(time.perf_counter() - began)
        return sample_of(seconds[WARM_UP:])

    def through_pgbench(self, program: Path) -> Sample:
        """The same by pgbench: one client, prepared statements as psycopg prepares them."""
        (self.work / "replayed.sql").write_text(self.replay.script, encoding="utf-8")
        for old in self.work.glob("pgbench_log.*"):
            old.unlink()
        with self._fresh(), psycopg.connect(self.cluster.url(BOOKING)) as owner:
            self._lay_down_values(owner)
        command = [str(program), "--no-vacuum", "--client=1", "--protocol=prepared"]
        command += [f"--transactions={len(self.things)}", "--file=replayed.sql", "--define=n=0"]
        command += ["--report-per-command", "--log", self.cluster.url(BOOKING, APPLICATION)]
        done = subprocess.run(command, cwd=self.work, capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise BenchError(f"pgbench failed: {done.stderr[-2000:]}")
        log = next(self.work.glob("pgbench_log.*")).read_text()
        return read_log(log, fetch_ms(done.stdout), skip=WARM_UP)

    @contextmanager
    def _fresh(self) -> Iterator[sa.Engine]:
        self.cluster.copy(BOOKING)
        engine = create_engine(driver_url(self.cluster.url(BOOKING, APPLICATION)))
        sa.event.listen(engine, "begin", self._stand)
        try:
            whom, self.whom = self.whom, standing.PORTAL
            self._prepare(engine)
            self.whom = whom
            engine.dispose()  # what comes next begins with connections of its own
            yield engine
        finally:
            engine.dispose()

    def _record(self) -> list[list[Statement]]:
        """Do all of them; returns the statements of each."""
        with self._recording() as (engine, sent), self.app.app_context():
            return [self._make(engine, sent, thing) for thing in self.things]

    def _make(self, engine: sa.Engine, sent: list[Statement], thing: Thing) -> list[Statement]:
        with orm.Session(engine, expire_on_commit=False) as session:
            sent.clear()
            self._do(session, thing)
            session.commit()
        return list(sent)

    @contextmanager
    def _recording(self) -> Iterator[tuple[sa.Engine, list[Statement]]]:
        """A fresh database, and a list of all statements as they are handed to psycopg."""
        sent: list[Statement] = []

        class Recorder(psycopg.Cursor[Any]):
            def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
                text = query if isinstance(query, str) else query.decode()
                sent.append(Statement(text, params))
                return super().execute(query, params, **options)

        send = standing.send

        def note(driver: Any, settings: bytes) -> None:
            sent.append(as_one(settings.decode()))
            send(driver, settings)

        with self._fresh() as engine, patch.object(standing, "send", note):
            use = {"cursor_factory": Recorder}
            sa.event.listen(engine, "do_connect", lambda _d, _r, _a, given: given.update(use))
            engine.connect().close()  # what a connection begins with is no part of it
            yield engine, sent

    def _stand(self, connection: sa.Connection) -> None:
        standing.apply(connection, self.whom)

    def _lay_down_values(self, connection: psycopg.Connection[Any]) -> None:
        """The replay's values, as text, in a table pgbench can read."""
        columns = sql.SQL(", ").join(
            sql.SQL("{} text").format(sql.Identifier(name)) for name in self.replay.columns
        )
        table = sql.Identifier(VALUES)
        statement = sql.SQL("CREATE TABLE {} (n int PRIMARY KEY, {})").format(table, columns)
        connection.execute(statement)
        for number, values in enumerate(self.replay.values, start=1):
            texts = sql.SQL(", ").join(
                sql.SQL("({})::text").format(sql.Literal(value)) for value in values
            )
            connection.execute(
                sql.SQL("INSERT INTO {} VALUES ({}, {})").format(table, number, texts)
            )
        connection.commit()
