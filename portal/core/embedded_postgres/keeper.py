"""The keeper: the small process that owns the private server and outlives whoever asked for it.

It starts `postgres` as its own child and so can reap it, starts it again when it dies, and stops
it when nobody holds the users' lock any more. A keeper that finds a server running takes it over.
Standard library only, and nothing of the portal: it is run as a script, so that a start costs
milliseconds and little memory.
"""

import fcntl
import json
import locale
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USERS = "users.lock"  # each process that uses the server shares it; the keeper takes it to stop
KEEPER = "keeper.lock"  # held by the keeper for as long as it lives
ADDRESS = "address"  # the folder of the server's socket
AT_ONCE = "stop-at-once"  # asks for a stop without the wait below
LOG = "server.log"
PROBLEM = "problem"  # why the last keeper gave up, in one sentence
MOVED = "moved-to"  # where the data is when it could not be kept here

ROLE = "portal"
PORT = 5432
POLL = 0.25
LINGER = 3.0  # so that one command after the other finds the server running
PATIENCE = 30.0  # backends of a killed server may take this long to notice and leave

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Danish queries are small; compiling them costs more than it saves, and one flavour can't.
    "jit": "off",
    # Rows, and so people, stay out of the log: neither statements nor the values in their errors.
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# Nothing committed is lost when processes are killed, but some may be when the power goes.
FOR_TESTS = {"fsync": "off", "full_page_writes": "off"}


class KeeperError(Exception):
    """The server can't be brought up; the text is one sentence for whoever asked for it."""


@dataclass(frozen=True)
class Plan:
    """What to keep: all a keeper is told when it is started."""

    home: Path  # locks, log and address
    cluster: Path  # the server's data
    programs: Path  # initdb and postgres
    account: tuple[int, int] | None  # user and group to run the server as, when we are root
    durable: bool

    def to_json(self) -> str:
        """The plan as a command line argument."""
        paths = {"home": self.home, "cluster": self.cluster, "programs": self.programs}
        plain = {name: str(path) for name, path in paths.items()}
        return json.dumps(plain | {"account": self.account, "durable": self.durable})

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        """The plan in a command line argument."""
        given = json.loads(text)
        return cls(
            home=Path(given["home"]),
            cluster=Path(given["cluster"]),
            programs=Path(given["programs"]),
            account=tuple(given["account"]) if given["account"] else None,
            durable=given["durable"],
        )


def try_lock(path: Path, kind: int) -> int | None:
    """A descriptor that holds the lock until it is closed, or None when others are in the way."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


class Keeper:
    """Keeps one server. `child` is None while it keeps one that an earlier keeper started."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.child: subprocess.Popen[bytes] | None = None
        self.socket_folder = Path()
        self.users = os.open(plan.home / USERS, os.O_RDWR | os.O_CREAT, 0o600)
        self.asked_to_stop = False
        self.unused_since: float | None = None

    def run(self) -> None:
        """Keep the server until nobody needs it, then leave nothing behind.

        Raises:
            KeeperError: when the server can't be brought up.
        """
        signal.signal(signal.SIGTERM, self._ask_to_stop)
        self._choose_socket_folder()
        try:
            self._make_cluster()
            self._start()
        except KeeperError:
            with suppress(OSError):
                self.socket_folder.rmdir()  # it is not empty if a server still runs after all
            raise
        while not (self.asked_to_stop or self._home_is_gone() or self._nobody_is_left()):
            time.sleep(POLL if self.child else 4 * POLL)
            if not self._alive():
                self._start()
        self._stop()
        shutil.rmtree(self.socket_folder, ignore_errors=True)
        if self._home_is_gone() and self._elsewhere():
            shutil.rmtree(self.plan.cluster, ignore_errors=True)

    def _ask_to_stop(self, *_signal: object) -> None:
        self.asked_to_stop = True

    def _home_is_gone(self) -> bool:
        """Whether somebody has deleted the folder under us, or put another in its place."""
        try:
            there = os.stat(self.plan.home / USERS)
        except FileNotFoundError:
            return True
        return there.st_ino != os.fstat(self.users).st_ino

    def _nobody_is_left(self) -> bool:
        """Whether the last user has left for good. If so the lock stays ours: nobody enters."""
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.unused_since = None
            return False
        now = time.monotonic()
        self.unused_since = self.unused_since or now
        if now - self.unused_since >= LINGER or (self.plan.home / AT_ONCE).exists():
            return True
        fcntl.flock(self.users, fcntl.LOCK_UN)
        return False

    # The socket lives in a short private folder: its path may not be longer than 103 bytes,
    # and whoever may enter the folder may use the database.

    def _choose_socket_folder(self) -> None:
        address = self.plan.home / ADDRESS
        earlier = Path(address.read_text()) if address.exists() else None
        self.socket_folder = earlier if earlier and self._ours(earlier) else self._new_folder()
        address.write_text(str(self.socket_folder))

    def _ours(self, folder: Path) -> bool:
        try:
            folder.mkdir(mode=0o700)
            self._give(folder)
        except FileExistsError:
            found = folder.lstat()
            owner = self.plan.account[0] if self.plan.account else os.geteuid()
            return found.st_mode == 0o40700 and found.st_uid == owner
        return True

    def _new_folder(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp"))
        self._give(folder)
        return folder

    def _give(self, folder: Path) -> None:
        if self.plan.account:
            os.chown(folder, *self.plan.account)

    def _answers(self) -> bool:
        """Whether a server listens. Only this says so: a pid may by now be somebody else's."""
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(5)
            try:
                caller.connect(f"{self.socket_folder}/.s.PGSQL.{PORT}")
                caller.sendall(struct.pack("!ii", 8, 80877103))  # "do you speak TLS?"
                return caller.recv(1) in (b"N", b"S")
            except OSError:
                return False

    def _alive(self) -> bool:
        return self.child.poll() is None if self.child else self._answers()

    def _make_cluster(self) -> None:
        cluster, moved = self.plan.cluster, self.plan.home / MOVED
        if self._elsewhere() and not moved.exists():
            # Whoever deleted our folder wanted to begin afresh; these data were part of it.
            shutil.rmtree(cluster, ignore_errors=True)
        if not cluster.exists():
            fresh = cluster.with_name("cluster.new")  # renamed when whole, so never half-made
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(mode=0o700)
            self._give(fresh)
            # Sorted by bytes, so that no system upgrade spoils an index; letters as in Danish.
            options = ["-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C"]
            options += [f"--lc-ctype={_utf8_locale()}", "--no-instructions"]
            options += [] if self.plan.durable else ["--no-sync"]
            made = subprocess.run(  # noqa: S603 - the programs that were found
                [self.plan.programs / "initdb", "-D", fresh, *options],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                **self._as_account(),
            )
            if made.returncode != 0:
                raise KeeperError(f"initdb failed: {_last_line(made.stderr)}")
            fresh.rename(cluster)
        if self._elsewhere():
            moved.write_text(str(cluster))

    def _elsewhere(self) -> bool:
        return self.plan.cluster.parent != self.plan.home

    def _start(self) -> None:
        """Start the server, or take over one that runs; return when it answers."""
        given_up_at = time.monotonic() + PATIENCE
        log = self.plan.home / LOG
        self.child = None
        while not self._answers():
            read = log.stat().st_size
            self._unlock()
            self.child = subprocess.Popen(  # noqa: S603 - the programs that were found
                self._command(), **self._as_account()
            )
            while self.child.poll() is None:
                if self._answers():
                    return
                time.sleep(POLL / 10)
            said = log.read_bytes()[read:]
            # Not yet: the killed server's backends are still there, and must not be overrun.
            if b"shared memory block" not in said or time.monotonic() > given_up_at:
                raise KeeperError(f"it did not start: {_last_line(said)}")
            time.sleep(POLL)

    def _command(self) -> list[str]:
        settings = SETTINGS | {"unix_socket_directories": str(self.socket_folder)}
        settings |= {} if self.plan.durable else FOR_TESTS
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self.plan.programs / "postgres"), "-D", str(self.plan.cluster), *options]

    def _unlock(self) -> None:
        """Make a dead server's lock files harmless, whoever has its pid now.

        The pid in `postmaster.pid` may belong to a stranger or a zombie, and the server would
        refuse to start. It ignores its parent's pid, so we put ours there. The other lines stay:
        by them it still sees when backends of the dead server are at work in these data.
        """
        of_socket = self.socket_folder / f".s.PGSQL.{PORT}.lock"
        for lock in (self.plan.cluster / "postmaster.pid", of_socket):
            if not lock.exists():
                continue
            _pid, *others = lock.read_bytes().split(b"\n")
            if not others:
                lock.unlink()  # cut short by a full disk: it would be refused as it is
                continue
            with lock.open("r+b") as file:
                file.write(b"\n".join([str(os.getpid()).encode(), *others]))
                file.truncate()

    def _stop(self) -> None:
        """Stop the server: politely, then firmly."""
        if not self._alive():
            return
        for sign, patience in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            os.kill(self._pid(), sign)
            until = time.monotonic() + patience
            while time.monotonic() < until:
                if not self._alive():
                    return
                time.sleep(POLL / 10)

    def _pid(self) -> int:
        """The server's pid: our child's, or the one in the lock file of a server that answers."""
        if self.child:
            return self.child.pid
        return int((self.plan.cluster / "postmaster.pid").read_text().split("\n")[0])

    def _as_account(self) -> dict[str, Any]:
        return as_account(self.plan.account)


def as_account(account: tuple[int, int] | None) -> dict[str, Any]:
    """How to run a program of the server: nothing of the caller's environment reaches it."""
    options: dict[str, Any] = {
        "cwd": "/",
        "stdin": subprocess.DEVNULL,
        "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
    }
    if account:
        user, group = account
        options |= {"user": user, "group": group, "extra_groups": []}
    return options


def _utf8_locale() -> str:
    """A locale under which the server knows that Æ is a letter."""
    for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8", "da_DK.UTF-8"):
        try:
            locale.setlocale(locale.LC_CTYPE, name)
        except locale.Error:
            continue
        return name
    raise KeeperError("this system has no UTF-8 locale (on Debian: apt-get install locales-all)")


def _last_line(text: bytes) -> str:
    lines = [line for line in text.decode(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def main() -> None:
    """Become the keeper of the plan in the first argument, unless it has one already."""
    plan = Plan.from_json(sys.argv[1])
    os.umask(0o077)
    if try_lock(plan.home / KEEPER, fcntl.LOCK_EX) is None:
        return
    for leftover in (PROBLEM, AT_ONCE):
        (plan.home / leftover).unlink(missing_ok=True)
    # All this is done before the caller goes on; the lock goes over to the child.
    if os.fork():
        os._exit(0)
    try:
        Keeper(plan).run()
    except (KeeperError, OSError) as error:
        (plan.home / PROBLEM).write_text(str(error))
        raise


if __name__ == "__main__":
    main()
