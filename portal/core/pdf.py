"""Tagged PDF (PDF/UA-1) from our own templates. Nothing is fetched but our own fonts.

The setting is done by a process of its own (`typesetter.py`): WeasyPrint costs forty megabytes that
a web process would keep for good, and what goes wrong in it takes nobody else's page along.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).parent
FONTS = HERE.parent / "static/vendor/dkfds/fonts/IBMPlexSans/complete/woff"
FONT_FACES = "".join(
    f"@font-face {{ font-family: 'IBM Plex Sans'; font-weight: {weight};"
    f" src: url('{(FONTS / f'IBMPlexSans-{name}.woff').as_uri()}') format('woff'); }}\n"
    for weight, name in ((400, "Regular"), (600, "SemiBold"))
)
OURS = ("PORTAL_", "DATABASE_")
"""Settings it need not know."""
MOST_SECONDS = 25.0
"""Less than a web process may take for an answer."""
WENT_HOME, NO_PANGO = 0, 3
"""How it ends when nothing has come for a while, and where it can't work at all."""


class PdfUnavailable(Exception):
    """This machine lacks the Pango library that sets the text."""


class PdfFailed(Exception):
    """The typesetter broke off, or took too long."""


class _Typesetter:
    """The process that sets, of this process alone; it ends by itself when it is not needed."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.process = subprocess.Popen(  # noqa: S603 our own file, by our own Python
            [sys.executable, "-P", str(HERE / "typesetter.py")],
            env={k: v for k, v in os.environ.items() if not k.startswith(OURS)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def is_ours(self) -> bool:
        """False after a fork, and when it has ended."""
        return self.owner == os.getpid() and self.process.poll() is None

    def made(self, job: bytes) -> bytes | None:
        """The PDF, or None when the process ended before it was made."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        in_time = threading.Timer(MOST_SECONDS, self.process.kill)
        in_time.start()
        try:
            self.process.stdin.write(job)
            self.process.stdin.flush()
            length = self.process.stdout.read(8)
            pdf = self.process.stdout.read(int.from_bytes(length, "big"))
        except BrokenPipeError:
            return None
        finally:
            in_time.cancel()
        return pdf if len(length) == 8 and len(pdf) == int.from_bytes(length, "big") else None

    def end(self) -> int:
        """Let it go; how it ended."""
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):
                pipe.close()
        return self.process.wait()


_one_at_a_time = threading.Lock()
_typesetters: list[_Typesetter] = []


def render(html: str, css: str) -> bytes:
    """`html`, laid out by `css`, as a tagged PDF; its language, title and headings are kept.

    Raises:
        PdfUnavailable: when the machine lacks Pango (Debian: libpangoft2-1.0-0).
        PdfFailed: when it can't be made, or not in time.
    """
    asked = {"html": html, "css": FONT_FACES + css, "fonts": FONTS.as_uri()}
    job = json.dumps(asked).encode() + b"\n"
    with _one_at_a_time:
        for _ in range(2):
            if not _typesetters or not _typesetters[0].is_ours():
                _let_go()
                _typesetters[:] = [_Typesetter()]
            made = _typesetters[0].made(job)
            if made is not None:
                return made
            ended = _let_go()
            if ended == NO_PANGO:
                raise PdfUnavailable
            if ended != WENT_HOME:
                break
    raise PdfFailed


def _let_go() -> int:
    """End the typesetter there is; one of the process we were forked from is not ours to end."""
    ended = 0
    for one in _typesetters:
        if one.owner == os.getpid():
            ended = one.end()
        else:
            one.process.returncode = 0  # else it would warn that it is still running
    _typesetters.clear()
    return ended


atexit.register(_let_go)
