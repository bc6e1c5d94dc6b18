"""Put a gzip and a brotli copy beside each static file that gets smaller by it.

A copy has the time of its file: where they differ, the file has been changed since, and the portal
serves the file alone. Run with the portal's own Python.
"""

from pathlib import Path

from whitenoise.compress import Compressor

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "portal" / "static"
COPIES = (".gz", ".br")


def main(folder: Path = STATIC) -> int:
    """Make the copies that are missing or old; how many files were looked at again."""
    compressor = Compressor(quiet=True)
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in COPIES]
    old = [path for path in files if compressor.should_compress(path.name) and not _current(path)]
    for path in old:
        for ending in COPIES:
            path.with_name(path.name + ending).unlink(missing_ok=True)
        compressor.compress(str(path))
    return len(old)


def _current(path: Path) -> bool:
    copy = path.with_name(f"{path.name}.br")
    return copy.exists() and int(copy.stat().st_mtime) == int(path.stat().st_mtime)


if __name__ == "__main__":
    main()
