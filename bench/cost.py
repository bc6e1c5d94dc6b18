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
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from contextvars import copy_context
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench import BenchError, bare, database, report
from bench.crowds import Crowds
from bench.load import Request
from bench.pages import Page, Visitors, all_pages
from bench.report import HELLO, TEMPLATE
from bench.server import Answer
from bench.targets import CITY
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
        self.bare = {bare.HELLO: bare.hello_app(), bare.TEMPLATE: bare.template_app()}
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
        app = self.bare.get(environ["PATH_INFO"].rstrip("/"))
        if app is None:
            app = self.app
        else:
            environ = environ | {"PATH_INFO": "/"}
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


def measure(
    process: Process, page: Page, times: int, watching: bool = False, warm: int = 30
) -> Cost:
    """Ask for a page so many times in turn; with `watching`, print where its time goes.

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
    with watched() if watching else nullcontext() as told:
        for environ in made[warm:]:
            if process.answer(environ).status != page.status:
                raise BenchError(f"{page.name}: a wrong answer")
    if told is not None:
        print(f"{page.name}\n{told()}")
    python = time.process_time() - before
    behind = process.backend_seconds() - database_before
    return Cost(page.name, python / times * 1000, behind / times * 1000, process.sent / times)


@contextmanager
def watched(least: float = 0.008) -> Iterator[Callable[[], str]]:
    """Where the processor time inside goes: what share each function has, with all it calls.

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

    def told() -> str:
        looks = own.total() or 1
        seen = [(name, count / looks) for name, count in whole.most_common()]
        lines = [
            (name, f"{share:.1%}", f"{own[name] / looks:.1%}")
            for name, share in seen
            if share >= least
        ]
        return report.table([("where", "all %", "itself %"), *lines])

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    try:
        yield told
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _name(frame: Any) -> str:
    code = frame.f_code
    return f"{'/'.join(Path(code.co_filename).parts[-2:])}:{code.co_name}"


def main(words: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.cost", description=__doc__)
    parser.add_argument("--only", default=DEFAULT, help=f"which pages ({DEFAULT})")
    parser.add_argument("--times", type=int, default=200, help="how often each (200)")
    parser.add_argument("--rounds", type=int, default=3, help="over all pages (3)")
    parser.add_argument(
        "--city", type=float, default=0, metavar="PART", help="also on such a part of a city (none)"
    )
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
    databases = {"": database.COST}
    if given.city:
        cluster.ready_city(given.city)
        databases[", city"] = database.CITY
    with ExitStack() as stack:
        pages: list[Asked] = []
        for suffix, name in databases.items():
            pages += _pages(stack, cluster, name, suffix, given.only.split(","))
        _show(pages, given)
    cluster.drop(database.COST)
    return 0


Asked = tuple[Process, Page]


def _pages(
    stack: ExitStack, cluster: database.Cluster, name: str, suffix: str, wanted: Sequence[str]
) -> list[Asked]:
    """The pages asked for, on a database."""
    process = Process(cluster.url(name, APPLICATION))
    engine = cluster.engine(name)
    stack.callback(process.engine.dispose)
    stack.callback(engine.dispose)
    stack.enter_context(process.app.app_context())
    session = stack.enter_context(orm.Session(engine, expire_on_commit=False))
    visitors = Visitors(process.app, session, clock.now())
    found = all_pages(process.ask, visitors, Crowds(session, visitors.now))
    return [
        (process, replace(page, name=page.name + suffix))
        for page in found
        if page.key in wanted or (page.name in (HELLO, TEMPLATE) and not suffix)
    ]


def _show(pages: Sequence[Asked], given: argparse.Namespace) -> None:
    """Take the rounds; print the least of each page, which others have disturbed least."""
    found: dict[str, list[Cost]] = {page.name: [] for _, page in pages}
    for _ in range(given.rounds):
        for process, page in pages:
            with process.app.app_context():
                cost = measure(process, page, given.times, given.profile)
            found[page.name].append(cost)
    least = {name: min(costs, key=lambda cost: cost.both) for name, costs in found.items()}
    unit = least[TEMPLATE].both
    lines: list[tuple[str, ...]] = [
        ("", "Python ms", "PostgreSQL ms", "together", "× bare template", "statements")
    ]
    for name, one in least.items():
        times = (one.python, one.database, one.both, one.both / unit)
        lines.append((name, *(f"{v:.2f}" for v in times), f"{one.statements:.1f}"))
    print(report.table(lines))
    cities = [name for name in least if f"{name}, city" in least]
    if cities:
        shares = {name: least[f"{name}, city"].both / least[name].both for name in cities}
        told = [
            (name, f"{share:.2f}", "met" if share <= CITY else "NOT met")
            for name, share in shares.items()
        ]
        print("\n" + report.table([("a city's page costs", f"× (≤ {CITY})", ""), *told]))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (BenchError, EmbeddedPostgresError, SettingsError) as error:
        sys.exit(str(error))
