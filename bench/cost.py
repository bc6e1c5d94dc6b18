"""`python -m bench.cost`: what each page costs in processor time, in one process, in turn.

Rates swing with whatever else the machine does; processor time hardly does. So this is the tool for
comparing before and after, a demo municipality and a city, and for finding what a page spends its
time on (`--profile`).
"""

import argparse
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench import BenchError, bare, database, report
from bench.crowds import Crowds
from bench.load import Request
from bench.pages import Page, Visitors, all_pages
from bench.report import HELLO
from bench.server import Answer
from portal import create_app
from portal.core import clock
from portal.core.db import APPLICATION
from portal.core.embedded_postgres import EmbeddedPostgresError
from portal.settings import SettingsError, load_settings

TICK = os.sysconf("SC_CLK_TCK")
DEFAULT = "slots,survey,answer,book,requests,dashboard"


@dataclass(frozen=True)
class Cost:
    """What one request of a page took, on the average, in milliseconds of processor time."""

    name: str
    python: float
    database: float
    statements: float

    @property
    def both(self) -> float:
        """All of it."""
        return self.python + self.database


class Process:
    """The portal in this very process, and what its database does for it."""

    def __init__(self, url: str) -> None:
        self.app = create_app(load_settings(log_level="info", database_url=url))
        self.hello = bare.hello_app()
        self.sent = 0
        self._outside = copy_context()  # in which no application is at work
        with self.app.app_context():
            from portal.core.db import db

            self.engine = db.engine
        sa.event.listen(self.engine, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self.sent += 1

    def ask(self, path: str, cookie: str = "", body: str = "") -> Answer:
        """One request, and its answer."""
        return self.answer(self.environ(Request(path, "POST" if body else "GET", cookie, body)))

    def answer(self, environ: dict[str, Any]) -> Answer:
        """What the portal answers, whatever we ourselves are in the middle of."""
        return self._outside.run(self._answer, environ)

    def _answer(self, environ: dict[str, Any]) -> Answer:
        app: Flask = self.app
        if environ["PATH_INFO"] == f"{bare.HELLO}/":
            app, environ = self.hello, environ | {"PATH_INFO": "/"}
        parts, status, headers = run_wsgi_app(app, environ)
        body = b"".join(parts).decode("utf-8", errors="replace")
        return Answer(int(status.split()[0]), list(headers), body)

    def environ(self, request: Request) -> dict[str, Any]:
        """The request as a web server hands it on."""
        builder = EnvironBuilder(
            request.path,
            method=request.method,
            headers=[("Accept-Language", "da"), ("Cookie", request.cookie), ("Host", "127.0.0.1")],
            data=request.body or None,
            content_type="application/x-www-form-urlencoded" if request.body else None,
        )
        return builder.get_environ()

    def backend_seconds(self) -> float:
        """The processor time of the servers behind our connections."""
        pids = [c.driver_connection.info.backend_pid for c in self._connections()]
        return sum(_seconds_of(pid) for pid in pids)

    def _connections(self) -> list[Any]:
        pool: Any = self.engine.pool
        return list(pool._pool.queue)


def _seconds_of(pid: int) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / TICK


def measure(process: Process, page: Page, times: int, warm: int = 30) -> Cost:
    """Ask for a page so many times in turn.

    Raises:
        BenchError: when an answer is not what it must be.
    """
    requests = page.requests(times + warm if page.once else warm)
    if not requests:
        raise BenchError(f"{page.name}: nobody may see it")
    made = [process.environ(requests[n % len(requests)]) for n in range(times + warm)]
    for environ in made[:warm]:
        got = process.answer(environ)
        if got.status != page.status:
            raise BenchError(f"{page.name}: answered {got.status}, not {page.status}")
    process.sent, database_before, before = 0, process.backend_seconds(), time.process_time()
    for environ in made[warm:]:
        if process.answer(environ).status != page.status:
            raise BenchError(f"{page.name}: a wrong answer")
    python = time.process_time() - before
    behind = process.backend_seconds() - database_before
    return Cost(page.name, python / times * 1000, behind / times * 1000, process.sent / times)


def profiled(work: Callable[[], object], least: float = 0.008) -> str:
    """Where the processor time of `work` goes: what share each function has, with all it calls.

    Looked at every millisecond of processor time, which slows nothing down, so that what is called
    often does not look dearer than it is.
    """
    whole: Counter[str] = Counter()
    own: Counter[str] = Counter()

    def look(_signal: int, frame: Any) -> None:
        own[_name(frame)] += 1
        names = set()
        while frame is not None:
            names.add(_name(frame))
            frame = frame.f_back
        whole.update(names)

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    try:
        work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    looks = own.total() or 1
    lines = [("%", "itself %", "where")]
    for name, count in whole.most_common():
        if count / looks >= least:
            lines.append((f"{count / looks:.1%}", f"{own[name] / looks:.1%}", name))
    return report.table(lines)


def _name(frame: Any) -> str:
    code = frame.f_code
    return f"{'/'.join(Path(code.co_filename).parts[-2:])}:{code.co_name}"


def main(words: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.cost", description=__doc__)
    parser.add_argument("--only", default=DEFAULT, help=f"which pages ({DEFAULT})")
    parser.add_argument("--times", type=int, default=200, help="how often each (200)")
    parser.add_argument("--rounds", type=int, default=3, help="over all pages (3)")
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    given = parser.parse_args(words)
    settings = load_settings()
    cluster = database.cluster(settings)
    cluster.ready()
    cluster.copy(database.COST)
    log = settings.data_dir / "bench" / "cost.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    os.environ["PORTAL_REQUESTS_PER_MINUTE"] = "0"
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    process = Process(cluster.url(database.COST, APPLICATION))
    engine = cluster.engine(database.COST)
    try:
        with process.app.app_context(), orm.Session(engine, expire_on_commit=False) as session:
            visitors = Visitors(process.app, session, clock.now())
            crowds = Crowds(session, visitors.now)
            wanted = given.only.split(",")
            pages = [
                page
                for page in all_pages(process.ask, visitors, crowds)
                if page.key in wanted or page.name == HELLO
            ]
            engine.dispose()
            _show(process, pages, given)
    finally:
        engine.dispose()
        process.engine.dispose()
        with suppress(BenchError):
            cluster.drop(database.COST)
    return 0


def _show(process: Process, pages: Sequence[Page], given: argparse.Namespace) -> None:
    found: dict[str, list[Cost]] = {page.name: [] for page in pages}
    for _ in range(given.rounds):
        for page in pages:
            if given.profile and page.name != HELLO:
                print(page.name, profiled(partial(measure, process, page, given.times)), sep="\n")
            else:
                found[page.name].append(measure(process, page, given.times))
    lines: list[tuple[str, ...]] = [("", "Python ms", "PostgreSQL ms", "together", "statements")]
    for name, costs in found.items():
        if costs:
            least = min(costs, key=lambda cost: cost.both)
            lines.append(
                (
                    name,
                    *(f"{v:.2f}" for v in (least.python, least.database, least.both)),
                    f"{least.statements:.1f}",
                )
            )
    print(report.table(lines))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (BenchError, EmbeddedPostgresError, SettingsError) as error:
        sys.exit(str(error))
