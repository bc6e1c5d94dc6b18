"""A wire between the portal and PostgreSQL that breaks where a test says.

It understands just enough of the protocol to count what the portal asks: a connection, and each
`Query` or `Sync` after it. Nothing of the portal knows that it is there.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

HOST = "127.0.0.1"
ENDS_AN_ASKING = (b"Q", b"S")
READY = b"Z"


class Breaks(StrEnum):
    """How the wire breaks at a step."""

    UNASKED = "before the server has heard it"
    GONE = "before the answer has come, and the server stays away"


@dataclass
class Wire:
    """Where the portal connects to; `break_at` says which step is the last."""

    server: tuple[int, Any]
    listener: socket.socket
    steps: int = 0
    broken_at: int | None = None
    how: Breaks = Breaks.UNASKED
    away: bool = False
    unheard: bytes = b""
    """What was being asked where it broke."""
    _open: list[socket.socket] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.listener.getsockname()[1])

    def break_at(self, step: int, how: Breaks) -> None:
        """Break at that step from now, counted from one."""
        self.steps, self.broken_at, self.how, self.away = 0, step, how, False
        self.unheard = b""

    def mend(self) -> bool:
        """Let everything through again; says whether it had broken."""
        had = self.broken_at is None
        self.broken_at, self.away = None, False
        return had

    def _breaks(self) -> bool:
        with self._lock:
            self.steps += 1
            if self.steps != self.broken_at:
                return False
            self.broken_at, self.away = None, self.how is Breaks.GONE
            return True

    def serve(self) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                portal, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connection, args=(portal,), daemon=True).start()

    def _connection(self, portal: socket.socket) -> None:
        family, address = self.server
        if self.away or self._breaks():
            portal.close()
            return
        server = socket.socket(family)
        server.connect(address)
        self._open += [portal, server]
        silent = threading.Event()
        back = threading.Thread(target=self._back, args=(server, portal, silent), daemon=True)
        with suppress(OSError):
            server.sendall(_startup(portal))
            back.start()
            asked = b""
            while (message := _message(portal)) is not None and not self.away:
                asked += message
                if message[:1] in ENDS_AN_ASKING:
                    if self._breaks():
                        self.unheard = asked
                        if self.how is Breaks.GONE:
                            silent.set()
                            server.sendall(asked)
                            back.join(10)
                        break
                    server.sendall(asked)
                    asked = b""
        _end(portal, server)

    def _back(self, server: socket.socket, portal: socket.socket, silent: threading.Event) -> None:
        """What the server says; nothing more of it once `silent`, until it is ready."""
        with suppress(OSError):
            while (message := _message(server)) is not None:
                if not silent.is_set():
                    portal.sendall(message)
                elif message[:1] == READY:
                    return
        if not silent.is_set():
            _end(portal, server)

    def close(self) -> None:
        """End every connection."""
        _end(self.listener, *self._open)


def _end(*sockets: socket.socket) -> None:
    for one in sockets:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()


def _exactly(sender: socket.socket, length: int) -> bytes:
    found = b""
    while len(found) < length:
        more = sender.recv(length - len(found))
        if not more:
            raise ConnectionError
        found += more
    return found


def _startup(sender: socket.socket) -> bytes:
    length = _exactly(sender, 4)
    return length + _exactly(sender, int.from_bytes(length) - 4)


def _message(sender: socket.socket) -> bytes | None:
    try:
        head = _exactly(sender, 5)
        return head + _exactly(sender, int.from_bytes(head[1:]) - 4)
    except OSError:
        return None


@contextmanager
def laid_to(url: sa.URL) -> Iterator[tuple[Wire, sa.URL]]:
    """A wire to the server of that address, and the address at its near end."""
    folder = url.query.get("host")
    port = int(url.port or str(url.query.get("port", "5432")))
    if folder:
        where: tuple[int, Any] = (socket.AF_UNIX, f"{folder}/.s.PGSQL.{port}")
    else:
        where = (socket.AF_INET, (url.host or HOST, port))
    listener = socket.create_server((HOST, 0))
    wire = Wire(where, listener)
    near = url.difference_update_query(["host", "port"]).set(host=HOST, port=wire.port)
    near = near.update_query_dict({"sslmode": "disable", "gssencmode": "disable"})
    threading.Thread(target=wire.serve, daemon=True).start()
    try:
        yield wire, near
    finally:
        wire.close()
