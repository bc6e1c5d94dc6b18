"""What the channels have in common."""

from collections.abc import Callable
from email.message import EmailMessage

Send = Callable[[EmailMessage], None]


class ServerAway(Exception):
    """The way out is closed for now; no message is to blame."""


class TryLater(Exception):
    """The server put this message off."""


class Rejected(Exception):
    """The server will never take this message."""
