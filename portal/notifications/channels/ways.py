"""What the channels have in common."""

import os
from collections.abc import Callable
from pathlib import Path

from portal.notifications.models import OutboxMessage

Send = Callable[[OutboxMessage], str]
"""Hands over one message and returns what the other side calls it, or nothing."""


class ServerAway(Exception):
    """The way out is closed for now; no message is to blame."""


class TryLater(Exception):
    """The other side put this message off."""


class Rejected(Exception):
    """The other side will never take this message."""


def drop_file(folder: Path, name: str, content: bytes) -> None:
    """Put a file into a folder, whole or absent; the same name again replaces it.

    Raises:
        ServerAway: when it can't be written.
    """
    whole, part = folder / name, folder / f".{name}.{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(whole)
    except OSError as error:
        raise ServerAway(str(error)) from error
