"""No page is measured before it has been seen to answer rightly."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.load import Request
from bench.pages import Page, WrongAnswer, check


class Site(BaseHTTPRequestHandler):
    """Answers with a page to who is signed in, and sends everybody else to the sign-in."""

    def do_GET(self) -> None:
        """A page, or the way to the sign-in."""
        if self.headers["Cookie"] == "signin=right":
            self._send(200, b"x" * 1990 + b"the marker")
        else:
            self._send(302, b"", "/log-ind")

    def do_POST(self) -> None:
        """Thanks for a form that is filled in."""
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self._send(302, b"", "/thanks" if sent == b"answer=5" else "/again")

    def _send(self, status: int, body: bytes, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        yield site.server_port
        site.shutdown()
        thread.join()


def page(marker: str, *, status: int = 200) -> Page:
    return Page("page", "a page", marker, lambda _: [], status=status)


def test_a_right_answer_tells_its_size(port: int) -> None:
    assert check(port, page("the marker"), [Request("/", cookie="signin=right")]) == 2.0


def test_a_redirect_to_the_sign_in_is_no_right_answer(port: int) -> None:
    with pytest.raises(WrongAnswer, match="/mine answered 302, not 200"):
        check(port, page("the marker"), [Request("/mine", cookie="signin=wrong")])


def test_a_page_without_its_marker_is_another_page(port: int) -> None:
    with pytest.raises(WrongAnswer, match="without “another marker”"):
        check(port, page("another marker"), [Request("/", cookie="signin=right")])


def test_one_wrong_answer_among_right_ones_is_enough(port: int) -> None:
    asked = [Request("/", cookie="signin=right"), Request("/", cookie="signin=wrong")]
    with pytest.raises(WrongAnswer):
        check(port, page("the marker"), asked)


def test_a_form_is_known_by_where_it_leads(port: int) -> None:
    thanks = page("/thanks", status=302)
    check(port, thanks, [Request("/", "POST", body="answer=5")])
    with pytest.raises(WrongAnswer, match="/thanks"):
        check(port, thanks, [Request("/", "POST", body="answer=none")])
