"""Copy what the portal serves of Det Fælles Designsystem out of the npm package.

`assets.sha256` names the files and what is in them: nothing else is copied, and a file that
differs is refused. The layout is kept, because the style sheets point at `../fonts` and `../img`.
"""

import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "tools" / "assets.sha256"
TARGET = ROOT / "portal" / "static" / "vendor" / "dkfds"


class AssetError(Exception):
    """A file of the npm package is missing or is not the one we know."""


def wanted() -> dict[str, str]:
    """The path of each file, relative to the package's `dist`, and its SHA-256."""
    lines = MANIFEST.read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def complete(target: Path = TARGET) -> bool:
    """Whether every file is in place, whole, and nothing else is."""
    found = {path.relative_to(target).as_posix(): path for path in _files(target)}
    files = wanted()
    return found.keys() == files.keys() and all(
        _digest(found[path]) == digest for path, digest in files.items()
    )


def copy(package: Path, target: Path = TARGET) -> None:
    """Copy the files from the unpacked npm `package`, each checked before it is put in place.

    Raises:
        AssetError: in one sentence, when one is missing or different; the rest stays as it was.
    """
    contents = {}
    for path, digest in wanted().items():
        source = package / "dist" / path
        if not source.is_file():
            raise AssetError(
                f"The npm package dkfds has no {path}: delete {package} and try again."
            )
        contents[path] = source.read_bytes()
        if hashlib.sha256(contents[path]).hexdigest() != digest:
            raise AssetError(
                f"{path} of the npm package dkfds is not the file that {MANIFEST.name} names:"
                f" delete {package} and try again, or do not trust this registry."
            )
    for path in _files(target):
        if path.relative_to(target).as_posix() not in contents:
            path.unlink()
    for path, content in contents.items():
        _write(target / path, content)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}.part")
    half.write_bytes(content)
    half.replace(path)


def _files(folder: Path) -> list[Path]:
    """Every file but its compressed copies."""
    return [p for p in folder.rglob("*") if p.is_file() and p.suffix not in (".gz", ".br")]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    try:
        copy(Path(sys.argv[1]))
    except AssetError as error:
        sys.exit(str(error))
