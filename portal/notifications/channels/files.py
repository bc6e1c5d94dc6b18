"""E-mail as files, for demo and development: one `.eml` a message, whole or absent."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from portal.notifications.channels.ways import Send, ServerAway


@contextmanager
def opened(folder: Path) -> Iterator[Send]:
    """Write messages into `folder`, named after their Message-ID: sent twice, there is one."""

    def send(message: EmailMessage) -> None:
        name = message["Message-ID"].strip("<>").partition("@")[0]
        whole, part = folder / f"{name}.eml", folder / f".{name}.{os.getpid()}.part"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(message.as_bytes(policy=SMTP))
                file.flush()
                os.fsync(file.fileno())
            part.replace(whole)
        except OSError as error:
            raise ServerAway(str(error)) from error

    yield send
