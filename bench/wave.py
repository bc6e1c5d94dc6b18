"""A survey's wave in the midst of visitors: mails by the ten thousand, sent by a real worker."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from portal.settings import ROOT

HOST = "127.0.0.1"
# As the invitations of a wave are queued, with addresses that lead nowhere.
QUEUE = sa.text("""
    INSERT INTO outbox_message (event, kind, audience, recipient_id, channel, address, language,
                                subject, body, path, created_at, due_at)
    SELECT 'bench:wave:' || n, 'survey_invited', 'citizen', n, 'email',
           'citizen' || n || '@example.invalid', 'da', 'Hvordan gik samtalen?',
           repeat('Fem spørgsmål, et minut. ', 20), '/svar/kode', now(), now()
      FROM generate_series(1, :mails) n
""")


class Post:
    """A mail server that takes everything and keeps nothing."""

    def __init__(self) -> None:
        self.taken = 0

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        """Take it."""
        self.taken += 1
        return "250 Message accepted for delivery"


@contextmanager
def under_way(mails: int, engine: sa.Engine) -> Iterator[Post]:
    """Queue so many mails, and let one worker of this environment send them meanwhile."""
    post = Post()
    if not mails:
        yield post
        return
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    server = Controller(post, hostname=HOST, port=port, ready_timeout=30)
    server.start()
    with engine.begin() as connection:
        connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
        connection.execute(QUEUE, {"mails": mails})
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "portal", "worker"],
        cwd=ROOT,
        env=os.environ
        | {
            "PORTAL_SMTP_HOST": HOST,
            "PORTAL_SMTP_PORT": str(port),
            "PORTAL_LOG_LEVEL": "error",
        },
        stdin=subprocess.DEVNULL,
    )
    try:
        yield post
    finally:
        worker.terminate()
        worker.wait(30)
        server.stop()
