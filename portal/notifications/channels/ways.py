"""What the channels have in common."""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC
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


LONGEST_NAME = 200


def name_of(message: OutboxMessage) -> str:
    """Our name for a message: the same each time it is tried, another once it goes elsewhere."""
    where = hashlib.sha256(f"{message.channel}:{message.address}".encode()).hexdigest()[:8]
    return f"{message.id}.{message.created_at.astimezone(UTC):%Y%m%d%H%M%S%f}.{where}"


def is_name(text: str) -> bool:
    """True for a name that can be stored and found again."""
    return 0 < len(text) <= LONGEST_NAME and text.isprintable()


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
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise ServerAway(str(error)) from error
