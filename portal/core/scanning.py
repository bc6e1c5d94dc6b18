"""A virus scanner beside the portal: clamd, asked over a socket with INSTREAM.

Without `PORTAL_CLAMD` there is none, and files are fit as soon as their content is known.
"""

import socket
import struct

from portal.core.logs import log
from portal.settings import Settings

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """The scanner could not be asked, or gave no verdict: ask again later."""


def is_on(settings: Settings) -> bool:
    """True where files must pass a scanner."""
    return settings.clamd is not None


def find_virus(settings: Settings, content: bytes) -> str | None:
    """The name of what the scanner found in `content`, or None when it is clean.

    Raises:
        ScannerAway: when there is no verdict.
    """
    try:
        with _connected(settings) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                part = content[start : start + CHUNK]
                line.sendall(struct.pack("!I", len(part)) + part)
            line.sendall(struct.pack("!I", 0))
            answer = _answer(line)
    except OSError as error:
        log.warning("virus scanner away", reason=type(error).__name__)
        raise ScannerAway from error
    if answer == "stream: OK":
        return None
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    log.error("virus scanner gave no verdict", answer=answer[:200])
    raise ScannerAway


def _connected(settings: Settings) -> socket.socket:
    kind, _, place = (settings.clamd or "").partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(settings.clamd_timeout)
        try:
            line.connect(place)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = place.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), settings.clamd_timeout)


def _answer(line: socket.socket) -> str:
    """What is said before the NUL that ends it."""
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        part = line.recv(LONGEST_ANSWER)
        if not part:
            break
        said += part
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()
