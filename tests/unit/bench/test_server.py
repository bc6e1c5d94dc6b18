"""After a slow page the next one is asked for only when the server is through with it."""

import http.client
import http.server
import threading
import time

from bench.server import Server, settle


class Slow(http.server.BaseHTTPRequestHandler):
    """Answers one request after the other, as a sync worker; the first ones slowly."""

    left = 2

    def do_GET(self) -> None:
        if self.path != "/healthz":
            time.sleep(0.4)
            Slow.left -= 1
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_what_was_sent_before_is_answered_first() -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), Slow) as server:
        port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        senders = [threading.Thread(target=_ask, args=(port,), daemon=True) for _ in range(2)]
        for sender in senders:
            sender.start()
        time.sleep(0.1)
        settle(Server(None, port))  # type: ignore[arg-type]  # no process of its own
        assert Slow.left == 0
        server.shutdown()


def _ask(port: int) -> None:
    asking = http.client.HTTPConnection("127.0.0.1", port)
    asking.request("GET", "/slow")
    asking.getresponse().read()
