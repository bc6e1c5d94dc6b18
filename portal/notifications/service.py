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
from portal.notifications import channels, queries, rules, texts
from portal.notifications.models import GUEST, OutboxMessage
from portal.notifications.queries import Recipient
from portal.settings import Settings

SEND_DUE = "notifications.send_due"
INBOX_PATHS = {
    Audience.CITIZEN: "/borger/beskeder",
    Audience.BUSINESS: "/virksomhed/beskeder",
    Audience.STAFF: "/personale/beskeder",
}
# Links that work without signing in, so the notice may lead straight to them.
OPEN_KINDS = frozenset({"survey_invited", "survey_reminder", "survey_business", "request_received"})
# A company's receipt for its enquiry holds nothing about a person, so the e-mail says it all.
WHOLE_BY_EMAIL = frozenset({"request_received"})
# A summons is a letter: Digital Post brings all of it.
WHOLE_BY_DIGITAL_POST = frozenset({"talk_summons"})


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
        "worthless_at": values.get("starts") if kind in rules.UNTIL_THE_TALK else None,
        "attachment": attachment,
        "still_true": still_true,
    }
    inbox, *notices = (common | r for r in _rows(session, kind, audience, person, path, values))
    if kind != "talk_reminder":  # the inbox keeps what was said
        inbox["worthless_at"] = None
    _queue(session, [inbox, *notices], now)


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
        full = _words(session, kind, language, _common(settings, name, "") | values)
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
    _queue(session, [row], now)


def _queue(session: Session, rows: list[dict[str, Any]], now: datetime) -> None:
    made = session.execute(
        insert(OutboxMessage)
        .on_conflict_do_nothing(constraint="outbox_message_once_per_event")
        .returning(OutboxMessage.id),
        rows,
    ).all()
    if made and rows[0]["due_at"] <= now:
        wake_sender(session)


def _rows(
    session: Session,
    kind: str,
    audience: Audience,
    person: Recipient,
    path: str,
    values: dict[str, Any],
) -> list[dict[str, str]]:
    """The inbox row with all of it, and the notice through the first channel that is there."""
    settings: Settings = current_app.extensions["portal.settings"]
    values = standing_values(audience, kind, path, person.name) | values
    with force_locale(person.language):
        full = _words(session, kind, person.language, values)
        rows = [_row("inbox", "", full)]
        reachable = person.reachable(channels.available(settings))
        if reachable:
            channel, address = reachable[0]
            words = notice(session, kind, channel, person.language, values, full)
            rows.append(_row(channel, address, words))
    return rows


def notice(
    session: Session,
    kind: str,
    channel: str,
    language: str,
    values: dict[str, Any],
    full: texts.Words,
) -> texts.Words:
    """What goes through a channel: that a message waits, or all of it where that is right."""
    if channel == "email" and kind in WHOLE_BY_EMAIL:
        body = "\n\n".join([full.body, values["link"], values["solution"]])
        return texts.Words(full.subject, body)
    if channel == "digital_post" and kind in WHOLE_BY_DIGITAL_POST:
        return full
    return _words(session, f"notice_{channel}", language, values)


def standing_values(audience: Audience, kind: str, path: str, name: str) -> dict[str, Any]:
    """What every message to this person may say, with the link that fits the kind."""
    settings: Settings = current_app.extensions["portal.settings"]
    link = path if path and kind in OPEN_KINDS else INBOX_PATHS.get(audience, path)
    return _common(settings, name, settings.base_url + link)


def _common(settings: Settings, name: str, link: str) -> dict[str, Any]:
    return {
        "name": name,
        "link": link,
        "solution": settings.solution_name,
        "phone": settings.phone,
        "centre": settings.municipality,
    }


def _words(session: Session, kind: str, language: str, values: dict[str, Any]) -> texts.Words:
    written = queries.own_words(session, [kind], language).get(kind)
    template = texts.default(kind)
    if written is not None and written.subject is not None and written.body is not None:
        template = texts.Template(written.subject, written.body)
    return texts.render(template, values, language)


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
