"""Processes of the cluster: started with a log each, ended by their own ids."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from cluster import ClusterError
from portal.settings import ROOT

PROGRAMS = {"patroni": "patroni", "etcd": "etcd-server", "haproxy": "haproxy"}
"""What must be there, and the Debian package it comes in."""


def find(name: str) -> str:
    """Where a program is.

    Raises:
        ClusterError: when it is not there, with the package it is in.
    """
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin")
    if found is None:
        raise ClusterError(f"{name} is missing: apt-get install {PROGRAMS.get(name, name)}")
    return found


def database_user() -> str | None:
    """Who PostgreSQL runs as: it refuses root, so somebody else then; None is ourselves."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam("postgres").pw_name
    raise ClusterError("As root the cluster needs the user postgres: apt-get install postgresql")


def must_be_free(ports: Iterable[int]) -> None:
    """Another cluster on this machine would be taken for ours.

    Raises:
        ClusterError: when somebody listens on one of them.
    """
    for port in ports:
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                raise ClusterError(
                    f"Port {port} is taken: does another cluster run on this machine?"
                ) from None


class Processes:
    """What was started, by name. Nothing outlives the `with` block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *_error: object) -> None:
        for name in reversed(list(self._running)):
            self.stop(name)

    def start(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        user: str | None = None,
    ) -> None:
        """Start it in a process group of its own."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                command,
                cwd=ROOT if user is None else self.folder,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=user,
                group=user and pwd.getpwnam(user).pw_gid,
                extra_groups=[] if user else None,
                start_new_session=True,
            )

    def alive(self, name: str) -> bool:
        """Whether it runs."""
        process = self._running.get(name)
        return process is not None and process.poll() is None

    def stop(self, name: str) -> None:
        """Ask it to end, and after a while make it."""
        process = self._running.pop(name, None)
        if process is None:
            return
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
        self._end_group(process)

    def kill(self, name: str, *also: int) -> None:
        """End it and the processes `also` at once, as when the power goes."""
        for pid in also:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._end_group(self._running.pop(name))

    def _end_group(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(true: Callable[[], object], seconds: float, what: str) -> float:
    """Wait until `true()` holds; returns how long that took.

    Raises:
        ClusterError: when it does not within `seconds`.
    """
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        with suppress(OSError):
            if true():
                return time.monotonic() - began
        time.sleep(0.1)
    raise ClusterError(f"Waited {seconds:.0f} s for {what}.")
