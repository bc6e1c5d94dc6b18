"""Static files with the hash of their content in the name, so browsers may keep them for good."""

import hashlib
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
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


def init_app(app: Flask) -> None:
    """Serve `portal/static` under /static/; give templates `asset(path)` and `svg(name)`."""
    files = {p.relative_to(FOLDER).as_posix(): p for p in FOLDER.rglob("*") if p.is_file()}
    hashed = {name: _hashed_name(name, path) for name, path in files.items()}
    server = WhiteNoise(
        app.wsgi_app, max_age=3600, immutable_file_test=lambda _path, url: bool(HASHED.search(url))
    )
    for name, path in files.items():
        server.add_file_to_dictionary(f"/static/{name}", str(path))
        server.add_file_to_dictionary(f"/static/{hashed[name]}", str(path))
    app.wsgi_app = server  # type: ignore[method-assign]
    address = app.jinja_env.globals["asset"] = cache(partial(_address, hashed))

    @cache
    def svg(name: str) -> Markup:
        return ICON.format(icons=address(ICONS), name=name)

    app.jinja_env.globals["svg"] = svg


def _hashed_name(name: str, path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{digest}{dot}{suffix}"


def _address(hashed: dict[str, str], path: str) -> str:
    """The address of a static file; of a file that is missing, its plain one."""
    return f"/static/{hashed.get(path, path)}"
