"""One stage for all faults, and the table of what was measured."""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.settings import ROOT, Settings
from tests.faults.people import Town
from tests.faults.stage import Stage
from tests.integration.notifications.mailserver import MailServer, running

WHOLE = os.environ.get("PORTAL_FAULTS") == "whole"
"""`make faults`: every round. Otherwise each fault once or twice, for `make test`."""
MEASURED: list[dict[str, object]] = []

Record = Callable[..., None]


def rounds(quick: int, whole: int) -> int:
    """How often a fault is tried."""
    return whole if WHOLE else quick


@pytest.fixture(scope="session")
def mail() -> Iterator[MailServer]:
    """The SMTP sink."""
    with running(MailServer()) as server:
        yield server


@pytest.fixture(scope="session")
def stage(mail: MailServer) -> Iterator[Stage]:
    """The real thing, for all tests of the run."""
    # Not pytest's own folder: the server runs as an ordinary user, and that is for root alone.
    folder = Path(tempfile.mkdtemp(prefix="portal-faults-", dir="/tmp"))
    folder.chmod(0o755)
    made = Stage(folder, mail.port)
    try:
        made.serve()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def beside(stage: Stage) -> Flask:
    """The application in the test's own process, on the same database, for what is no request."""
    app = create_app(Settings(env="test", log_level="error", data_dir=stage.folder))
    app.extensions["portal.engine"] = stage.application
    return app


@pytest.fixture(scope="session")
def town(stage: Stage, beside: Flask) -> Town:
    """Who is there."""
    return Town(stage, beside)


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Record:
    """Note what was measured of a fault."""
    began = time.monotonic()

    def note(fault: int, what: str, **figures: object) -> None:
        MEASURED.append(
            {"fault": fault, "what": what, "test": request.node.nodeid, **figures}
            | {"seconds": round(time.monotonic() - began, 1)}
        )
        if WHOLE:
            keep()

    return note


def keep() -> None:
    """Keep the table for programs, row by row, so that a run that is cut short has its rows too."""
    folder = Path(ROOT / ".data")
    folder.mkdir(exist_ok=True)
    text = json.dumps(MEASURED, ensure_ascii=False, indent=1)
    (folder / "faults.json").write_text(text + "\n", encoding="utf-8")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the table."""
    if not MEASURED:
        return
    names = ("tries", "acknowledged", "lost", "duplicates", "recovery_s", "seconds")
    terminalreporter.write_line("")
    terminalreporter.write_line(f"{'fault':44}" + "".join(f"{name:>13}" for name in names))
    for row in sorted(MEASURED, key=lambda one: int(str(one["fault"]))):
        line = f"{row['fault']:>2} {str(row['what'])[:40]:41}"
        line += "".join(f"{row.get(name, '–')!s:>13}" for name in names)
        terminalreporter.write_line(line)
