"""The portal as deployed: gunicorn with two sync workers, on loopback, stopped by us."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from gunicorn.config import KNOWN_SETTINGS

from bench import BenchError
from portal.settings import ROOT

HOST = "127.0.0.1"
WORKERS = 2
PATIENCE = 60.0
QUICK, QUICK_IN_A_ROW = 0.25, 6


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def base(self) -> str:
        """The address before every path."""
        return f"http://{HOST}:{self.port}"

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        listed = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
        )
        pairs = [line.split() for line in listed.stdout.splitlines()]
        return [int(pid) for pid, parent in pairs if int(parent) == self.process.pid]


def command(target: str, port: int, kind: Sequence[str] = ("sync",)) -> list[str]:
    """How gunicorn is started: `kind` is its worker class, and what else that class is told.

    Newer ones open a control socket in the home directory; not ours.
    """
    words = [sys.executable, "-m", "gunicorn", target, "--bind", f"{HOST}:{port}"]
    words += ["--workers", str(WORKERS), "--log-level", "warning", "--worker-class", *kind]
    known = {word for setting in KNOWN_SETTINGS for word in setting.cli or ()}
    return [*words, "--no-control-socket"] if "--no-control-socket" in known else words


@contextmanager
def running(
    target: str, environment: dict[str, str], log: Path, kind: Sequence[str] = ("sync",)
) -> Iterator[Server]:
    """A gunicorn that serves `target`, ready when this yields and gone when it returns.

    Its log lines are written to a file, as a service manager would.
    """
    port = _free_port()
    with log.open("ab") as output:
        process = subprocess.Popen(
            command(target, port, kind),
            cwd=ROOT,
            env=os.environ | {"PORTAL_REQUESTS_PER_MINUTE": "0"} | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    server = Server(process, port)
    try:
        _wait_until_healthy(server, log)
        yield server
    finally:
        _stop(process)


def seconds_to_health(environment: dict[str, str], log: Path, *, compiled: bool) -> float:
    """The time from starting gunicorn to its first 200 of /healthz.

    Not `compiled` means as after an installation: Python finds no compiled files, and compiles
    every module it imports. The database runs already in both cases.
    """
    with tempfile.TemporaryDirectory() as empty:
        extra = {} if compiled else {"PYTHONPYCACHEPREFIX": empty}
        began = time.perf_counter()
        with running("wsgi:app", environment | extra, log):
            return time.perf_counter() - began


def _wait_until_healthy(server: Server, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.process.poll() is not None:
            break
        try:
            if answer(server.port, "/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.01)
    raise BenchError(f"gunicorn did not start: see {log}")


@dataclass(frozen=True)
class Answer:
    """One answer, read to its end."""

    status: int
    headers: list[tuple[str, str]]
    body: str

    def header(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for known, value in self.headers if known.lower() == name.lower()]


def answer(port: int, path: str, cookie: str = "", body: str = "") -> Answer:
    """What the server on `port` answers to one request, a form post when it has a body."""
    headers = {"Accept-Language": "da"} | ({"Cookie": cookie} if cookie else {})
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("POST" if body else "GET", path, body or None, headers)
        got = connection.getresponse()
        text = got.read().decode("utf-8", errors="replace")
        return Answer(got.status, got.getheaders(), text)
    finally:
        connection.close()


def settle(server: Server) -> None:
    """Wait until nothing is left of what was sent before.

    A generator that stops hangs up on the requests it has on their way, but a worker answers all
    that stand in its queue: sixteen of a slow page keep it busy for seconds, in which the next
    page would get no answer at all.

    Raises:
        BenchError: when that takes longer than two minutes.
    """
    until = time.monotonic() + 2 * PATIENCE
    quick = 0
    while quick < QUICK_IN_A_ROW:
        began = time.monotonic()
        if began > until:
            raise BenchError("gunicorn did not get through what it was sent")
        with suppress(OSError):
            answer(server.port, "/healthz")
            quick = quick + 1 if time.monotonic() - began < QUICK else 0
            time.sleep(QUICK / 5)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
