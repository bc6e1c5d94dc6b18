"""One message to one address of a company, and nowhere else.

The name is looked up once, every answer must be on the open internet, and the connection goes to
the very address that was looked at. Redirects are not followed, and the whole of it has an end.
"""

import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from portal.systems.rules import hooks

LONGEST_ANSWER = 16_384


class Undelivered(Exception):
    """The message did not arrive. `problem` says why by code, `status` what was answered."""

    def __init__(self, problem: str, status: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.status = status


class _Pinned(HTTPConnection):
    """A connection over a socket that is open already."""

    def __init__(self, host: str, port: int, opened: socket.socket) -> None:
        super().__init__(host, port)
        self.sock = opened

    def connect(self) -> None:
        """There is nothing left to connect; what closed is not opened again."""
        raise ConnectionError("closed")


def post(
    url: str,
    body: str,
    headers: dict[str, str],
    *,
    timeout: float,
    loopback: bool = False,
    context: ssl.SSLContext | None = None,
    resolve: Callable[..., Any] = socket.getaddrinfo,
) -> int:
    """Send a message; the status it was answered with.

    Raises:
        Undelivered: when it was not taken, with why.
    """
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    host = parts.hostname or ""
    port = parts.port or (443 if secure else 80)
    address = _look_up(host, port, loopback, resolve)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        opened = socket.create_connection((address, port), timeout=timeout)
    except OSError as error:
        raise Undelivered(_problem(error)) from error
    with opened, _ends_after(opened, timeout) as ended:
        try:
            wire = opened
            if secure:
                context = context or ssl.create_default_context()
                wire = context.wrap_socket(opened, server_hostname=host)
            with wire:
                return _exchange(_Pinned(host, port, wire), path, body, headers)
        except (OSError, HTTPException, ValueError) as error:
            raise Undelivered("slow" if ended.is_set() else _problem(error)) from error


def _look_up(host: str, port: int, loopback: bool, resolve: Callable[..., Any]) -> str:
    try:
        found = resolve(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Undelivered("unknown_host") from error
    addresses = [str(entry[4][0]) for entry in found]
    here = loopback and host in ("127.0.0.1", "localhost", "::1")
    if not here and not hooks.all_public(addresses):
        raise Undelivered("not_public")
    if not addresses:
        raise Undelivered("unknown_host")
    return addresses[0]


@contextmanager
def _ends_after(opened: socket.socket, seconds: float) -> Iterator[threading.Event]:
    """Shut the connection when time is up, however slowly the other side drips."""
    ended = threading.Event()
    # The wrapped socket takes the number over; this one is of our own for the same connection.
    handle = socket.socket(fileno=os.dup(opened.fileno()))

    def end() -> None:
        ended.set()
        try:
            handle.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield ended
    finally:
        timer.cancel()
        timer.join()
        handle.close()


def _exchange(connection: _Pinned, path: str, body: str, headers: dict[str, str]) -> int:
    own = {"User-Agent": "Jobcenterportalen", "Connection": "close"}
    connection.request("POST", path, body.encode(), own | headers)
    answer = connection.getresponse()
    status = answer.status
    # What it says is not ours to keep; we only let it finish saying a little.
    answer.read(LONGEST_ANSWER)
    if 200 <= status < 300:
        return status
    if 300 <= status < 400:
        raise Undelivered("redirect", status)
    raise Undelivered("gone" if status == 410 else "refused", status)


def _problem(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "tls"
    if isinstance(error, TimeoutError):
        return "slow"
    if isinstance(error, ConnectionRefusedError):
        return "nobody_there"
    return "broken"
