"""The portal on the cluster: two web nodes and two workers, and a mail server that counts."""

import os
import subprocess
import sys
import urllib.request
from collections import Counter
from email import message_from_bytes
from pathlib import Path

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from cluster import ClusterError
from cluster.nodes import READS, WRITES, Nodes
from cluster.processes import Processes, wait_until
from portal.core.db import APPLICATION, DATABASE
from portal.settings import ROOT

WEBS = (28081, 28082)
SMTP_PORT = 28025
OWNER = "postgres"
PATIENCE = 90.0


class Mails:
    """What was taken: how often each Message-ID."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take it."""
        content = envelope.content or b""
        name = message_from_bytes(content if isinstance(content, bytes) else content.encode())
        self.taken[str(name["Message-ID"])] += 1
        return "250 Message accepted for delivery"


class Portal:
    """Web and worker nodes. They share nothing but the database."""

    def __init__(self, processes: Processes, nodes: Nodes, folder: Path) -> None:
        self.processes, self.nodes, self.folder = processes, nodes, folder
        self.mails = Mails()
        self._post = Controller(self.mails, hostname="127.0.0.1", port=SMTP_PORT)
        self.environment = {
            "PORTAL_ENV": "demo",
            "PORTAL_BASE_URL": f"http://127.0.0.1:{WEBS[0]}",
            "PORTAL_DATA_DIR": str(folder / "portal"),
            "PORTAL_LOG_LEVEL": "warning",
            "PORTAL_REQUESTS_PER_MINUTE": "0",
            "PORTAL_SMTP_HOST": "127.0.0.1",
            "PORTAL_SMTP_PORT": str(SMTP_PORT),
            "DATABASE_URL": self.url(),
            "DATABASE_OWNER_URL": self.url(OWNER),
            "DATABASE_REPLICA_URL": self.url(port=READS),
        }

    @staticmethod
    def url(role: str = APPLICATION, port: int = WRITES) -> str:
        """The database, through HAProxy."""
        return f"postgresql://{role}@127.0.0.1:{port}/{DATABASE}"

    def up(self) -> None:
        """Make the database and the demo municipality in it, and start every node."""
        with psycopg.connect(self.nodes.must_lead().dsn(), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {APPLICATION} LOGIN".encode())
            connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0".encode())
        self.command("db", "upgrade")
        self.command("demo", "load")
        self._post.start()
        for number, port in enumerate(WEBS, start=1):
            words = [sys.executable, "-m", "gunicorn", "wsgi:app", "--workers", "2"]
            words += ["--bind", f"127.0.0.1:{port}", "--no-control-socket"]
            self.processes.start(f"web{number}", words, self.environment)
            words = [sys.executable, "-m", "flask", "--app", "wsgi", "portal", "worker"]
            self.processes.start(f"worker{number}", words, self.environment)
        for port in WEBS:
            wait_until(lambda port=port: _answers(port), PATIENCE, f"the web node on {port}")
        for name in ("web1", "web2", "worker1", "worker2"):
            if not self.processes.alive(name):
                raise ClusterError(f"{name} has ended; its log says why.")

    def command(self, *words: str) -> str:
        """What `flask --app wsgi portal …` says.

        Raises:
            ClusterError: when it fails, with what it said.
        """
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "portal", *words]
        environment = {**os.environ, **self.environment}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise ClusterError(f"{' '.join(words)}: {done.stderr[-2000:] or done.stdout[-2000:]}")
        return done.stdout

    def down(self) -> None:
        """Stop taking mails; the processes end with theirs."""
        self._post.stop()


def _answers(port: int) -> bool:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
        return bool(answer.status == 200)
