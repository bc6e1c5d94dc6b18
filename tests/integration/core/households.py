"""Users, keeper and server of a private PostgreSQL, as the tests see them from outside."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from portal.core.embedded_postgres import keeper

SCRIPT = Path(__file__).with_name("postgres_user.py")


class User:
    """Another process that uses the server of `folder`."""

    def __init__(self, folder: Path, flavour: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, SCRIPT, folder, flavour],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
        )
        self._facts: dict[str, Any] = {}

    @property
    def facts(self) -> dict[str, Any]:
        """What it said when it had the server."""
        assert self.process.stdout
        self._facts = self._facts or json.loads(self.process.stdout.readline())
        return self._facts

    def tell(self, word: str) -> None:
        """Have it do something, and wait until it is done."""
        assert self.facts
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        assert json.loads(self.process.stdout.readline()) == {"done": word}

    def leave(self) -> None:
        """End as a process does that says nothing to anybody."""
        with self.process, suppress(ValueError):  # or has it left before?
            self.process.communicate()

    def ask(self, query: str) -> Any:
        """The single value that the server answers."""
        return ask(self.facts["dsn"], query)


def ask(dsn: str, query: str) -> Any:
    """The single value that the last of the statements answers."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        answer = connection.execute(query.encode())
        while answer.nextset():
            pass
        row = answer.fetchone()
        assert row
        return row[0]


STARTED = "SELECT pg_postmaster_start_time()"


class Household:
    """One folder, its flavour, and everybody who uses it."""

    def __init__(self, folder: Path, flavour: str) -> None:
        self.folder, self.flavour = folder, flavour
        self.users: list[User] = []

    def user(self, **environment: str) -> User:
        self.users.append(User(self.folder, self.flavour, **environment))
        return self.users[-1]

    @property
    def home(self) -> Path:
        (home,) = self.folder.glob("pg-*")
        return home

    @property
    def cluster(self) -> Path:
        moved = self.home / keeper.MOVED
        return Path(moved.read_text()) if moved.exists() else self.home / "cluster"

    @property
    def server(self) -> int:
        """The server's pid."""
        return int((self.cluster / "postmaster.pid").read_text().split("\n")[0])

    @property
    def keeper(self) -> int:
        """The keeper's pid: the server's parent."""
        return processes()[self.server].parent

    def processes(self) -> list[str]:
        """The command lines of its keeper and server."""
        # By the parent folder's name: not every system can show the folder's own.
        places = [str(self.folder.parent)]
        places += [str(self.cluster)] if self.folder.exists() else []
        lines = [process.line for process in processes().values()]
        ours = [line for line in lines if any(place in line for place in places)]
        return [line for line in ours if SCRIPT.name not in line]

    def is_kept(self) -> bool:
        lock = keeper.try_lock(self.home / keeper.KEEPER, fcntl.LOCK_SH)
        if lock is not None:
            os.close(lock)
        return lock is None


def eventually(true: Callable[[], bool], *, within: float = 15.0) -> bool:
    until = time.monotonic() + within
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def kill(pid: int) -> None:
    """Kill it for good, and return when it is gone."""
    os.kill(pid, signal.SIGKILL)

    def gone() -> bool:
        left = processes().get(pid)
        return left is None or left.state.startswith("Z")

    assert eventually(gone)


class Process(NamedTuple):
    """A process of this machine."""

    parent: int
    state: str
    line: str


def processes() -> dict[int, Process]:
    """All processes, by their pid. Small Linux systems have no `ps`, macOS has no /proc."""
    found = {}
    if not Path("/proc/self/stat").exists():
        command = ["ps", "-Awwo", "pid=,ppid=,stat=,args="]
        shown = subprocess.run(command, capture_output=True, text=True, check=True)
        for line in shown.stdout.splitlines():
            pid, parent, state, words = [*line.split(None, 3), ""][:4]
            found[int(pid)] = Process(int(parent), state, words)
        return found
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            line = (folder / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
            found[int(folder.name)] = Process(int(parent), state, line)
    return found


def live_in_the_open(flavour: str) -> Iterator[Household]:
    parent = Path(tempfile.mkdtemp(prefix="portal test ", dir="/tmp"))
    parent.chmod(0o755)
    yield from live_in(parent / "en mappe med æøå", flavour)  # hard on careless code
    shutil.rmtree(parent)


def live_in(folder: Path, flavour: str) -> Iterator[Household]:
    household = Household(folder, flavour)
    yield household
    for user in household.users:
        user.leave()
    if folder.exists() and list(folder.glob("pg-*")):
        (household.home / keeper.AT_ONCE).touch()
    assert eventually(lambda: household.processes() == [])
