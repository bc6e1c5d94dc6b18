"""A process that does one thing with talks and dies on the way: `python -m … URL NOW`.

Each line it reads is an order as JSON: what to do, and before which statement to die, or be killed
by whom. A fork of it obeys, so the libraries are loaded once; it answers how that fork ended.
"""

import json
import os
import signal
import sys
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal import create_app
from portal.booking import service
from portal.core import standing
from portal.core.access import Actor, Audience, Role
from portal.core.engine import create_engine
from portal.core.errors import Refused
from portal.settings import Settings

DONE, UNDONE = 0, 3


class Fate:
    """Counts the steps, and strikes before the one that was ordered."""

    def __init__(self, url: str) -> None:
        self.url, self.steps, self.strikes_at = url, 0, 0
        self.whom: str | int = ""

    def step(self, connection: Any = None) -> None:
        """A statement, a commit, or the moment after it."""
        self.steps += 1
        if self.steps != self.strikes_at:
            return
        if self.whom == "process":
            os.kill(os.getpid(), signal.SIGKILL)
        elif self.whom == "backend" and connection is not None:
            plain = self.url.replace("+psycopg", "")
            with psycopg.connect(plain, autocommit=True) as killer:
                killer.execute(
                    "SELECT pg_terminate_backend(%s, 5000)", [connection.info.backend_pid]
                )
        elif isinstance(self.whom, int):
            os.kill(self.whom, signal.SIGKILL)


def watched(url: str, fate: Fate) -> sa.Engine:
    """An engine whose every statement and commit is a step."""

    class Cursor(psycopg.Cursor[Any]):
        def execute(self, *args: Any, **options: Any) -> Any:
            fate.step(self.connection)
            return super().execute(*args, **options)

    engine = create_engine(url)
    standing.inside(engine)
    use = {"cursor_factory": Cursor}
    sa.event.listen(engine, "do_connect", lambda _d, _r, _a, given: given.update(use))
    sa.event.listen(engine, "commit", lambda c: fate.step(c.connection.dbapi_connection))
    return engine


def obey(app: Flask, engine: sa.Engine, fate: Fate, order: dict[str, Any], now: datetime) -> int:
    """Do what is ordered as a request does it: one transaction, committed at the end."""
    with app.app_context(), orm.Session(engine, expire_on_commit=False) as session:
        session.connection()  # what SQLAlchemy asks of a new connection is no step
        fate.steps, fate.strikes_at, fate.whom = 0, order["at"], order["whom"]
        try:
            do(session, order, now)
            session.commit()
        except (sa.exc.OperationalError, psycopg.OperationalError):
            with suppress(sa.exc.OperationalError, psycopg.OperationalError):
                session.rollback()
            return UNDONE
        except Refused:
            session.rollback()
            return UNDONE
        fate.step()
    return DONE


def rehearse(app: Flask, engine: sa.Engine, order: dict[str, Any], now: datetime) -> None:
    """Do it and undo it, so that the forks need not compile every statement anew."""
    with app.app_context(), orm.Session(engine) as session:
        do(session, order, now)
        session.rollback()
    engine.dispose()


def do(session: orm.Session, order: dict[str, Any], now: datetime) -> None:
    """Book, move, take over or cancel."""
    citizen, talk, team, staff = (order[name] for name in ("citizen", "talk", "team", "staff"))
    lead = Actor(Audience.STAFF, staff[0], "Mette Ravn", role=Role.TEAM_LEAD, team_id=team)
    if order["what"] == "take over":
        service.take_over(
            session,
            from_id=staff[0],
            to_id=staff[1],
            day=date.fromisoformat(order["starts"][:10]),
            actor=lead,
            now=now,
        )
    elif order["what"] == "cancel":
        service.cancel(session, citizen, talk, actor=None, now=now)
    else:
        service.book(
            session,
            citizen,
            starts=datetime.fromisoformat(order["starts"]),
            channel="in_person",
            actor=None,
            now=now,
            moves=talk,
        )


def main() -> None:
    """Obey until the input ends."""
    url, now = sys.argv[1], datetime.fromisoformat(sys.argv[2])
    app, fate = create_app(Settings(env="test", log_level="error")), Fate(url)
    engine = watched(url, fate)
    for line in sys.stdin:
        order = json.loads(line)
        if order["at"] == 1:
            rehearse(app, engine, order, now)
        child = os.fork()
        if child == 0:
            ended = UNDONE
            with suppress(BaseException):
                ended = obey(app, engine, fate, order, now)
            os._exit(ended)
        _pid, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
