"""`make run`: the whole portal in the foreground, from the database to the web server.

The portal is imported once, the database is made ready, and then each part is forked from here:
on a small machine importing it anew for each part would take longer than all the rest. A part that
dies is started again, and so is the database; Ctrl-C stops all of it and leaves nothing behind.
"""

import ctypes
import multiprocessing
import os
import runpy
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
from flask import Flask
from flask.cli import ScriptInfo

from portal.core import embedded_postgres
from portal.core.embedded_postgres import EmbeddedPostgresError, Server
from portal.core.engine import work_behind_the_pages
from portal.settings import Settings, SettingsError, load_settings

HOST = "127.0.0.1"
POLL = 0.5
READY_WITHIN = 60
STOP_WITHIN = 10
STOPPERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MOST_DEATHS = 5  # of one part within a minute; then something is wrong for good
PREPARATIONS = (("db", "upgrade"), ("demo", "load", "--if-empty"))


class RunError(Exception):
    """The portal can't run; the text is one sentence that says what to do."""


def web(port: int) -> None:
    """The web server."""
    work_behind_the_pages(False)
    # Threads: no proxy stands before it, and browsers open connections they say nothing on.
    options = ["--workers", "2", "--threads", "4", "--no-control-socket", "--log-level", "warning"]
    python_module("gunicorn", "--bind", f"{HOST}:{port}", *options, "wsgi:app")


def worker() -> None:
    """The job worker: mails, reminders, what falls due."""
    command(load_app(), "worker")


def sign_in(port: int) -> None:
    """The provider that signs the demo's people in."""
    python_module("portal.demo.provider", "--port", str(port))


def python_module(name: str, *arguments: str) -> None:
    """Run `python -m name …` in this process."""
    sys.argv = [name, *arguments]
    runpy.run_module(name, run_name="__main__", alter_sys=True)


def load_app() -> Flask:
    """The application that gunicorn will serve."""
    import wsgi

    return wsgi.app


def command(app: Flask, *words: str) -> None:
    """Run `flask --app wsgi portal …` in this process."""
    app.cli.main(["portal", *words], obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


class Part:
    """One of the processes, started again when it dies."""

    def __init__(self, work: Callable[..., None], *arguments: int) -> None:
        self.work = work
        self.arguments = arguments
        self.deaths: list[float] = []
        self.process = self._start()

    def _start(self) -> BaseProcess:
        process = multiprocessing.get_context("fork").Process(
            target=_become, args=(os.getpid(), self.work, *self.arguments), name=self.work.__name__
        )
        process.start()
        return process

    def look_after(self) -> None:
        """Start it again if it has died.

        Raises:
            RunError: when it keeps dying.
        """
        if self.process.is_alive():
            return
        now = time.monotonic()
        self.deaths = [*(then for then in self.deaths if now - then < 60), now]
        if len(self.deaths) > MOST_DEATHS:
            raise RunError(f"{self.process.name} keeps dying: see the lines above.")
        _say(f"{self.process.name} ended ({self.process.exitcode}) and is started again.")
        kill_group(self.process)
        self.process = self._start()


def _become(parent: int, work: Callable[..., None], *arguments: int) -> None:
    """The first steps of a forked part."""
    os.setsid()  # Ctrl-C goes to the runner alone, which stops the parts in its own way
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_DFL)
    if sys.platform == "linux":
        end_with_parent = 1  # PR_SET_PDEATHSIG
        ctypes.CDLL(None).prctl(end_with_parent, signal.SIGTERM)
    if os.getppid() == parent:
        work(*arguments)


def main() -> int:
    """Run until Ctrl-C or SIGTERM: 0. When that is not possible, say why in one sentence: 1."""
    for name in STOPPERS:
        signal.signal(name, _interrupt)
    try:
        _run()
    except (RunError, EmbeddedPostgresError, SettingsError) as error:
        click.echo(error, err=True)
        return 1
    except click.ClickException as error:
        click.echo(error.format_message(), err=True)
        return 1
    except (KeyboardInterrupt, click.Abort):
        return 0


def _run() -> NoReturn:
    port = _web_port()
    os.environ.setdefault("PORTAL_BASE_URL", f"http://{HOST}:{port}")
    os.environ.setdefault("PORTAL_LOG_LEVEL", "warning")
    settings = load_settings()
    os.environ["PORTAL_OIDC_PORT"] = str(provider_port(settings.data_dir))
    settings = load_settings()
    parts: list[Part] = []
    server = _database(settings)
    try:
        _prepare()
        for work, *arguments in ((sign_in, settings.oidc_port), (worker,), (web, port)):
            parts.append(Part(work, *arguments))
        _wait_until_ready(settings, port, parts)
        _greet(settings, port)
        while True:
            time.sleep(POLL)
            _look_after(settings, parts)
    finally:
        for name in STOPPERS:
            signal.signal(name, _kill_all)
        _say("Stopping …")
        _stop()
        if server:
            server.release(stop=True)


def _prepare() -> None:
    """Migrate, and load the demo once."""
    app = load_app()
    for words in PREPARATIONS:
        command(app, *words)
    # The parts are forked with this application: they open connections of their own.
    app.extensions["portal.engine"].dispose()


def _database(settings: Settings) -> Server | None:
    if settings.database_url is not None:
        return None
    return embedded_postgres.ensure_running(settings.data_dir, flavour=settings.embedded)


def _look_after(settings: Settings, parts: list[Part]) -> None:
    _database(settings)
    for part in parts:
        part.look_after()


def _wait_until_ready(settings: Settings, port: int, parts: list[Part]) -> None:
    until = time.monotonic() + READY_WITHIN
    while (said := _readiness(port)) != "":
        if time.monotonic() > until:
            raise RunError(f"The portal is not ready after {READY_WITHIN} seconds: {said}")
        time.sleep(POLL / 5)
        _look_after(settings, parts)


def _readiness(port: int) -> str:
    """What is not ready yet, in the portal's own words; empty when all is."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=5):
            return ""
    except urllib.error.HTTPError as error:
        return error.read().decode()
    except OSError as error:
        return str(error)


def _greet(settings: Settings, port: int) -> None:
    _say(
        f"""
  {settings.solution_name}, {settings.municipality} (demo: nobody in it is real)

    Open      http://{HOST}:{port}/
    Sign in   http://{HOST}:{port}/log-ind  - choose one of the people there
    Mails     {settings.data_dir / "mail"}
    Stop      Ctrl-C
"""
    )


def _say(text: str) -> None:
    with suppress(OSError):  # the terminal may have been closed
        click.echo(text)


def _stop() -> None:
    processes = multiprocessing.active_children()
    for process in processes:
        process.terminate()
    until = time.monotonic() + STOP_WITHIN
    for process in processes:
        process.join(max(0.0, until - time.monotonic()))
        kill_group(process)
        process.join()


def kill_group(process: BaseProcess) -> None:
    """End a part and all it has started: gunicorn's workers would keep the port for a while."""
    assert process.pid, "it has been started"
    process.kill()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def provider_port(data_dir: Path) -> int:
    """The sign-in provider's port: the given one, the one kept from last time, or a free one."""
    given = os.environ.get("PORTAL_OIDC_PORT")
    if given:
        return int(given)
    kept = data_dir / "oidc-port"
    if kept.exists() and _is_free(port := int(kept.read_text())):
        return port
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    data_dir.mkdir(parents=True, exist_ok=True)
    kept.write_text(str(port))
    return port


def _web_port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not (given.isdecimal() and 0 < int(given) < 65536):
        raise RunError(f"PORT must be a number from 1 to 65535, not {given!r}.")
    if not _is_free(int(given)):
        raise RunError(f"Port {given} is taken: stop what uses it, or choose another with PORT=….")
    return int(given)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _kill_all(_signal: int, _frame: FrameType | None) -> None:
    """Asked twice: no more patience with the parts."""
    for process in multiprocessing.active_children():
        kill_group(process)


if __name__ == "__main__":
    ended = main()
    # All is stopped and said; tidying up the memory of all these modules would take a second.
    os._exit(ended)
