"""A new version while people use the portal: the real proxy, the real server, no request lost."""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

import pytest
import requests
import sqlalchemy as sa

from portal.core import embedded_postgres, migrations
from portal.core.engine import create_engine
from portal.settings import ROOT
from tests.integration.conftest import fresh_database
from tests.integration.operations.conftest import Installation, copied

pytestmark = pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
READERS = 3
RELOADS = 2
AT_LEAST = 60  # requests, however slow the machine


def free_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Served(NamedTuple):
    """A portal behind nginx."""

    address: str
    pid: int
    """Of gunicorn's first process."""
    folder: Path

    def get(self, path: str) -> requests.Response:
        """What the proxy answers."""
        return requests.get(f"{self.address}{path}", verify=False, timeout=30)  # noqa: S501


@pytest.fixture(scope="module")
def served(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The portal on a copy of the fresh database."""
    if shutil.which("nginx") is None:
        pytest.skip("this machine has no nginx")
    with copied(fresh) as installation:
        yield from serve(installation, tmp_path_factory.mktemp("served"))


def serve(installation: Installation, tmp_path: Path) -> Iterator[Served]:
    embedded_postgres.ensure_running(installation.data)
    web = tmp_path / "web.sock"
    environment = os.environ | {
        "PORTAL_ENV": "test",
        "PORTAL_DATA_DIR": str(installation.data),
        "PORTAL_BIND": f"unix:{web}",
        "PORTAL_LOG_LEVEL": "error",
        "WEB_CONCURRENCY": "2",
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"),
    }
    environment.pop("DATABASE_URL", None)
    gunicorn = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn/gunicorn.conf.py", "wsgi:app"],
        cwd=ROOT,
        env=environment,
    )
    plain, secure = free_ports(2)
    nginx = subprocess.Popen(
        ["nginx", "-c", configured(tmp_path, web, plain, secure), "-e", tmp_path / "nginx.log"]
    )
    address = f"https://127.0.0.1:{secure}"
    try:
        wait_for(address)
        yield Served(address, gunicorn.pid, tmp_path)
    finally:
        for process in (nginx, gunicorn):
            process.terminate()
            process.wait(20)


def configured(folder: Path, web: Path, plain: int, secure: int) -> Path:
    """Nginx with the configuration of deploy/, on ports and paths of our own."""
    key = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj"]
    files = ["/CN=portal.example.dk", "-keyout", folder / "privkey.pem"]
    subprocess.run(
        [*key, *files, "-out", folder / "fullchain.pem"], check=True, capture_output=True
    )
    text = (ROOT / "deploy" / "nginx" / "portal.conf").read_text()
    text = text.replace("/etc/portal/tls", str(folder)).replace("/var/log/nginx", str(folder))
    text = text.replace("unix:/run/portal/web.sock", f"unix:{web}")
    text = text.replace("/etc/portal/maintenance", str(folder / "maintenance"))
    text = text.replace("root /opt/portal/deploy/nginx;", f'root "{ROOT}/deploy/nginx";')
    text = text.replace("rate=20r/s", "rate=5000r/s")  # all readers have one address here
    text = re.sub(r"listen \[::\].*\n", "", text)
    text = text.replace("listen 80 ", f"listen 127.0.0.1:{plain} ")
    text = text.replace("listen 443 ", f"listen 127.0.0.1:{secure} ")
    (folder / "site.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(
        f"{user} daemon off; worker_processes 1; pid {folder}/pid;"
        f" events {{}} http {{ include {folder}/site.conf; }}"
    )
    return main


def wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if requests.get(f"{address}/healthz", verify=False, timeout=5).status_code == 200:  # noqa: S501
                return
        except requests.RequestException:
            pass
        time.sleep(0.2)
    raise AssertionError("the portal did not start behind nginx")


def children(pid: int) -> set[int]:
    said = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return {int(one) for one in said.split()}


def test_no_request_is_lost_while_the_server_is_reloaded(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    pid = served.pid
    done = threading.Event()
    counts: list[int] = []
    failures: list[str] = []

    def read() -> None:
        number = 0
        while not done.is_set() or number < AT_LEAST / READERS:
            try:
                answer = served.get("/was" if number % 3 else "/")
                if answer.status_code != 200 or "</html>" not in answer.text:
                    failures.append(str(answer.status_code))
            except requests.RequestException as error:
                failures.append(repr(error))
            number += 1
        counts.append(number)

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    before = children(pid)
    for _ in range(RELOADS):
        time.sleep(1)
        workers = children(pid)
        os.kill(pid, signal.SIGHUP)
        until = time.monotonic() + 60
        while children(pid) & workers and time.monotonic() < until:
            time.sleep(0.1)
        assert not children(pid) & workers, "the old workers are still there"
    time.sleep(1)
    done.set()
    for reader in readers:
        reader.join()

    assert failures == []
    assert not before & children(pid)
    with capsys.disabled():
        print(f"\n{RELOADS} reloads under load: 0 of {sum(counts)} requests failed.")


SLOW = {
    "a head without an end": b"GET /was HTTP/1.1\r\nHost: portal.example.dk\r\nX-Slow: ",
    "a body that never comes": b"POST /log-ind HTTP/1.1\r\nHost: portal.example.dk\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\naudience=",
    "an answer that nobody reads": b"GET /was HTTP/1.1\r\nHost: portal.example.dk\r\n\r\n",
}
SLOW_OF_A_KIND = 8


def test_slow_clients_hold_nobody_up(served: Served) -> None:
    """More of them than there are workers: the proxy waits for them, and the workers do not."""
    host, port = served.address.removeprefix("https://").split(":")
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with ExitStack() as stack:
        slow = []
        for begun in [*SLOW.values()] * SLOW_OF_A_KIND:
            plain = stack.enter_context(socket.create_connection((host, int(port)), timeout=30))
            one = stack.enter_context(trusting.wrap_socket(plain))
            one.sendall(begun)
            slow.append(one)
        for _turn in range(3):
            for one in slow:
                with suppress(OSError):
                    one.sendall(b"x")
            for path in ("/", "/was", "/healthz"):
                assert served.get(path).status_code == 200
        # Each worker is free: none sits before a client that says nothing.
        waits = [served.get("/healthz").elapsed.total_seconds() for _ in range(10)]
        assert max(waits) < 5


def test_the_proxy_keeps_its_promises(served: Served) -> None:
    assert served.get("/svar/secret-token-5h2").status_code in (200, 404, 410)
    served.get("/was?q=typed-words-3k1")
    log = (served.folder / "portal.log").read_text()
    assert "/was" in log
    assert "secret-token-5h2" not in log
    assert "typed-words-3k1" not in log

    # Counted over both workers, whichever answers.
    assert 'route="/was",status="200"} ' in served.get("/metrics").text

    address = f"{served.address}/log-ind"
    large = requests.post(address, data=b"x" * 2_000_000, verify=False, timeout=30)  # noqa: S501
    assert large.status_code == 413

    (served.folder / "maintenance").touch()
    closed = served.get("/")
    assert closed.status_code == 503
    assert closed.headers["Retry-After"] == "120"
    assert "Vi er snart tilbage" in closed.content.decode()
    (served.folder / "maintenance").unlink()
    assert served.get("/").status_code == 200


def test_a_migration_gives_way_to_those_who_use_a_table() -> None:
    engine = create_engine(fresh_database("portal_test_gives_way"))
    try:
        migrations.upgrade(engine)
        with engine.connect() as reader:
            reader.execute(sa.text("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE"))
            freed = threading.Timer(4.0, reader.rollback)
            freed.start()
            began = time.monotonic()
            migrations.upgrade(engine)
            freed.join()
        assert 3.0 < time.monotonic() - began < 30
    finally:
        engine.dispose()
