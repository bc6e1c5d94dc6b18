"""What the figures were taken on: the machine, the versions, and the workers' memory."""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.report import number
from portal.settings import ROOT


@dataclass(frozen=True)
class Memory:
    """A worker's memory in megabytes (10^6 bytes). None where the system doesn't tell."""

    resident: float
    peak: float | None
    shared_out: float | None
    """The proportional set size: what it shares with others is counted to each in part."""


def facts(postgres: dict[str, str]) -> list[tuple[str, str]]:
    """What a reader must know to compare the figures with others, as lines of a table."""
    libraries = ("flask", "jinja2", "sqlalchemy", "psycopg", "flask-babel", "gunicorn")
    return [
        ("taken", datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")),
        ("processor", f"{processor()}, {os.cpu_count()} cores"),
        ("memory", f"{memory_bytes() / 2**30:.1f} GiB"),
        ("load before the run", " ".join(f"{part:.2f}" for part in os.getloadavg())),
        ("system", f"{platform.system()} {platform.release()}"),
        ("Python", platform.python_version()),
        ("libraries", ", ".join(f"{name} {version(name)}" for name in libraries)),
        ("PostgreSQL", ", ".join(f"{name} {value}" for name, value in postgres.items())),
        ("portal", commit()),
    ]


def processor() -> str:
    """The processor's name as the system gives it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        found = re.search(r"^model name\s*: (.+)$", cpuinfo.read_text(), re.MULTILINE)
        return found[1] if found else platform.machine()
    named = subprocess.run(
        ["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True
    )
    return named.stdout.strip() or platform.machine()


def processor_seconds(pid: int) -> float | None:
    """The processor time a process has taken; None where the system doesn't tell.

    On a loaded machine it says what an answer costs, where the clock says how long it waited.
    """
    told = Path(f"/proc/{pid}/stat")
    if not told.exists():
        return None
    # What stands in parentheses is a name, and may hold anything.
    fields = told.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_bytes() -> int:
    """The machine's main memory."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def commit() -> str:
    """The commit of this code, and whether files differ from it."""

    if not shutil.which("git"):
        return "unknown: no git"

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
        return done.stdout.strip()

    name = git("rev-parse", "--short=10", "HEAD")
    if not name:
        return "no git repository"
    return f"{name} with uncommitted changes" if git("status", "--porcelain") else name


def memory_of(pid: int) -> Memory:
    """The memory of a running process."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        said = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True
        )
        return Memory(int(said.stdout) * 1024 / 1e6, None, None)
    text = status.read_text()
    rollup = Path(f"/proc/{pid}/smaps_rollup")
    return Memory(
        resident=megabytes(text, "VmRSS") or 0.0,
        peak=megabytes(text, "VmHWM"),
        shared_out=megabytes(rollup.read_text(), "Pss") if rollup.exists() else None,
    )


def megabytes(text: str, name: str) -> float | None:
    """The value of `name` in a file of the kind `Name:   123 kB`, in megabytes."""
    found = re.search(rf"^{name}:\s+(\d+) kB$", text, re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else None


def memory_text(workers: Sequence[int]) -> str:
    """The largest worker's memory after all rounds."""
    found = [memory_of(pid) for pid in workers]
    parts: dict[str, list[float | None]] = {
        "peak RSS": [m.peak for m in found],
        "RSS": [m.resident for m in found],
        "PSS": [m.shared_out for m in found],
    }
    # None is what this system doesn't tell.
    known = {name: [v for v in values if v is not None] for name, values in parts.items()}
    return ", ".join(f"{name} {number(max(v))} MB" for name, v in known.items() if v)


def peak_of(workers: Sequence[int]) -> float | None:
    """The highest peak of the workers' resident sets, in megabytes."""
    peaks = [peak for pid in workers if (peak := memory_of(pid).peak) is not None]
    return max(peaks, default=None)
