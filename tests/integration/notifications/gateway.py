"""A real SMS gateway's stand-in on loopback: takes JSON over HTTP, and misbehaves when told to."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """How the gateway answers one call."""

    status: int = 202
    body: bytes | None = None
    """None names the message as the gateway does: gw-1, gw-2, …"""
    wait: float = 0.0
    """Seconds of silence before a word is said."""
    drip: float = 0.0
    """Seconds between the head and the body."""
    raw: bytes | None = None
    """Said instead of HTTP, and then the line is cut."""
    headers: dict[str, str] = field(default_factory=dict)


class Gateway:
    """What the tests see: every call, the messages it took, and how it shall answer."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.taken: dict[str, dict[str, Any]] = {}
        self.answer: Callable[[dict[str, Any]], Answer] = lambda _message: Answer()
        self.url = ""

    def numbers(self) -> list[str]:
        """Where it has sent messages to, in order; a repeated one is sent once."""
        return [message["to"] for message in self.taken.values()]

    def take(self, headers: dict[str, str], message: dict[str, Any]) -> tuple[Answer, bytes]:
        """Note a call, and say how it is answered."""
        self.calls.append((headers, message))
        answer = self.answer(message)
        if 200 <= answer.status < 300 and answer.raw is None:
            self.taken.setdefault(message["id"], message)
        own_name = json.dumps({"id": f"gw-{len(self.taken)}"}).encode()
        return answer, own_name if answer.body is None else answer.body


def _handler(gateway: Gateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            answer, body = gateway.take(dict(self.headers), json.loads(content))
            time.sleep(answer.wait)
            try:
                self._say(answer, body)
            except OSError:  # the portal has hung up
                self.close_connection = True

        def _say(self, answer: Answer, body: bytes) -> None:
            if answer.raw is not None:
                self.wfile.write(answer.raw)
                self.close_connection = True
                return
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            time.sleep(answer.drip)
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Tests are quiet."""

    return Handler


@contextmanager
def running(gateway: Gateway) -> Iterator[Gateway]:
    """Let the gateway listen on a port of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(gateway)) as server:
        server.daemon_threads = True
        gateway.url = f"http://127.0.0.1:{server.server_address[1]}/v1/messages"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield gateway
        finally:
            server.shutdown()
            thread.join()
