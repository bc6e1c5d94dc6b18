"""A real mail server on loopback that keeps what it takes, and refuses when told to."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 Message accepted for delivery"


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class MailServer:
    """What the tests see of the server: the messages it took, and how it shall answer."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answer: Callable[[EmailMessage], str] = lambda _message: OK
        self.refuse_recipient: str | None = None
        self.after_taking: Callable[[], None] = lambda: None
        self.host = "127.0.0.1"
        self.port = free_port()

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.refuse_recipient is not None:
            return self.refuse_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        answer = self.answer(message)
        if answer == OK:
            self.taken.append(message)
            self.after_taking()
        return answer

    def ids(self) -> list[str]:
        """The Message-IDs of what the server took."""
        return [str(message["Message-ID"]) for message in self.taken]


@contextmanager
def running(server: MailServer) -> Iterator[MailServer]:
    """Let the server listen on its port."""
    controller = Controller(server, hostname=server.host, port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
