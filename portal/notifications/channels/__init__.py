"""Ways out of the portal: a mail server, or files where there is none.

A channel is a context manager whose value sends one message. It raises `ServerAway` when nothing
can be sent just now, `TryLater` when this message can't, and `Rejected` when it never can.
"""

from contextlib import AbstractContextManager

from portal.notifications.channels import files, smtp
from portal.notifications.channels.ways import Rejected, Send, ServerAway, TryLater
from portal.settings import Settings

__all__ = ["Rejected", "Send", "ServerAway", "TryLater", "open_mail"]


def open_mail(settings: Settings) -> AbstractContextManager[Send]:
    """The way out for e-mail that the settings ask for."""
    if settings.smtp_host is None:
        return files.opened(settings.data_dir / "mail")
    return smtp.opened(settings)
