"""The load generator: wrk, with one script for every row.

It is C with an event loop: on two cores it takes a few per cent of one, where a generator in
Python would take more than the server it measures.
"""

import json
import platform
import resource
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import BenchError
from bench.figures import Sample

CONNECTIONS = 16
SCRIPT = Path(__file__).with_name("requests.lua")


@dataclass(frozen=True)
class Request:
    """One request as a browser would send it."""

    path: str
    method: str = "GET"
    cookie: str = ""
    body: str = ""

    def line(self) -> str:
        """The request as a line for the generator's script."""
        return "\t".join((self.method, self.path, self.cookie, self.body))


@dataclass(frozen=True)
class Reading:
    """What the generator's script said about one run."""

    sample: Sample
    seconds: float
    used_up: bool
    """No request was left before the time was up: the rate is too low to be true."""


@dataclass(frozen=True)
class Run:
    """A reading, and how much of one core the generator itself used."""

    reading: Reading
    generator_cores: float


def find_wrk() -> str:
    """The path of wrk, which `make bench` installs where it may.

    Raises:
        BenchError: with the one command that installs it.
    """
    found = shutil.which("wrk")
    if not found:
        mac = platform.system() == "Darwin"
        raise BenchError(f"The bench needs wrk: {'brew' if mac else 'sudo apt-get'} install wrk")
    return found


def run(
    base: str, requests: Sequence[Request], *, seconds: float, status: int, once: bool, work: Path
) -> Run:
    """Send `requests` over and over (or each one once) from 16 connections for some seconds."""
    file = work / "requests.txt"
    file.write_text("".join(f"{request.line()}\n" for request in requests), encoding="utf-8")
    command = [find_wrk(), "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s"]
    command += ["-s", str(SCRIPT), "--timeout", "10s", base]
    command += ["--", str(file), str(status), "once" if once else "again"]
    before = _children_seconds()
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
    used = _children_seconds() - before
    if done.returncode != 0:
        raise BenchError(f"wrk failed: {done.stderr.strip() or done.stdout.strip()}")
    reading = read_output(done.stdout)
    return Run(reading, used / reading.seconds)


def read_output(output: str) -> Reading:
    """What the script printed, as its last line."""
    line = next(line for line in reversed(output.splitlines()) if line.startswith("{"))
    said = json.loads(line)
    seconds = said["microseconds"] / 1e6
    sample = Sample(
        per_second=said["requests"] / seconds,
        p50_ms=said["p50"] / 1000,
        p99_ms=said["p99"] / 1000,
        # No answer at all is an error that the others need not count.
        errors=said["wrong"] + said["unanswered"] + (said["requests"] == 0),
    )
    return Reading(sample, seconds, bool(said["used_up"]))


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
