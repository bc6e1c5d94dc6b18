"""A stand-in for clamd on loopback: it speaks INSTREAM and finds the EICAR test string."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Scan(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        seen = self.server.seen  # type: ignore[attr-defined]
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while (length := struct.unpack("!I", self.rfile.read(4))[0]) > 0:
            content += self.rfile.read(length)
        seen.append(content)
        answer = self.server.answer  # type: ignore[attr-defined]
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        self.wfile.write(found if answer is None else answer)


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def clamd(
    place: Path | None = None, answer: bytes | None = None
) -> Iterator[tuple[str, list[bytes]]]:
    """Where it listens, as `PORTAL_CLAMD` says it, and what it has been given."""
    server = _Unix(str(place), _Scan) if place else _Tcp(("127.0.0.1", 0), _Scan)
    server.seen, server.answer = [], answer  # type: ignore[attr-defined,union-attr]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    where = f"unix:{place}" if place else f"tcp:127.0.0.1:{server.server_address[1]}"
    try:
        yield where, server.seen  # type: ignore[union-attr]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
