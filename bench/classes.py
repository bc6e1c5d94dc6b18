"""`python -m bench.classes`: gunicorn's worker classes beside each other, on the same pages.

Every class runs at once, two workers each, and they take turns, so a busy machine is as busy for
each. Then the same page is asked for while slow clients hold connections: each sends a request a
byte at a time. The last line is sync with nginx before it, which passes on whole requests only.
gevent is measured where it is installed; it is no library of ours.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from sqlalchemy import orm

from bench import database
from bench import server as gunicorn
from bench.crowds import Crowds
from bench.figures import Sample
from bench.load import CONNECTIONS, Request, run
from bench.machine import memory_of
from bench.pages import Page, Visitors, all_pages, check
from bench.report import number, table
from portal import create_app
from portal.core import clock
from portal.settings import load_settings

KINDS: dict[str, tuple[str, ...]] = {
    "sync": ("sync",),
    "gthread, 4 threads": ("gthread", "--threads", "4"),
    "gevent": ("gevent",),
}
PAGES = ("hello", "slots", "survey", "answer")
SLOW = 6
"""Slow clients: three for each worker, and fewer than gthread has threads."""
PROXY = """
daemon off; pid {work}/nginx.pid; error_log /dev/null; worker_processes 1;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {work}/b; proxy_temp_path {work}/p;
  fastcgi_temp_path {work}/f; uwsgi_temp_path {work}/u; scgi_temp_path {work}/s;
  server {{ listen 127.0.0.1:{port}; client_header_timeout 10s;
    location / {{ proxy_pass http://127.0.0.1:{behind}; proxy_set_header Host $host; }} }}
}}
"""


@contextmanager
def slow_clients(port: int) -> Iterator[None]:
    """Connections with a request each that never gets to its end."""
    over = threading.Event()

    def hold() -> None:
        while not over.is_set():
            with suppress(OSError), socket.create_connection((gunicorn.HOST, port), 5) as held:
                held.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
                while not over.wait(0.5):
                    held.sendall(b"a")

    threads = [threading.Thread(target=hold, daemon=True) for _ in range(SLOW)]
    for thread in threads:
        thread.start()
    over.wait(1)
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


@contextmanager
def nginx(behind: int, work: Path) -> Iterator[int]:
    """The port of an nginx that passes on what it has read to the end."""
    with socket.socket() as probe:
        probe.bind((gunicorn.HOST, 0))
        port = int(probe.getsockname()[1])
    conf = work / "nginx.conf"
    conf.write_text(PROXY.format(work=work, port=port, behind=behind))
    with subprocess.Popen(["nginx", "-c", str(conf)], stderr=subprocess.DEVNULL) as process:
        try:
            time.sleep(1)
            yield port
        finally:
            process.terminate()


class Trial:
    """One class, and what was measured of it, round by round."""

    def __init__(self, name: str, server: gunicorn.Server, port: int | None = None) -> None:
        self.name, self.server, self.port = name, server, port or server.port
        self.found: dict[str, list[Sample]] = {}

    def take(self, key: str, page: Page, requests: Sequence[Request], seconds: float) -> None:
        """One reading of `page`."""
        with tempfile.TemporaryDirectory() as work:
            done = run(
                f"http://{gunicorn.HOST}:{self.port}",
                requests,
                seconds=seconds,
                status=page.status,
                once=page.once,
                work=Path(work),
            )
        self.found.setdefault(key, []).append(done.reading.sample)

    def line(self, key: str) -> list[str]:
        """Rate, p50 and p99 in the middle of the rounds, and how many got no right answer."""
        samples = self.found[key]
        parts = [
            [s.per_second for s in samples],
            [s.p50_ms or 0.0 for s in samples],
            [s.p99_ms or 0.0 for s in samples],
        ]
        failed = sum(s.errors for s in samples)
        return [self.name, key, *(number(median(part)) for part in parts), str(failed)]


def measure(
    trials: Sequence[Trial],
    pages: Sequence[Page],
    asked: Callable[[Page], Sequence[Request]],
    rounds: int,
    seconds: float,
) -> None:
    """Every class in turn, page by page."""
    slots = next(page for page in pages if page.key == "slots")
    for turn in range(rounds + 1):  # the first only warms up
        for page in pages:
            for trial in trials:
                trial.take(page.name, page, asked(page), seconds if turn else 1)
                gunicorn.settle(trial.server)
        for trial in trials:
            if turn:
                with slow_clients(trial.port):
                    trial.take(f"times, {SLOW} slow clients", slots, asked(slots), seconds)
                gunicorn.settle(trial.server)
        if not turn:
            for trial in trials:
                trial.found.clear()


def started(stack: ExitStack, work: Path) -> list[Trial]:
    """Every class that is there, each with its gunicorn, and sync once more behind nginx."""
    trials = []
    for name, kind in KINDS.items():
        if name == "gevent" and find_spec("gevent") is None:
            continue
        server = gunicorn.running("bench.app:app", {}, work / "log", kind)
        trials.append(Trial(name, stack.enter_context(server)))
    if shutil.which("nginx"):
        server = trials[0].server
        trials.append(
            Trial("sync behind nginx", server, stack.enter_context(nginx(server.port, work)))
        )
    return trials


def show(trials: Sequence[Trial]) -> None:
    """Print one table, and what a worker of each class has come to."""
    head = ("", "", "a second", "p50 ms", "p99 ms", "failed")
    print(table([head, *(trial.line(key) for key in trials[0].found for trial in trials)]))
    for trial in trials:
        peaks = [memory_of(pid) for pid in trial.server.workers()]
        print(
            f"{trial.name}: peak RSS {max(m.peak or 0 for m in peaks):.0f} MB a worker,"
            f" PSS {max(m.shared_out or 0 for m in peaks):.0f}"
        )


def main() -> int:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m bench.classes", description=__doc__)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    cluster = database.cluster(load_settings())
    cluster.ready()
    cluster.copy(database.PAGES)
    os.environ |= cluster.environment(database.PAGES)
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.callback(cluster.drop, database.PAGES)
        app = create_app(load_settings(log_level="warning"))
        trials = started(stack, work)
        stack.enter_context(app.app_context())
        session = stack.enter_context(
            orm.Session(cluster.engine(database.PAGES), expire_on_commit=False)
        )
        visitors = Visitors(app, session, clock.now())
        ask = partial(gunicorn.answer, trials[0].server.port)
        found = all_pages(ask, visitors, Crowds(session, visitors.now))
        pages = [page for page in found if page.key in PAGES]
        once = {page.key: page.requests(1) for page in pages if not page.once}

        def asked(page: Page) -> Sequence[Request]:
            return once.get(page.key) or page.requests(200 * CONNECTIONS * given.seconds)

        for page in pages:
            check(trials[0].server.port, page, asked(page)[:1])
        measure(trials, pages, asked, given.rounds, given.seconds)
        show(trials)
    return 0


if __name__ == "__main__":
    sys.exit(main())
