"""E-mail through a mail server."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from portal.notifications.channels.ways import Rejected, ServerAway, TryLater
from portal.settings import Settings

TIMEOUT = 15.0


@contextmanager
def opened(settings: Settings) -> Iterator[Callable[[EmailMessage], None]]:
    """One conversation with the server, for as many messages as there are.

    Raises:
        ServerAway: when the server can't be reached, secured or signed in to.
    """
    try:
        server = _connect(settings)
    except (OSError, smtplib.SMTPException) as error:
        raise ServerAway(str(error)) from error
    try:
        yield lambda message: _send(server, message)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def _connect(settings: Settings) -> smtplib.SMTP:
    assert settings.smtp_host is not None
    server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT)
    try:
        if settings.smtp_starttls:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    except BaseException:
        server.close()
        raise
    return server


def _send(server: smtplib.SMTP, message: EmailMessage) -> None:
    """Hand over one message; returns only after the server's 250."""
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise _verdict(code)(_words(code, answer)) from error
    except smtplib.SMTPDataError as error:
        raise _verdict(error.smtp_code)(_words(error.smtp_code, error.smtp_error)) from error
    except (smtplib.SMTPNotSupportedError, ValueError) as error:
        raise Rejected(str(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        # Disconnected, or our sender is refused: true of every message, not of this one.
        raise ServerAway(str(error)) from error


def _verdict(code: int) -> type[Rejected] | type[TryLater] | type[ServerAway]:
    if code == 421:  # the server says goodbye
        return ServerAway
    return Rejected if code >= 500 else TryLater


def _words(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {text}"[:300]
