"""Packages of the system that some targets need: brought with apt when we are root, or named."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

PYTHON = Path(__file__).resolve().parent.parent / ".venv" / "bin" / "python"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROMIUM = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FOR_PLAYWRIGHT = ("libatomic1",)  # its driver needs it, and small systems lack it
PLAYWRIGHT_HAS_ONE = """
import subprocess
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    subprocess.run([playwright.chromium.executable_path, "--version"], check=True)
"""
# WeasyPrint writes PDF with these; by the names Linux and macOS know them.
PDF_LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"),
)
MAC_LIBRARIES = (Path("/opt/homebrew/lib"), Path("/usr/local/lib"))


class MissingError(Exception):
    """Something of the system is missing; the text is one line that says how to get it."""


def ensure_chromium() -> None:
    """A Chromium that runs, for the tests in the browser: the system's, or Playwright's own."""
    why = "the browser tests need Chromium"
    try:
        ensure_system(["chromium", *FOR_PLAYWRIGHT], why, _has_chromium, mac="--cask chromium")
    except MissingError:
        if not _is_ubuntu():
            raise
        # Ubuntu has it only as a snap, which sees too little of the system to be driven.
        install = ("-m", "playwright", "install", "--with-deps", "chromium")
        if os.geteuid() == 0:
            _apt_install(*FOR_PLAYWRIGHT)
            subprocess.run([PYTHON, *install], stdin=subprocess.DEVNULL, check=False)
        if not _has_chromium():
            shown = " ".join((".venv/bin/python", *install))
            raise MissingError(f"Sorry, {why}: {shown}") from None


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
    except MissingError as error:
        print(error, file=sys.stderr)


def ensure_system(
    packages: Sequence[str], why: str, present: Callable[[], bool], *, mac: str
) -> None:
    """See that system packages are there: with apt when we are root, else by asking for them.

    Raises:
        MissingError: one line with the command that installs them.
    """
    if present():
        return
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print(f"Installing {' '.join(packages)}: {why} …", flush=True)
        _apt_install(*packages)
        if present():
            return
    by_hand = f"apt-get install {' '.join(packages)}"
    by_hand = f"brew install {mac}" if sys.platform == "darwin" else by_hand
    by_hand = f"sudo {by_hand}" if apt and os.geteuid() != 0 else by_hand
    raise MissingError(f"Sorry, {why}: {by_hand}")


def _apt_install(*packages: str) -> None:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    nothing = subprocess.DEVNULL
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        command = ["apt-get", "-qq", *words]
        subprocess.run(command, env=quiet, stdin=nothing, stdout=nothing, check=False)


def _has_chromium() -> bool:
    for name in (*CHROMIUM, *MAC_CHROMIUM):
        found = shutil.which(name)
        # A package may be only a pointer to a snap; does it run?
        if found and _runs(found, "--version"):
            return True
    return PYTHON.exists() and _runs(str(PYTHON), "-c", PLAYWRIGHT_HAS_ONE)


def _runs(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _is_ubuntu() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "ID=ubuntu" in release.read_text().splitlines()


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
