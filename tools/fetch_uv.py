"""Find uv, or bring it: by pip where there is one, else straight from the package index."""

import hashlib
import io
import json
import os
import platform
import shutil
import ssl
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

VERSION = "0.13.9"
HASHES = Path(__file__).with_name("uv.sha256")
OLDEST = (0, 8)  # the first whose lock files are like ours
INDEX = "https://pypi.org/simple"
AS_JSON = "application/vnd.pypi.simple.v1+json"


class UvError(Exception):
    """uv is missing and can't be brought; the text is one line."""


def find_uv(tools: Path) -> str:
    """The path of a uv that will do: one on the PATH, one brought earlier, or one brought now.

    Raises:
        UvError: when it can be had in no way.
    """
    own = tools / "uv"
    places = (shutil.which("uv"), own / "bin" / "uv")
    for place in places:
        if place and _version(str(place)) >= OLDEST:
            return str(place)
    print("Bringing uv …", flush=True)
    tools.mkdir(exist_ok=True)
    for python in _pythons_with_pip(tools):
        shutil.rmtree(own, ignore_errors=True)
        # A target of its own is allowed where Python is managed by the system.
        options = ["install", "-qq", "--disable-pip-version-check", "--only-binary", ":all:"]
        options += ["--require-hashes", "--target", str(own)]
        (tools / "uv.txt").write_text(_requirement())
        command = [python, "-m", "pip", *options, "-r", str(tools / "uv.txt")]
        subprocess.run(command, check=False)
        shutil.rmtree(tools / "pip", ignore_errors=True)
        if _version(str(own / "bin" / "uv")) >= OLDEST:
            return str(own / "bin" / "uv")
    return _download(own)


def _hashes() -> dict[str, str]:
    """The SHA-256 of each of uv's wheels, by its name."""
    lines = HASHES.read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def _requirement() -> str:
    """What pip is asked for: this version, and none but the files we know."""
    return f"uv=={VERSION}" + "".join(f" --hash=sha256:{one}" for one in _hashes().values())


def _version(program: str) -> tuple[int, ...]:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        return tuple(int(part) for part in said.stdout.split()[1].split(".")[:2])
    except (OSError, subprocess.CalledProcessError, ValueError, IndexError):
        return (0,)


def _pythons_with_pip(tools: Path) -> Iterator[str]:
    """Our Python if it has pip; else one of a new environment, where that can be made."""
    if _succeeds(sys.executable, "-m", "pip", "--version"):
        yield sys.executable
        return
    environment = tools / "pip"
    if _succeeds(sys.executable, "-m", "venv", "--clear", str(environment)):
        yield str(environment / "bin" / "python")


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _download(folder: Path) -> str:
    index = os.environ.get("PIP_INDEX_URL") or INDEX
    try:
        listing = json.loads(_get(f"{index.rstrip('/')}/uv/", AS_JSON))
        file = next(file for file in listing["files"] if _suits_us(file["filename"]))
        wheel = _get(urllib.request.urljoin(f"{index.rstrip('/')}/uv/", file["url"]))
    except (OSError, ValueError, StopIteration) as error:
        raise UvError(f"uv is missing: install it (https://docs.astral.sh/uv/); {error}") from error
    if hashlib.sha256(wheel).hexdigest() != _hashes().get(file["filename"]):
        raise UvError(f"{file['filename']} is not the file that {HASHES.name} names: try again.")
    program = folder / "bin" / "uv"
    program.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".data/scripts/uv"))
        half = program.with_suffix(".part")
        half.write_bytes(archive.read(name))
    half.chmod(0o755)
    half.replace(program)
    return str(program)


def _get(url: str, accept: str = "*/*") -> bytes:
    trust = ssl.create_default_context()  # honours SSL_CERT_FILE
    extra = os.environ.get("PIP_CERT") or os.environ.get("REQUESTS_CA_BUNDLE")
    if extra:
        trust.load_verify_locations(extra)
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=60, context=trust) as answer:
        body: bytes = answer.read()
        return body


def _suits_us(filename: str) -> bool:
    """Whether the wheel is for this kind of machine."""
    if not filename.startswith(f"uv-{VERSION}-py3-none-"):
        return False
    machine = platform.machine()
    if sys.platform == "darwin":
        return "macosx" in filename and filename.endswith(f"_{machine}.whl")
    kind = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    return kind in filename and f"_{machine}." in filename
