"""A municipality of our own on a private server of its own, which may be lost."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from portal import create_app
from portal.core import embedded_postgres
from portal.settings import Settings, load_settings


class Installation:
    """A portal with its own data folder; commands run as an operator would run them."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._apps: dict[str, Flask] = {}

    def app(self, **more: Any) -> Flask:
        """The application, with some settings of its own."""
        key = repr(sorted(more.items()))
        if key not in self._apps:
            settings = {"env": "test", "data_dir": self.data, "log_level": "error"} | more
            self._apps[key] = create_app(load_settings(**settings))
        return self._apps[key]

    @property
    def settings(self) -> Settings:
        """Its settings."""
        found: Settings = self.app().extensions["portal.settings"]
        return found

    def tried(self, *words: str, **more: Any) -> Result:
        """What `flask --app wsgi portal …` did."""
        app = self.app(**more)
        done = app.test_cli_runner().invoke(app.cli, ["portal", *words])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    def run(self, *words: str, **more: Any) -> str:
        """What a command said; it must have ended well."""
        done = self.tried(*words, **more)
        assert done.exit_code == 0, done.output[-3000:]
        return done.stdout

    def asked(self, *words: str, **more: Any) -> Any:
        """What a command said as JSON."""
        return json.loads(self.run(*words, "--json", **more))

    def forget(self) -> None:
        """Close every connection: the server will not be the same any more."""
        for app in self._apps.values():
            if "portal.engine" in app.extensions:
                app.extensions.pop("portal.engine").dispose()
        self._apps.clear()

    def leave(self) -> None:
        """Stop its server, if it runs."""
        self.forget()
        embedded_postgres.ensure_running(self.data).release(stop=True)


@pytest.fixture(scope="session")
def fresh() -> Iterator[Path]:
    """The data folder of a migrated portal with its rules, whose server is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="portal-operations-", dir="/tmp"))
    folder.chmod(0o755)
    made = Installation(folder / "data")
    made.run("db", "upgrade")
    made.run("db", "defaults")
    made.leave()
    for address in made.data.glob("*/address"):
        address.unlink()
    yield made.data
    shutil.rmtree(folder)


@contextmanager
def copied(fresh: Path) -> Iterator[Installation]:
    """A copy of a portal's data folder, with a private server of its own."""
    folder = Path(tempfile.mkdtemp(prefix="portal-operations-", dir="/tmp"))
    folder.chmod(0o755)
    subprocess.run(["cp", "-a", fresh, folder / "data"], check=True)
    made = Installation(folder / "data")
    yield made
    made.leave()
    shutil.rmtree(folder)


@pytest.fixture
def installation(fresh: Path) -> Iterator[Installation]:
    """A copy of it, with a private server of its own."""
    with copied(fresh) as made:
        yield made
