"""Use cases: tell somebody something, take it back while it is unsent, mark it read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import jobs, standing
from portal.core.access import Audience
from portal.core.errors import NotFound
from portal.core.i18n import force_locale
from portal.notifications import channels, composing, queries, rules, texts
from portal.notifications.models import GUEST, OutboxMessage
from portal.notifications.queries import Recipient
from portal.settings import Settings

SEND_DUE = "notifications.send_due"
# The plain table: rows of any shape go in by one statement.
_OUTBOX = cast("sa.Table", OutboxMessage.__table__)


@dataclass(frozen=True)
class News:
    """One message to somebody. `tell` says what its parts mean."""

    event: str
    kind: str
    due_at: datetime | None = None
    path: str = ""
    attachment: bytes | None = None
    still_true: str = ""
    values: dict[str, Any] = field(default_factory=dict)


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
    attachment: bytes | None = None,
    still_true: str = "",
    **values: object,
) -> None:
    """Queue a message to a person's inbox, and a notice through the channel they like best.

    It goes out from `due_at` on (at once when that is None), after the caller has committed.
    `event` names what happened; telling the same event to the same person again changes nothing.
    `still_true` names a fact that is asked again at sending (see `checks`). A reminder of a talk
    is dropped unsent once the talk has begun, as are notices that a message about it waits.

    Raises:
        NotFound: when there is no such recipient.
    """
    news = News(event, kind, due_at, path, attachment, still_true, values)
    tell_all(session, [news], audience=audience, recipient_id=recipient_id, now=now)


def tell_all(
    session: Session,
    news: Sequence[News],
    *,
    audience: Audience,
    recipient_id: int,
    now: datetime,
) -> None:
    """Queue several messages to one person, as `tell` does each, in as few statements as one.

    Raises:
        NotFound: when there is no such recipient.
    """
    whom = standing.person(audience, recipient_id)
    with standing.through(session, f"tell_{audience}", key=recipient_id, unless=whom):
        person = queries.recipient(session, audience, recipient_id)
        if person is None:
            raise NotFound
        settings: Settings = current_app.extensions["portal.settings"]
        ways = person.reachable(channels.available(settings))[:1]
        kinds = {item.kind for item in news} | {
            composing.notice_kind(channel) for channel, _address in ways
        }
        written = queries.own_words(session, kinds, person.language)
        with force_locale(person.language):
            rows = [
                _envelope(item, audience, recipient_id, person, now) | row
                for item in news
                for row in _rows(written, item, audience, person, ways)
            ]
        _queue(session, rows, now)


def _envelope(
    item: News, audience: Audience, recipient_id: int, person: Recipient, now: datetime
) -> dict[str, Any]:
    return {
        "event": item.event,
        "kind": item.kind,
        "audience": audience.value,
        "recipient_id": recipient_id,
        "language": person.language,
        "path": item.path,
        "created_at": now,
        "due_at": item.due_at or now,
        "attachment": item.attachment,
        "still_true": item.still_true,
    }


def tell_guest(
    session: Session,
    *,
    event: str,
    kind: str,
    guest_id: int,
    name: str,
    email: str,
    language: str,
    now: datetime,
    path: str = "",
    attachment: bytes | None = None,
    **values: object,
) -> None:
    """Queue an e-mail to somebody who has no inbox. It says all, and ends with the link."""
    settings: Settings = current_app.extensions["portal.settings"]
    with force_locale(language):
        written = queries.own_words(session, [kind], language)
        full = composing.words_of(
            written, kind, language, composing.common(settings, name, "") | values
        )
    body = f"{full.body}\n\n{settings.base_url}{path}" if path else full.body
    row = {
        "event": event,
        "kind": kind,
        "audience": GUEST,
        "recipient_id": guest_id,
        "channel": "email",
        "address": email,
        "language": language,
        "subject": full.subject,
        "body": f"{body}\n\n{settings.solution_name}",
        "path": path,
        "created_at": now,
        "due_at": now,
        "attachment": attachment,
    }
    with standing.through(session, "tell_guest", key=guest_id):
        _queue(session, [row], now)


def _queue(session: Session, rows: list[dict[str, Any]], now: datetime) -> None:
    made = session.execute(
        insert(_OUTBOX)
        .on_conflict_do_nothing(constraint="outbox_message_once_per_event")
        .returning(_OUTBOX.c.due_at),
        rows,
    ).scalars()
    if any(due_at <= now for due_at in made):
        wake_sender(session)


def _rows(
    written: composing.OwnWords,
    item: News,
    audience: Audience,
    person: Recipient,
    ways: Sequence[tuple[str, str]],
) -> list[dict[str, Any]]:
    """The inbox row with all of it, and the notice through the first channel that is there."""
    values = composing.standing_values(audience, item.kind, item.path, person.name) | item.values
    full = composing.words_of(written, item.kind, person.language, values)
    worthless_at = item.values.get("starts") if item.kind in rules.UNTIL_THE_TALK else None
    # The inbox keeps what was said.
    kept_until = worthless_at if item.kind == "talk_reminder" else None
    rows = [_row("inbox", "", full) | {"worthless_at": kept_until}]
    for channel, address in ways:
        words = composing.notice_in(written, item.kind, channel, person.language, values, full)
        rows.append(_row(channel, address, words) | {"worthless_at": worthless_at})
    return rows


def _row(channel: str, address: str, words: texts.Words) -> dict[str, str]:
    return {"channel": channel, "address": address, "subject": words.subject, "body": words.body}


def wake_sender(session: Session) -> None:
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
    unsent = sa.update(OutboxMessage).where(
        named,
        OutboxMessage.sent_at.is_(None),
        OutboxMessage.failed_at.is_(None),
        OutboxMessage.dropped_at.is_(None),
    )
    with standing.through(session, "take_back", event=event):  # whoever was told
        session.execute(unsent.values(dropped_at=now))


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


def mark_told_read(
    session: Session, audience: Audience, recipient_id: int, event_begins: str, *, now: datetime
) -> None:
    """Note that a person has read, where it stands, what these events told them of."""
    session.execute(
        sa.update(OutboxMessage)
        .where(
            OutboxMessage.audience == audience.value,
            OutboxMessage.recipient_id == recipient_id,
            OutboxMessage.event.startswith(event_begins, autoescape=True),
            OutboxMessage.channel == "inbox",
            OutboxMessage.read_at.is_(None),
        )
        .values(read_at=now)
    )
