"""Use cases: tell somebody something, take it back while it is unsent, mark it read."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import jobs
from portal.core.access import Audience
from portal.core.errors import NotFound
from portal.core.i18n import force_locale
from portal.notifications import queries, texts
from portal.notifications.models import OutboxMessage
from portal.settings import Settings

SEND_DUE = "notifications.send_due"
INBOX_PATHS = {Audience.CITIZEN: "/borger/beskeder", Audience.BUSINESS: "/virksomhed/beskeder"}
# Links that work without signing in, so the e-mail may lead straight to them.
OPEN_KINDS = frozenset({"survey_invited", "request_received"})


def tell(
    session: Session,
    *,
    event: str,
    kind: str,
    audience: Audience,
    recipient_id: int,
    now: datetime,
    due_at: datetime | None = None,
    path: str = "",
    **values: object,
) -> None:
    """Queue a message to a person's inbox, and by e-mail when we know an address.

    It goes out from `due_at` on (at once when that is None), after the caller has committed.
    `event` names what happened; telling the same event to the same person again changes nothing.
    A reminder of a talk is dropped unsent once the talk has begun.

    Raises:
        NotFound: when there is no such recipient.
    """
    person = queries.recipient(session, audience, recipient_id)
    if person is None:
        raise NotFound
    goes_out = due_at or now
    common = {
        "event": event,
        "kind": kind,
        "audience": audience.value,
        "recipient_id": recipient_id,
        "language": person.language,
        "path": path,
        "created_at": now,
        "due_at": goes_out,
        "worthless_at": values["starts"] if kind == "talk_reminder" else None,
    }
    made = session.execute(
        insert(OutboxMessage)
        .on_conflict_do_nothing(constraint="outbox_message_once_per_event")
        .returning(OutboxMessage.id),
        [common | words for words in _words(kind, audience, person, path, values)],
    ).all()
    if made and goes_out <= now:
        _wake_sender(session)


def _words(
    kind: str, audience: Audience, person: queries.Recipient, path: str, values: dict[str, Any]
) -> list[dict[str, str]]:
    settings: Settings = current_app.extensions["portal.settings"]
    link = path if path and kind in OPEN_KINDS else INBOX_PATHS.get(audience, path)
    with force_locale(person.language):
        full = texts.inbox(kind, person.language, values)
        short = texts.email(
            kind,
            person.language,
            values,
            name=person.name,
            link=settings.base_url + link,
            solution=settings.solution_name,
        )
    rows = [{"channel": "inbox", "address": "", "subject": full.subject, "body": full.body}]
    if person.email:
        rows.append(
            {
                "channel": "email",
                "address": person.email,
                "subject": short.subject,
                "body": short.body,
            }
        )
    return rows


def _wake_sender(session: Session) -> None:
    """Let the worker look at once, not at its next minute; one nudge a transaction is enough."""
    transaction = session.get_transaction()
    if session.info.get("sender_woken") is not transaction:
        session.info["sender_woken"] = transaction
        jobs.defer(session, SEND_DUE)


def drop(session: Session, event: str, *, now: datetime) -> None:
    """Take back what is still unsent of `event`, because it is no longer true.

    An event that ends in a colon stands for all whose name begins so.
    """
    named = OutboxMessage.event == event
    if event.endswith(":"):
        named = OutboxMessage.event.startswith(event, autoescape=True)
    session.execute(
        sa.update(OutboxMessage)
        .where(
            named,
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.failed_at.is_(None),
            OutboxMessage.dropped_at.is_(None),
        )
        .values(dropped_at=now)
    )


def mark_read(
    session: Session, audience: Audience, recipient_id: int, message_id: int, *, now: datetime
) -> OutboxMessage:
    """Note that a person has read a message of their inbox; the first time counts.

    Raises:
        NotFound: when it is not in their inbox.
    """
    message = queries.message(session, audience, recipient_id, message_id, now)
    if message is None:
        raise NotFound
    message.read_at = message.read_at or now
    session.flush()
    return message
