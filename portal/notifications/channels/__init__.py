"""The ways out of the outbox: e-mail, SMS and Digital Post, each with a stand-in for the demo."""

from contextlib import AbstractContextManager
from importlib import import_module
from typing import cast

from portal.notifications.channels.ways import Rejected, Send, ServerAway, TryLater
from portal.settings import Settings

__all__ = ["WAYS", "Rejected", "Send", "ServerAway", "TryLater", "available", "opened"]

# Each is a module, read when it is used: the worker sends, a web process hardly ever.
WAYS = {"email": "mail", "sms": "sms", "digital_post": "digital_post"}


def available(settings: Settings) -> tuple[str, ...]:
    """The channels this installation has. Outside production files stand in for the others."""
    stand_in = settings.env != "production"
    found = ["email"]
    if settings.sms_url or stand_in:
        found.append("sms")
    if settings.digital_post_dir or stand_in:
        found.append("digital_post")
    return tuple(found)


def opened(channel: str, settings: Settings) -> AbstractContextManager[Send]:
    """The way out for a channel; what it yields hands over one message and says its name there.

    Raises:
        ServerAway: when the other side can't be reached.
    """
    way = import_module(f"{__name__}.{WAYS[channel]}")
    return cast(AbstractContextManager[Send], way.opened(settings))
