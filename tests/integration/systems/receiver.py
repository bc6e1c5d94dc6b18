"""A company's system on this machine, to be told by webhooks."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver(ThreadingHTTPServer):
    """A company's system that does as it is told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 204
        self.way = "plain"
        self.got: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/in"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:  # the library's name
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers.items()), body))
        if self.server.way == "drip":
            for _byte in range(200):
                try:
                    self.wfile.write(b"H")
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(0.1)
            return
        self.send_response(self.server.status)
        if self.server.way == "redirect":
            self.send_header("Location", self.server.url)
        self.end_headers()
        if self.server.way == "huge":
            try:
                for _part in range(100):
                    self.wfile.write(b"x" * 1_000_000)
            except OSError:
                return

    do_GET = do_POST  # noqa: N815  a redirect that is followed would come so

    def log_message(self, *_args: object) -> None:
        """Say nothing."""
