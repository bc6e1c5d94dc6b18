"""Where a message goes and where not: names that lead inside, certificates, closed doors."""

import socket
import ssl
from pathlib import Path
from typing import Any

import pytest

from portal.systems.post import Undelivered, post
from tests.integration.systems.receiver import Receiver, certificate, speak_tls


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1"])
def test_a_name_that_leads_inside_is_not_called(receiver: Receiver, inside: str) -> None:
    """Also when it led outside a moment ago: the address that was looked at is the one used."""
    port = receiver.server_address[1]

    def resolve(*_args: object, **_more: object) -> list[Any]:
        outside = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("93.184.216.34", port))
        return [outside, (socket.AF_INET, socket.SOCK_STREAM, 0, "", (inside, port))]

    with pytest.raises(Undelivered, match="not_public"):
        post(f"http://rebind.example.dk:{port}/", "{}", {}, timeout=1, resolve=resolve)
    assert receiver.got == []


def test_what_speaks_no_tls_is_refused(receiver: Receiver) -> None:
    url = receiver.url.replace("http:", "https:")
    with pytest.raises(Undelivered) as caught:
        post(url, "{}", {}, timeout=1, loopback=True, context=ssl.create_default_context())
    assert caught.value.problem == "tls"
    assert receiver.got == []


@pytest.mark.parametrize(
    ("name", "ended", "trusted", "arrives"),
    [
        ("127.0.0.1", False, True, True),
        ("127.0.0.1", False, False, False),  # signed by nobody we trust
        ("hr.example.dk", False, True, False),  # another one's
        ("127.0.0.1", True, True, False),  # it has ended
    ],
)
def test_only_a_right_certificate_is_told_anything(
    receiver: Receiver, tmp_path: Path, name: str, ended: bool, trusted: bool, arrives: bool
) -> None:
    chain, secret = certificate(tmp_path, name, ended=ended)
    url = speak_tls(receiver, chain, secret)
    context = ssl.create_default_context(cafile=str(chain) if trusted else None)
    if arrives:
        assert post(url, "{}", {}, timeout=5, loopback=True, context=context) == 204
        assert len(receiver.got) == 1
        return
    with pytest.raises(Undelivered) as caught:
        post(url, "{}", {}, timeout=5, loopback=True, context=context)
    assert caught.value.problem == "tls"
    assert receiver.got == []


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Undelivered, match="nobody_there"):
        post(f"http://127.0.0.1:{port}/", "{}", {}, timeout=1, loopback=True)
