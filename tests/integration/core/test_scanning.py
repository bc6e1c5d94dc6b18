"""The virus scanner is asked over a real socket, and its silence is never a yes."""

from pathlib import Path

import pytest

from portal.core import scanning
from portal.settings import Settings
from tests.integration.core.clamd import EICAR, clamd, free_port


def asked(where: str, content: bytes) -> str | None:
    return scanning.find_virus(Settings(env="test", clamd=where, clamd_timeout=2), content)


def test_over_tcp_and_over_a_unix_socket(tmp_path: Path) -> None:
    large = b"a" * (scanning.CHUNK * 3 + 17)
    for place in (None, tmp_path / "clamd.ctl"):
        with clamd(place) as (where, seen):
            assert asked(where, large) is None
            assert asked(where, large + EICAR) == "Eicar-Test-Signature"
            assert seen == [large, large + EICAR]


@pytest.mark.parametrize(
    "answer",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"",
        b"stream: \0",
        b"stream: OK no\0",
        b"\xff" * 9000,
    ],
)
def test_anything_but_a_verdict_is_no_verdict(answer: bytes) -> None:
    with clamd(answer=answer) as (where, _seen), pytest.raises(scanning.ScannerAway):
        asked(where, b"a")


@pytest.mark.parametrize("place", [None, "unix:/nowhere/clamd.ctl"])
def test_nobody_there(place: str | None) -> None:
    with pytest.raises(scanning.ScannerAway):
        asked(place or f"tcp:127.0.0.1:{free_port()}", b"a")


def test_without_a_setting_there_is_no_scanner() -> None:
    assert not scanning.is_on(Settings(env="test"))
    assert not scanning.is_on(Settings(env="test", clamd=""))


@pytest.mark.parametrize("place", ["clamd", "unix:", "tcp:host", "http://host:1", "tcp:a b:1"])
def test_a_place_that_is_none_stops_the_start(place: str) -> None:
    with pytest.raises(ValueError, match="unix:/path or tcp:host:port"):
        Settings(env="test", clamd=place)
