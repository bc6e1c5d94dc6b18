"""What became of a message: the SMS gateway says so by a call, Digital Post by files."""

import hashlib
import hmac
import json
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as Xml

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.logs import log
from portal.notifications import service
from portal.notifications.models import OutboxMessage
from portal.settings import Settings

LARGEST = 100_000
DELIVERED = frozenset({"delivered", "COMPLETED", "DELIVERED"})
FAILED = frozenset({"failed", "undeliverable", "expired", "INVALID", "FAILED", "REJECTED"})


def signature(settings: Settings, body: bytes) -> str:
    """What the gateway sends along to prove that a receipt is its own: HMAC-SHA-256, in hex."""
    return hmac.new(
        settings.sms_token.get_secret_value().encode(), body, hashlib.sha256
    ).hexdigest()


def is_genuine(settings: Settings, body: bytes, given: str) -> bool:
    """True when the gateway has signed these bytes. Without a token nothing is genuine."""
    has_token = bool(settings.sms_token.get_secret_value())
    return has_token and hmac.compare_digest(signature(settings, body), given)


def record(session: Session, channel: str, gateway_id: str, status: str, now: datetime) -> bool:
    """Note what became of a message; a failed one goes on through the person's next channel.

    Returns False for names and words nobody knows. Saying the same again changes nothing.
    """
    message = session.scalar(
        sa.select(OutboxMessage)
        .where(OutboxMessage.channel == channel, OutboxMessage.gateway_id == gateway_id)
        .order_by(OutboxMessage.id.desc())
        .limit(1)
        .with_for_update()
    )
    if message is None or status not in DELIVERED | FAILED:
        return False
    if status in DELIVERED:
        message.delivered_at = message.delivered_at or now
    elif message.failed_at is None and message.delivered_at is None:
        message.failed_at, message.last_error = now, "not delivered"
        service.fall_back(session, message, now)
    session.flush()
    return True


def read_digital_post(session: Session, files: list[Path], now: datetime) -> int:
    """Read these receipts, and say how many were of our messages. Flushes; see `put_away`.

    What can't be read is left for `put_away` to set aside, where an operator finds it.
    """
    read = 0
    for file in files:
        try:
            gateway_id, status = parse(file.read_bytes())
        except (ValueError, OSError, Xml.ParseError):
            log.error("digital post receipt unreadable", file=file.name)
            continue
        read += record(session, "digital_post", gateway_id, status, now)
    return read


def waiting(settings: Settings) -> list[Path]:
    """The receipts that lie in the folder, the oldest first."""
    folder = settings.digital_post_folder() / "receipts"
    return sorted(p for p in folder.glob("*") if p.is_file() and not p.name.startswith("."))


def put_away(settings: Settings, files: list[Path]) -> None:
    """Move receipts that are read and committed out of the way; a crash before reads them again."""
    for file in files:
        try:
            parse(file.read_bytes())
            folder = "done"
        except (ValueError, OSError, Xml.ParseError):
            folder = "unreadable"
        target = settings.digital_post_folder() / folder
        target.mkdir(parents=True, exist_ok=True)
        file.replace(target / file.name)


def parse(content: bytes) -> tuple[str, str]:
    """The message's name and what became of it, from a receipt in JSON or XML.

    Raises:
        ValueError: when it is neither, too large, or declares a document type.
    """
    if len(content) > LARGEST:
        raise ValueError("too large")
    if content.lstrip()[:1] == b"{":
        words = json.loads(content)
        return _named(words)
    text = content.decode("utf-8")
    if "\0" in text or "<!" in text:
        raise ValueError("declares a document type")
    root = Xml.fromstring(text.encode())  # noqa: S314  no declarations, so nothing expands
    words = {element.tag.rpartition("}")[2]: element.text or "" for element in root.iter()}
    return _named(words)


def _named(words: dict[str, str]) -> tuple[str, str]:
    if "messageUUID" not in words or "receiptStatus" not in words:
        raise ValueError("names no message")
    return str(words["messageUUID"]).strip(), str(words["receiptStatus"]).strip()
