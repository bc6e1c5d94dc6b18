"""The real thing on one machine: `postgres`, gunicorn and workers that may be killed at any time.

The stage starts `postgres` itself and waits for it: without somebody to reap it, a killed server
would stay a zombie and block the restart. It ends only what it has started, by its pid.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import requests
import sqlalchemy as sa
from sqlalchemy import orm

from portal.core import migrations
from portal.core.db import APPLICATION, BEHIND
from portal.core.embedded_postgres import place
from portal.core.engine import create_engine
from portal.invariants import check_invariants
from portal.settings import ROOT
from tests.integration.notifications.mailserver import free_port

HOST = "127.0.0.1"
PATIENCE = 60.0


class Postgres:
    """A server of our own, with what keeps it durable on."""

    def __init__(self, folder: Path) -> None:
        programs = place.find_programs(None)
        plan = place.plan(folder, programs, durable=True)
        self.programs, self.cluster = plan.programs, plan.cluster
        self.account = plan.account or (os.geteuid(), os.getegid())
        self.sockets = Path(tempfile.mkdtemp(prefix="portal-faults-", dir="/tmp"))
        self.process: subprocess.Popen[bytes] | None = None
        self.log = folder / "postgres.log"
        self._give(self.sockets)
        self.cluster.mkdir(parents=True, exist_ok=True)
        self._give(self.cluster)
        self._run("initdb", "-D", str(self.cluster), "-U", "portal", "-A", "trust", "-E", "UTF8")

    def _give(self, folder: Path) -> None:
        if os.geteuid() == 0:
            os.chown(folder, *self.account)
        folder.chmod(0o700)

    def _as_account(self) -> dict[str, object]:
        if os.geteuid() != 0:
            return {}
        return {"user": self.account[0], "group": self.account[1], "extra_groups": []}

    def _run(self, name: str, *arguments: str) -> None:
        subprocess.run(
            [str(self.programs / name), *arguments],
            check=True,
            capture_output=True,
            cwd="/",
            **self._as_account(),  # type: ignore[call-overload]
        )

    @property
    def url(self) -> str:
        """Where the owner of the tables finds it."""
        return self.url_of("portal")

    def url_of(self, role: str, database: str = "portal") -> str:
        """Where somebody finds a database of it."""
        return f"postgresql://{role}@/{database}?host={self.sockets}&port=5432"

    def start(self) -> None:
        """Start it, and wait until it answers. Recovery after a kill is part of the wait."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self._spawn()
            while self.process and self.process.poll() is None and time.monotonic() < until:
                if self.answers():
                    return
                time.sleep(0.05)
            time.sleep(0.1)  # the children of the killed one are still leaving
        raise AssertionError(f"no database: {self.log.read_text()[-2000:]}")

    def _spawn(self) -> None:
        settings = {
            "unix_socket_directories": str(self.sockets),
            "listen_addresses": "",
            "max_connections": "120",
            "shared_buffers": "32MB",
            "fsync": "on",
            "log_min_messages": "warning",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", str(self.cluster), *options],
                cwd="/",
                stdout=output,
                stderr=output,
                **self._as_account(),  # type: ignore[call-overload]
            )

    def answers(self) -> bool:
        """True when it takes connections."""
        try:
            psycopg.connect(self.url.replace("/portal?", "/postgres?"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def kill(self) -> None:
        """Kill -9, and reap."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it in order, and forget its data."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
            if self.process.poll() is None:
                self.kill()
        shutil.rmtree(self.sockets, ignore_errors=True)


class Program:
    """A process of the portal, in a session of its own so that its children end with it."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Kill -9 of it and all it started, and reap."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end; kill it when it does not."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        self.kill()


class Stage:
    """One database, one web server, and as many workers as a test starts."""

    def __init__(self, folder: Path, mail_port: int) -> None:
        self.folder = folder
        self.port = free_port()
        self.web_log, self.worker_log = folder / "web.log", folder / "worker.log"
        self.postgres = Postgres(folder)
        self.postgres.start()
        with psycopg.connect(
            self.postgres.url.replace("/portal?", "/postgres?"), autocommit=True
        ) as admin:
            admin.execute("CREATE DATABASE portal ENCODING UTF8 TEMPLATE template0")
        self.engine = create_engine(
            self.postgres.url.replace("postgresql:", "postgresql+psycopg:"), pool_size=8
        )
        migrations.upgrade(self.engine, APPLICATION)
        # As the portal itself signs in: it owns nothing, and the locks of rows hold it.
        self.application = create_engine(
            self.postgres.url_of(APPLICATION).replace("postgresql:", "postgresql+psycopg:"),
            pool_size=8,
        )
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": self.postgres.url_of(APPLICATION),
            "DATABASE_WORKER_URL": self.postgres.url_of(BEHIND),
            "PORTAL_ENV": "test",
            "PORTAL_BASE_URL": f"http://{HOST}:{self.port}",
            "PORTAL_DATA_DIR": str(folder),
            "PORTAL_LOG_LEVEL": "info",
            "PORTAL_SMTP_HOST": HOST,
            "PORTAL_SMTP_PORT": str(mail_port),
        }
        self.web: Program | None = None

    def serve(self) -> None:
        """Start gunicorn with the portal that can be killed on the way, and wait for it."""
        options = ["--workers", "2", "--no-control-socket", "--log-level", "warning"]
        bind = ["--bind", f"{HOST}:{self.port}", "--graceful-timeout", "3"]
        command = [sys.executable, "-m", "gunicorn", *bind, *options, "tests.faults.mortal:app"]
        self.web = Program(command, self.environment, self.web_log)
        wait_for(self.is_up, "the web server")

    def is_up(self) -> bool:
        """True when the front page is there, database and all."""
        with suppress(requests.RequestException):
            return requests.get(self.address("/saadan-gaar-det"), timeout=5).status_code == 200
        return False

    def address(self, path: str) -> str:
        """The address of a page."""
        return f"http://{HOST}:{self.port}{path}"

    @contextmanager
    def worker(self, *more: str) -> Iterator[Program]:
        """A worker as operators start it."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "portal", "worker", *more]
        program = Program(command, self.environment, self.worker_log)
        try:
            yield program
        finally:
            program.stop()

    def session(self) -> orm.Session:
        """A session of the tables' owner, beside the portal."""
        return orm.Session(self.engine, expire_on_commit=False)

    def value(self, statement: str) -> int:
        """The single number a statement answers."""
        with self.engine.connect() as connection:
            return int(connection.scalar(sa.text(statement)) or 0)

    def run(self, statement: str) -> None:
        """Change something behind the portal's back."""
        with self.engine.begin() as connection:
            connection.execute(sa.text(statement))

    def check(self) -> None:
        """What must hold does hold, and no page failed in a way nobody foresaw."""
        with self.engine.connect() as connection:
            check_invariants(connection)
        assert not self.unforeseen()

    def unforeseen(self) -> str:
        """The end of the trace of the first page that failed in a way nobody foresaw."""
        log = self.web_log.read_text()
        for sign in ('"unexpected', "Error handling request"):
            if sign in log:
                return log[log.index(sign) :][:6000]
        return ""

    def stop(self) -> None:
        """End all of it."""
        if self.web:
            self.web.stop()
        self.engine.dispose()
        self.application.dispose()
        self.postgres.stop()


@dataclass
class Answer:
    """What a click led to; `status` 0 is no answer at all."""

    status: int
    location: str = ""
    text: str = ""


class Browser:
    """One person at one browser, signed in, who may click when things go wrong."""

    def __init__(self, stage: Stage, secret: str) -> None:
        self.stage = stage
        self.http = requests.Session()
        self.http.cookies.set("signin", secret)
        self.token = ""

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path)

    def post(self, path: str, data: dict[str, str], fault: str = "") -> Answer:
        """Send a form, with the form token of an earlier page."""
        if not self.token:
            page = self.get("/borger/joblog").text
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
            self.token = found[1] if found else ""
        headers = {"X-Fault": fault} if fault else {}
        return self._ask("POST", path, data={**data, "csrf_token": self.token}, headers=headers)

    def _ask(self, method: str, path: str, **more: object) -> Answer:
        try:
            answer = self.http.request(
                method,
                self.stage.address(path),
                allow_redirects=False,
                timeout=30,
                **more,  # type: ignore[arg-type]
            )
        except requests.RequestException:
            return Answer(0)
        return Answer(answer.status_code, answer.headers.get("Location", ""), answer.text)


def wait_for(true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> float:
    """Wait until it is true; how long that took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.05)
    return time.monotonic() - began


@contextmanager
def at_work(jobs: list[Callable[[threading.Event], None]]) -> Iterator[threading.Event]:
    """Let all work at once until the block ends."""
    done = threading.Event()
    threads = [threading.Thread(target=job, args=(done,)) for job in jobs]
    for thread in threads:
        thread.start()
    try:
        yield done
    finally:
        done.set()
        for thread in threads:
            thread.join(60)
