"""PgBouncer in transaction mode before the tests' database, where this machine has it."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

HOST = "127.0.0.1"
IS_BEFORE = bool(os.environ.get("PORTAL_TEST_POOLER"))
"""Whether the tests' own engine goes through one (`make pooler-test`)."""
MAYBE_THERE = f"{os.environ.get('PATH', '')}:/usr/sbin"
# The portal must ask for nothing that a pooler refuses: no start-up parameter is ignored.
CONFIGURATION = """\
[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = {auth}
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = {servers}
max_client_conn = 100
server_idle_timeout = 600
logfile = {folder}/log
{user}
"""


@contextmanager
def before(url: sa.URL, servers: int) -> Iterator[sa.URL]:
    """The address of a pooler that lends `servers` connections to that database at most."""
    program = shutil.which("pgbouncer", path=MAYBE_THERE)
    if program is None:
        pytest.skip("this machine has no pgbouncer: apt-get install pgbouncer")
    folder = Path(tempfile.mkdtemp(prefix="portal-pooler-", dir="/tmp"))
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    (folder / "users").write_text(f'"{url.username}" "{url.password or ""}"\n')
    (folder / "ini").write_text(
        CONFIGURATION.format(
            host=url.query.get("host") or url.host,
            port=url.port or url.query.get("port", 5432),
            listen=port,
            auth="plain" if url.password else "trust",
            folder=folder,
            servers=servers,
            user="user = postgres" if os.geteuid() == 0 else "",
        )
    )
    if os.geteuid() == 0:  # which pgbouncer refuses to be
        shutil.chown(folder, "postgres")
        shutil.chown(folder / "users", "postgres")
    pooler = subprocess.Popen(
        [program, "-q", folder / "ini"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, pooler, folder / "log")
        near = url.difference_update_query(["host", "port"])
        yield near.set(host=HOST, port=port)
    finally:
        pooler.terminate()
        pooler.wait(10)
        shutil.rmtree(folder)


def _wait_for(port: int, pooler: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        assert pooler.poll() is None, log.read_text() if log.exists() else "it says nothing"
        try:
            socket.create_connection((HOST, port)).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("pgbouncer did not start")
