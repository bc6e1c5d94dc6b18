"""What became of a message: the SMS gateway says so by a call, Digital Post by files."""

import hashlib
import hmac
import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as Xml

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.logs import log
from portal.notifications import rerouting
from portal.notifications.channels.ways import is_name
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
    return has_token and hmac.compare_digest(signature(settings, body).encode(), given.encode())


def record(session: Session, channel: str, gateway_id: str, status: str, now: datetime) -> bool:
    """Note what became of a message; a failed one goes on through the person's next channel.

    Returns False for a message nobody knows. A word nobody knows and saying the same again change
    nothing, and what was delivered is never undelivered.
    """
    if not is_name(gateway_id):
        return False
    message = session.scalar(
        sa.select(OutboxMessage)
        .where(OutboxMessage.channel == channel, OutboxMessage.gateway_id == gateway_id)
        .order_by(OutboxMessage.id.desc())
        .limit(1)
        .with_for_update(),
        execution_options={"populate_existing": True},
    )
    if message is None:
        return False
    if status in DELIVERED:
        message.delivered_at = message.delivered_at or now
        message.failed_at, message.last_error = None, ""
    elif status in FAILED and message.failed_at is None and message.delivered_at is None:
        message.failed_at, message.last_error = now, "not delivered"
        rerouting.fall_back(session, message, now)
    session.flush()
    return True


def waiting(settings: Settings) -> list[Path]:
    """The receipts that lie in the folder, by name. One still being written begins with a dot."""
    folder = settings.digital_post_folder() / "receipts"
    return sorted(p for p in folder.glob("*") if p.is_file() and not p.name.startswith("."))


def read_digital_post(session: Session, files: list[Path], now: datetime) -> dict[Path, str]:
    """Read these receipts, and say in which folder each belongs once that is committed.

    Those of our messages are `done`; `unknown` and `unreadable` are for an operator to look at.
    """
    return {file: _read(session, file, now) for file in files}


def _read(session: Session, file: Path, now: datetime) -> str:
    try:
        with file.open("rb") as content:
            gateway_id, status = parse(content.read(LARGEST + 1))
    except (ValueError, OSError, RecursionError, Xml.ParseError):
        log.error("digital post receipt unreadable", file=file.name)
        return "unreadable"
    if record(session, "digital_post", gateway_id, status, now):
        return "done"
    log.warning("digital post receipt of no message of ours", file=file.name)
    return "unknown"


def put_away(settings: Settings, places: dict[Path, str]) -> None:
    """Move receipts that are read and committed out of the way; a crash before reads them again."""
    for file, place in places.items():
        target = settings.digital_post_folder() / place
        target.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # another worker was here
            file.replace(target / file.name)


def parse(content: bytes) -> tuple[str, str]:
    """The message's name and what became of it, from a receipt in JSON or XML.

    Raises:
        ValueError, RecursionError, ParseError: when it is neither, too large, names no message,
            or declares a document type.
    """
    if len(content) > LARGEST:
        raise ValueError("too large")
    text = content.decode("utf-8-sig")
    if text.lstrip().startswith("{"):
        return _named(json.loads(text))
    if "<!DOCTYPE" in text:
        raise ValueError("declares a document type")
    root = Xml.fromstring(text)  # noqa: S314  no declarations, so nothing expands
    words = {str(element.tag).rpartition("}")[2]: element.text or "" for element in root.iter()}
    return _named(words)


def _named(words: dict[str, str]) -> tuple[str, str]:
    name, status = (str(words.get(key, "")).strip() for key in ("messageUUID", "receiptStatus"))
    if not is_name(name) or not status:
        raise ValueError("names no message")
    return name, status
