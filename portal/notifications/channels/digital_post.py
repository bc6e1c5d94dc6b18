"""Digital Post as MeMo files: one message a file, with the appointment's reservation in it.

The files are dropped into `out`; whoever carries them to Digital Post puts receipts into
`receipts`. The CPR number stands inside the file, where Digital Post needs it, never in its name.
"""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as Xml

from icalendar import Calendar
from sqlalchemy.orm import object_session

from portal.accounts.models import Citizen
from portal.core.crypto import decrypt_cpr
from portal.notifications.channels.ways import Rejected, Send, drop_file
from portal.notifications.models import OutboxMessage
from portal.settings import Settings

NAMESPACE = "https://DigitalPost.dk/MeMo-1"
VERSION, SCHEMA_VERSION = "1.1", "1.1.0"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@contextmanager
def opened(settings: Settings) -> Iterator[Send]:
    """The folder that is carried to Digital Post."""

    def send(message: OutboxMessage) -> str:
        uuid = message_uuid(message, settings)
        folder = settings.digital_post_folder() / "out"
        drop_file(folder, f"{uuid}.xml", memo(message, _cpr(message, settings), settings))
        return uuid

    yield send


def message_uuid(message: OutboxMessage, settings: Settings) -> str:
    """The message's name in Digital Post; the same row always has the same."""
    return str(uuid5(NAMESPACE_URL, f"{settings.base_url}/outbox/{message.id}"))


def _cpr(message: OutboxMessage, settings: Settings) -> str:
    session = object_session(message)
    assert session is not None
    citizen = session.get(Citizen, message.recipient_id)
    if message.audience != "citizen" or citizen is None:
        raise Rejected("Digital Post is for citizens")
    return decrypt_cpr(settings, citizen.cpr_encrypted)


def memo(message: OutboxMessage, cpr: str, settings: Settings) -> bytes:
    """The message as MeMo: header, document, and for a talk an action with its reservation."""
    Xml.register_namespace("memo", NAMESPACE)
    root = Xml.Element(_name("Message"), {"memoVersion": VERSION, "memoSchVersion": SCHEMA_VERSION})
    header = _under(root, "MessageHeader")
    _text(header, "messageType", "DIGITALPOST")
    _text(header, "messageUUID", message_uuid(message, settings))
    _text(header, "label", message.subject)
    _text(header, "mandatory", "false")
    _text(header, "legalNotification", "false")
    sender = _under(header, "Sender")
    _text(sender, "senderID", settings.cvr)
    _text(sender, "idType", "CVR")
    _text(sender, "label", settings.municipality)
    recipient = _under(header, "Recipient")
    _text(recipient, "recipientID", cpr)
    _text(recipient, "idType", "CPR")
    body = _under(root, "MessageBody")
    _text(body, "createdDateTime", _moment(message.created_at))
    document = _under(body, "MainDocument")
    _text(document, "label", message.subject)
    _document(document, message)
    if message.attachment is not None:
        _reservation(document, message.attachment, settings)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _document(document: Xml.Element, message: OutboxMessage) -> None:
    file = _under(document, "File")
    _text(file, "encodingFormat", "text/plain")
    _text(file, "filename", "besked.txt")
    _text(file, "inLanguage", message.language)
    _text(file, "content", base64.b64encode(message.body.encode()).decode())


def _reservation(document: Xml.Element, attachment: bytes, settings: Settings) -> None:
    event: Any = next(iter(Calendar.from_ical(attachment).walk("VEVENT")))
    if event.get("STATUS") == "CANCELLED":  # nobody shall put a cancelled talk into a calendar
        return
    action = _under(document, "Action")
    _text(action, "label", str(event["SUMMARY"]))
    _text(action, "actionCode", "AFTALE")
    reservation = _under(action, "Reservation")
    _text(reservation, "description", str(event.get("DESCRIPTION", "")))
    _text(reservation, "reservationUUID", str(event["UID"]))
    _text(reservation, "abstract", str(event["SUMMARY"]))
    _text(reservation, "location", str(event.get("LOCATION", "")))
    _text(reservation, "startDateTime", _moment(event["DTSTART"].dt))
    _text(reservation, "endDateTime", _moment(event["DTEND"].dt))
    _text(reservation, "organizerMail", settings.email)
    _text(reservation, "organizerName", settings.municipality)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _under(parent: Xml.Element, tag: str) -> Xml.Element:
    return Xml.SubElement(parent, _name(tag))


def _text(parent: Xml.Element, tag: str, text: str) -> None:
    # XML has no place for control characters, and a message is not worth failing over one.
    _under(parent, tag).text = NOT_IN_XML.sub("", text)
