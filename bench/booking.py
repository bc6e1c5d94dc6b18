"""Bookings a second: the portal's own use case, and pgbench with the SQL it sends.

Both do the same bookings in the same order on fresh copies of the same database, one client, each
a real commit. First they are done once while every statement is written down.
"""

import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask
from psycopg import sql
from sqlalchemy import orm

from bench import BenchError
from bench.database import BOOKING, Cluster
from bench.figures import Sample, sample_of
from bench.replay import VALUES, Replay, Statement, fetch_ms, read_log, replay, shape
from portal.accounts.models import Citizen
from portal.booking import queries, service
from portal.booking.models import Obligation
from portal.core import clock
from portal.core.access import Actor, Audience
from portal.core.db import create_engine

MOST = 200
WARM_UP = 20
CHANNEL = "in_person"


@dataclass(frozen=True)
class Wish:
    """One booking to make."""

    actor: Actor
    starts: datetime


class Bookings:
    """The bookings to make, and the two ways of making them."""

    def __init__(self, app: Flask, cluster: Cluster, work: Path) -> None:
        self.app, self.cluster, self.work = app, cluster, work
        self.now = clock.now()
        found = self._find()
        # People differ (one has an e-mail address, another none), and so do their statements.
        # pgbench has one script, so both sides book for those with the most common ones.
        usual = Counter(shape(statements) for _, statements in found).most_common(1)[0][0]
        self.wishes = [wish for wish, statements in found if shape(statements) == usual]
        # Again, and only these, so that every id is the one that a replay will be given.
        self.replay: Replay = replay(self._record())
        self.statements = len(usual)

    def through_service(self) -> Sample:
        """`portal.booking.service.book`, one after the other, each with a session of its own."""
        seconds = []
        with self._fresh() as engine, self.app.app_context():
            for wish in self.wishes:
                began = time.perf_counter()
                with orm.Session(engine, expire_on_commit=False) as session:
                    self._book(session, wish)
                    session.commit()
                seconds.append(time.perf_counter() - began)
        return sample_of(seconds[WARM_UP:])

    def through_pgbench(self, program: Path) -> Sample:
        """The same by pgbench: one client, prepared statements as psycopg prepares them."""
        (self.work / "booking.sql").write_text(self.replay.script, encoding="utf-8")
        for old in self.work.glob("pgbench_log.*"):
            old.unlink()
        with self._fresh() as engine, engine.connect() as connection:
            self._lay_down_values(connection.connection.driver_connection)
        command = [str(program), "--no-vacuum", "--client=1", "--protocol=prepared"]
        command += [f"--transactions={len(self.wishes)}", "--file=booking.sql", "--define=n=0"]
        command += ["--report-per-command", "--log", self.cluster.url(BOOKING)]
        done = subprocess.run(command, cwd=self.work, capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise BenchError(f"pgbench failed: {done.stderr[-2000:]}")
        log = next(self.work.glob("pgbench_log.*")).read_text()
        return read_log(log, fetch_ms(done.stdout), skip=WARM_UP)

    def _book(self, session: orm.Session, wish: Wish) -> None:
        service.book(
            session,
            wish.actor.person_id,
            starts=wish.starts,
            channel=CHANNEL,
            actor=wish.actor,
            now=self.now,
        )

    @contextmanager
    def _fresh(self) -> Iterator[sa.Engine]:
        url = self.cluster.copy(BOOKING).replace("postgresql://", "postgresql+psycopg://", 1)
        engine = create_engine(url)
        try:
            yield engine
        finally:
            engine.dispose()

    def _find(self) -> list[tuple[Wish, list[Statement]]]:
        """Book for each citizen who must the first time that is still free, and note how."""
        found: list[tuple[Wish, list[Statement]]] = []
        with self._recording() as (engine, sent), self.app.app_context():
            with orm.Session(engine) as session:
                waiting = session.execute(
                    sa.select(Citizen.id, Citizen.name)
                    .join(Obligation, Obligation.citizen_id == Citizen.id)
                    .where(Obligation.status == "open")
                    .order_by(Citizen.id)
                    .distinct()
                ).all()
            for citizen_id, name in waiting:
                with orm.Session(engine) as session:
                    plan = queries.planner(session, citizen_id, self.now)
                free = plan.all_slots()
                if free:
                    wish = Wish(Actor(Audience.CITIZEN, citizen_id, name), free[0].starts)
                    found.append((wish, self._make(engine, sent, wish)))
                if len(found) == MOST:
                    break
        if len(found) <= 2 * WARM_UP:
            raise BenchError(f"The demo has only {len(found)} citizens who can book a talk.")
        return found

    def _record(self) -> list[list[Statement]]:
        """Make the bookings; returns the statements of each."""
        with self._recording() as (engine, sent), self.app.app_context():
            return [self._make(engine, sent, wish) for wish in self.wishes]

    def _make(self, engine: sa.Engine, sent: list[Statement], wish: Wish) -> list[Statement]:
        with orm.Session(engine, expire_on_commit=False) as session:
            session.connection()  # the pool's "are you there?" is not the booking's
            sent.clear()
            self._book(session, wish)
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

        with self._fresh() as engine:
            use = {"cursor_factory": Recorder}
            sa.event.listen(engine, "do_connect", lambda _d, _r, _a, given: given.update(use))
            yield engine, sent

    def _lay_down_values(self, connection: Any) -> None:
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
