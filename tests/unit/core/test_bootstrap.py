"""What `make` does before anything else: tested without leaving this machine."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
UV = b"#!/bin/sh\necho uv 0.13.9 for tests\n"


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lets a test import the modules of `tools/`."""
    monkeypatch.syspath_prepend(ROOT / "tools")
    return


@pytest.fixture
def assets(tools: None) -> ModuleType:
    import assets

    return assets


@pytest.fixture
def fetch_uv(tools: None) -> ModuleType:
    import fetch_uv

    return fetch_uv


@pytest.fixture
def system_packages(tools: None) -> ModuleType:
    import system_packages

    return system_packages


def test_make_alone_says_what_there_is() -> None:
    # As from a shell, also when it is `make test` that runs this.
    alone = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    shown = subprocess.run(
        ["make"], cwd=ROOT, env=alone, capture_output=True, text=True, check=True
    )
    named = [line.split()[1] for line in shown.stdout.splitlines()]
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert targets is not None
    assert sorted(named) == sorted(targets[1].split())
    assert {"help", "run", "test", "check", "bench"} <= set(named)


def test_make_names_the_python_that_is_missing(tmp_path: Path) -> None:
    """With no Python 3.11 on the PATH there is one line, and nothing else happens."""
    for name in ("make", "sh", "echo"):
        (tmp_path / name).symlink_to(f"/bin/{name}" if name != "make" else _which("make"))
    tried = subprocess.run(
        ["make", "run"], cwd=ROOT, capture_output=True, text=True, env={"PATH": str(tmp_path)}
    )
    assert tried.returncode != 0
    assert tried.stderr.startswith("Python 3.11 or newer is missing: apt-get install python3")


def _which(name: str) -> str:
    return subprocess.run(["/usr/bin/which", name], capture_output=True, text=True).stdout.strip()


class Package:
    """An npm package as `npm ci` leaves it, with the given files under `dist`."""

    def __init__(self, folder: Path, files: dict[str, bytes]) -> None:
        self.folder = folder
        for name, content in files.items():
            path = folder / "dist" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


FILES = {"css/a.css": b"a{}", "fonts/f.woff2": b"\0font"}


@pytest.fixture
def manifest(assets: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A manifest of FILES in the place of ours."""
    path = tmp_path / "assets.sha256"
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in FILES.items()]
    path.write_text("\n".join(lines) + "\n")
    monkeypatch.setattr(assets, "MANIFEST", path)
    return path


def test_only_the_named_files_are_copied(
    assets: ModuleType, manifest: Path, tmp_path: Path
) -> None:
    package = Package(tmp_path / "dkfds", FILES | {"js/other.js": b"no"})
    target = tmp_path / "vendor"
    (target / "css").mkdir(parents=True)
    (target / "css" / "of-an-older-version.css").write_bytes(b"old")
    assert not assets.complete(target)

    assets.copy(package.folder, target)

    assert assets.complete(target)
    found = {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()}
    assert found == set(FILES)


def test_a_file_that_is_not_the_known_one_is_refused_and_nothing_copied(
    assets: ModuleType, manifest: Path, tmp_path: Path
) -> None:
    package = Package(tmp_path / "dkfds", FILES | {"css/a.css": b"a{color:red}"})
    with pytest.raises(assets.AssetError, match=r"css/a\.css .* is not the file that"):
        assets.copy(package.folder, tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


def test_a_missing_file_is_named(assets: ModuleType, manifest: Path, tmp_path: Path) -> None:
    package = Package(tmp_path / "dkfds", {"css/a.css": FILES["css/a.css"]})
    with pytest.raises(assets.AssetError, match=r"has no fonts/f\.woff2: delete"):
        assets.copy(package.folder, tmp_path / "vendor")


def test_a_changed_file_is_noticed_later(
    assets: ModuleType, manifest: Path, tmp_path: Path
) -> None:
    target = tmp_path / "vendor"
    assets.copy(Package(tmp_path / "dkfds", FILES).folder, target)
    (target / "css" / "a.css").write_bytes(b"a{color:red}")
    assert not assets.complete(target)


def test_the_manifest_holds_the_fonts_the_styles_and_the_licence(assets: ModuleType) -> None:
    names = set(assets.wanted())
    assert len([n for n in names if n.startswith("fonts/") and not n.endswith(".txt")]) == 18
    assert {"css/dkfds.min.css", "js/dkfds.min.js", "LICENSE.md"} <= names


WHEELS = [
    "uv-0.13.9-py3-none-macosx_10_12_x86_64.whl",
    "uv-0.13.9-py3-none-macosx_11_0_arm64.whl",
    "uv-0.13.9-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl",
    "uv-0.13.9-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "uv-0.13.9-py3-none-musllinux_1_1_x86_64.whl",
    "uv-0.13.9-py3-none-win_amd64.whl",
    "uv-0.13.8-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "uv-0.13.9.tar.gz",
]


@pytest.mark.parametrize(
    ("system", "machine", "libc", "wheel"),
    [
        ("darwin", "x86_64", "", WHEELS[0]),
        ("darwin", "arm64", "", WHEELS[1]),
        ("linux", "aarch64", "glibc", WHEELS[2]),
        ("linux", "x86_64", "glibc", WHEELS[3]),
        ("linux", "x86_64", "", WHEELS[4]),
    ],
)
def test_the_wheel_for_this_machine_is_chosen(
    fetch_uv: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    system: str,
    machine: str,
    libc: str,
    wheel: str,
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.setattr("platform.libc_ver", lambda: (libc, ""))
    assert [name for name in WHEELS if fetch_uv._suits_us(name)] == [wheel]


class Index(HTTPServer):
    """A package index with one wheel."""

    def __init__(self, filename: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("uv-0.13.9.data/scripts/uv", UV)
        self.wheel = packed.getvalue()
        self.digests = {filename: hashlib.sha256(self.wheel).hexdigest()}
        file = {"filename": filename, "url": "../../files/uv.whl"}
        self.listing = json.dumps({"files": [file]}).encode()
        self.url = f"http://127.0.0.1:{self.server_port}/simple"


class _Answer(BaseHTTPRequestHandler):
    server: Index

    def do_GET(self) -> None:
        answers = {"/simple/uv/": self.server.listing, "/files/uv.whl": self.server.wheel}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answers[self.path])

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def without_uv(fetch_uv: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Index]]:
    """A machine with neither uv nor pip; the test appends the index that it has."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(fetch_uv, "_pythons_with_pip", lambda _tools: iter(()))
    started: list[Index] = []

    class Started(list[Index]):
        def append(self, index: Index) -> None:
            started.append(index)
            threading.Thread(target=index.serve_forever, args=(0.01,)).start()
            monkeypatch.setenv("PIP_INDEX_URL", index.url)

    yield Started()
    for index in started:
        index.shutdown()
        index.server_close()


def test_uv_is_brought_from_the_index_that_pip_is_told_to_use(
    fetch_uv: ModuleType,
    without_uv: list[Index],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index = Index(next(name for name in WHEELS if fetch_uv._suits_us(name)))
    monkeypatch.setattr(fetch_uv, "_hashes", lambda: index.digests)
    without_uv.append(index)

    found = fetch_uv.find_uv(tmp_path)

    assert Path(found).read_bytes() == UV
    assert subprocess.run([found], capture_output=True).stdout == b"uv 0.13.9 for tests\n"
    without_uv.append(Index("none"))
    assert fetch_uv.find_uv(tmp_path) == found  # the one brought earlier


def test_a_wheel_with_another_digest_is_refused(
    fetch_uv: ModuleType, without_uv: list[Index], tmp_path: Path
) -> None:
    wheel = next(name for name in WHEELS if fetch_uv._suits_us(name))
    without_uv.append(Index(wheel))
    with pytest.raises(fetch_uv.UvError, match=r"is not the file that uv\.sha256 names"):
        fetch_uv.find_uv(tmp_path)
    assert not (tmp_path / "uv" / "bin" / "uv").exists()


def test_no_uv_to_be_had_is_one_line(
    fetch_uv: ModuleType, without_uv: list[Index], tmp_path: Path
) -> None:
    without_uv.append(Index("uv-0.13.9-py3-none-plan9.whl"))
    with pytest.raises(fetch_uv.UvError, match="uv is missing: install it"):
        fetch_uv.find_uv(tmp_path)


def test_an_ordinary_user_is_told_the_command(
    system_packages: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(system_packages.MissingError) as refused:
        system_packages.ensure_system(["a", "b"], "tests need it", lambda: False, mac="c")
    assert str(refused.value) == "Sorry, tests need it: sudo apt-get install a b"


def test_root_gets_it_installed(
    system_packages: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    (tmp_path / "apt-get").write_text(f'#!/bin/sh\necho "$@" >> "{log}"\n')
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    def present() -> bool:
        return log.exists() and "install" in log.read_text()

    system_packages.ensure_system(["a"], "tests need it", present, mac="c")

    assert log.read_text().splitlines() == [
        "-qq update",
        "-qq install -y --no-install-recommends a",
    ]


def test_a_mac_is_told_of_homebrew(
    system_packages: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(
        system_packages.MissingError, match=r"^Sorry, tests need it: brew install c$"
    ):
        system_packages.ensure_system(["a"], "tests need it", lambda: False, mac="c")
