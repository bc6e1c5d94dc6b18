"""E-mail: through a mail server, or as files in demo and development."""

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from portal.notifications.channels import smtp
from portal.notifications.channels.ways import Send, drop_file, name_of
from portal.notifications.models import OutboxMessage
from portal.settings import Settings


@contextmanager
def opened(settings: Settings) -> Iterator[Send]:
    """One conversation with the server, or the folder `mail`, for as many as there are."""
    if settings.smtp_host is None:
        yield lambda message: _to_file(compose(message, settings), settings)
        return
    with smtp.opened(settings) as send:

        def hand_over(message: OutboxMessage) -> str:
            send(compose(message, settings))
            return ""

        yield hand_over


def _to_file(mail: EmailMessage, settings: Settings) -> str:
    # Named after the Message-ID: sent twice, there is one.
    name = mail["Message-ID"].strip("<>").partition("@")[0]
    drop_file(settings.data_dir / "mail", f"{name}.eml", mail.as_bytes(policy=SMTP))
    return ""


def compose(message: OutboxMessage, settings: Settings) -> EmailMessage:
    """The e-mail of an outbox row; the same row always has the same Message-ID."""
    domain = settings.mail_from.rpartition("@")[2]
    mail = EmailMessage()
    mail["From"] = formataddr((settings.solution_name, settings.mail_from))
    mail["To"] = message.address
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{name_of(message)}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body + "\n")
    if message.attachment is not None:
        _attach_calendar(mail, message.attachment)
    return mail


def _attach_calendar(mail: EmailMessage, calendar: bytes) -> None:
    method = "CANCEL" if b"METHOD:CANCEL" in calendar else "REQUEST"
    mail.add_attachment(
        calendar,
        maintype="text",
        subtype="calendar",
        filename="aftale.ics",
        params={"charset": "utf-8", "method": method},
    )
