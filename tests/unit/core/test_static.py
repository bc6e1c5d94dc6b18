"""Static files: kept for good under the name that holds their hash, and sent small."""

import gzip
import os
import re
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.core import static
from portal.settings import Settings

STYLES = "a{color:red}" * 100


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(static, "FOLDER", tmp_path)
    return tmp_path


def served(path: str, encoding: str = "br, gzip") -> tuple[int, bytes, dict[str, str]]:
    app = Flask("tests")
    static.init_app(app)
    hashed = app.jinja_env.globals["asset"](path)  # type: ignore[operator]
    with app.test_client().get(hashed, headers={"Accept-Encoding": encoding}) as answer:
        return answer.status_code, answer.data, dict(answer.headers)


def test_a_name_with_its_hash_is_kept_for_good(folder: Path) -> None:
    (folder / "a.css").write_text("a{}")
    status, body, headers = served("a.css")
    assert (status, body) == (200, b"a{}")
    assert headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_who_takes_a_compressed_copy_gets_it(folder: Path) -> None:
    file, copy = folder / "a.css", folder / "a.css.gz"
    file.write_text(STYLES)
    copy.write_bytes(gzip.compress(STYLES.encode()))
    os.utime(copy, (file.stat().st_atime, file.stat().st_mtime))
    _, body, headers = served("a.css", "gzip")
    assert (gzip.decompress(body), headers["Content-Encoding"]) == (STYLES.encode(), "gzip")
    assert headers["Vary"] == "Accept-Encoding"
    assert served("a.css", "identity")[1] == STYLES.encode()


def test_a_copy_of_what_has_been_changed_since_is_not_sent(folder: Path) -> None:
    file, copy = folder / "a.css", folder / "a.css.gz"
    file.write_text(STYLES)
    copy.write_bytes(gzip.compress(b"a{}"))
    os.utime(copy, (0, file.stat().st_mtime - 60))
    assert served("a.css", "gzip")[1] == STYLES.encode()


def test_the_design_systems_style_sheets_and_scripts_have_their_copies() -> None:
    app = create_app(Settings(env="test"))
    large = [p for p in (static.FOLDER / "vendor").rglob("*") if p.suffix in (".css", ".js")]
    large = [p for p in large if p.stat().st_size > 1000]
    assert large
    for path in large:
        name = app.jinja_env.globals["asset"](path.relative_to(static.FOLDER).as_posix())  # type: ignore[operator]
        for encoding in ("br", "gzip"):
            wanted = {"Accept-Encoding": encoding}
            with app.test_client().get(name, headers=wanted) as answer:
                assert answer.headers["Content-Encoding"] == encoding, path
                assert len(answer.data) < path.stat().st_size / 1.5


def test_the_brand_is_kept_under_its_version_alone() -> None:
    app = create_app(Settings(env="test"))
    address = str(app.jinja_env.globals["brand_address"])
    assert re.fullmatch(r"/brand\.css\?v=[0-9a-f]{12}", address)
    client = app.test_client()
    assert "immutable" in client.get(address).headers["Cache-Control"]
    for other in ("/brand.css", "/brand.css?v=000000000000"):
        assert client.get(other).headers["Cache-Control"] == "public, max-age=3600"
