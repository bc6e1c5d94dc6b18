"""Static files with the hash of their content in the name, so browsers may keep them for good.

Where `tools/compress.py` has put a gzip or brotli copy beside a file, who takes that gets that.
"""

import hashlib
import os
import re
from functools import cache, partial
from pathlib import Path

from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise

FOLDER = Path(__file__).resolve().parent.parent / "static"
ICONS = "vendor/dkfds/img/all-svg-icons.svg"
ICON = Markup(
    '<svg class="icon-svg" focusable="false" aria-hidden="true">'
    '<use href="{icons}#{name}"></use></svg>'
)
COPIES = (".gz", ".br")
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


def init_app(app: Flask) -> None:
    """Serve `portal/static` under /static/; give templates `asset(path)` and `svg(name)`."""
    found = {path: path.stat() for path in FOLDER.rglob("*") if path.is_file()}
    files = {p.relative_to(FOLDER).as_posix(): p for p in found if p.suffix not in COPIES}
    hashed = {name: _hashed_name(name, path) for name, path in files.items()}
    server = WhiteNoise(
        app.wsgi_app, max_age=3600, immutable_file_test=lambda _path, url: bool(HASHED.search(url))
    )
    known = {str(path): stat for path, stat in found.items() if _is_current(path, found)}
    for name, path in files.items():
        for shown in (name, hashed[name]):
            server.add_file_to_dictionary(f"/static/{shown}", str(path), stat_cache=known)
    app.wsgi_app = server  # type: ignore[method-assign]
    address = app.jinja_env.globals["asset"] = cache(partial(_address, hashed))

    @cache
    def svg(name: str) -> Markup:
        return ICON.format(icons=address(ICONS), name=name)

    app.jinja_env.globals["svg"] = svg


def _is_current(path: Path, found: dict[Path, os.stat_result]) -> bool:
    """False for a compressed copy of what has been changed since, or is gone."""
    if path.suffix not in COPIES:
        return True
    file = found.get(path.with_suffix(""))
    return file is not None and int(file.st_mtime) == int(found[path].st_mtime)


def _hashed_name(name: str, path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{digest}{dot}{suffix}"


def _address(hashed: dict[str, str], path: str) -> str:
    """The address of a static file; of a file that is missing, its plain one."""
    return f"/static/{hashed.get(path, path)}"
