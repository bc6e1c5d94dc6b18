"""The whole portal as `make run` starts it, on a small demo municipality, driven by Chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from portal import create_app
from portal.settings import ROOT, Settings
from tests.browser.looking import Visitor
from tests.browser.stage import Stage
from tests.integration.conftest import application_url, fresh_database

PYTHON = sys.executable
BIN = Path(PYTHON).parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROMIUM = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A tenth of the municipality: every kind of row is there, and it loads in seconds.
DEMO_SIZE = "0.1"


@dataclass(frozen=True)
class Running:
    """A running portal."""

    url: str
    environment: dict[str, str]
    data_dir: Path

    def command(self, *words: str) -> str:
        """The output of `flask --app wsgi portal …` on this portal's database."""
        done = subprocess.run(
            [BIN / "flask", "--app", "wsgi", "portal", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def chromium() -> str | None:
    """Where this machine has Chromium, or None for the one that Playwright may have brought.

    A test run without either fails, it does not skip.
    """
    for name in CHROMIUM:
        found = shutil.which(name)
        if found:
            return found
    for path in MAC_CHROMIUM:
        if Path(path).exists():
            return path
    return None


def wait_for(url: str, what: str) -> None:
    """Return when `url` answers 200.

    Raises:
        RuntimeError: when it has not after a minute.
    """
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.1)
    raise RuntimeError(f"{what} did not answer at {url}")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Running]:
    """The portal with web server, worker and demo sign-in, on its own database."""
    suffix = os.environ.get("PORTAL_TEST_DB_SUFFIX", "")
    url = fresh_database(f"portal_browser_{worker_id}{suffix}")
    web, provider = free_port(), free_port()
    data_dir = tmp_path_factory.mktemp("portal data")
    environment = os.environ | {
        "PORTAL_ENV": "demo",
        "PORTAL_BASE_URL": f"http://127.0.0.1:{web}",
        "PORTAL_OIDC_PORT": str(provider),
        "PORTAL_DATA_DIR": str(data_dir),
        "PORTAL_LOG_LEVEL": "warning",
        "DATABASE_URL": application_url(url).replace("+psycopg", ""),
        "DATABASE_OWNER_URL": url.replace("+psycopg", ""),
    }
    portal = Running(f"http://127.0.0.1:{web}", environment, data_dir)
    portal.command("db", "upgrade")
    portal.command("demo", "load", "--size", DEMO_SIZE)
    log = (data_dir / "servers.log").open("w")
    with ExitStack() as stack:
        stack.enter_context(log)
        for command in (
            [PYTHON, "-m", "portal.demo.provider", "--port", str(provider)],
            [BIN / "flask", "--app", "wsgi", "portal", "worker"],
            [
                BIN / "gunicorn",
                "-w",
                "2",
                "-b",
                f"127.0.0.1:{web}",
                "--no-control-socket",
                "wsgi:app",
            ],
        ):
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
            stack.callback(process.wait, 30)
            stack.callback(process.terminate)
        wait_for(f"http://localhost:{provider}/.well-known/openid-configuration", "the sign-in")
        wait_for(f"{portal.url}/readyz", "the portal")
        yield portal


@pytest.fixture(scope="session")
def personas(running: Running) -> dict[str, dict[str, str]]:
    """The demo's named people, by subject."""
    return {p["subject"]: p for p in json.loads(running.command("demo", "personas", "--json"))}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield made
        made.close()


OpenVisitor = Callable[..., Visitor]


@pytest.fixture
def visitor(browser: Browser, running: Running) -> Iterator[OpenVisitor]:
    """Opens browsers with their own cookies; a console error or failed request fails the test."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def open_visitor(
        language: str = "da", width: int = 1280, scripts: bool = True, height: int = 900
    ) -> Visitor:
        context = browser.new_context(
            locale="da-DK" if language == "da" else "en-GB",
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            base_url=running.url,
            reduced_motion="reduce",
        )
        opened.append(context)
        context.set_default_timeout(10_000)
        page: Page = context.new_page()

        def on_console(message: ConsoleMessage) -> None:
            # A page that answers 4xx on purpose is also logged as an error; that is no complaint.
            if message.type == "error" and "status of 4" not in message.text:
                complaints.append(f"{page.url}: {message.text}")

        page.on("console", on_console)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return Visitor(page, language, width, scripts)

    yield open_visitor
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def stage(running: Running) -> Iterator[Stage]:
    """Sets the scene of a journey in the running portal's database."""
    url = running.environment["DATABASE_URL"]
    app = create_app(Settings(env="demo", data_dir=running.data_dir, DATABASE_URL=url))
    yield Stage(app)
    app.extensions["portal.engine"].dispose()
