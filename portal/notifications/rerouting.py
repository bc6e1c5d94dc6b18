"""Other ways to the same person: after a failure, and when an address or number has changed.

A notice keeps its event, so it is one row per channel whatever happens: a failed row is used again
under the new address, never copied. Each way is tried once with each address.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core.access import Audience
from portal.core.errors import NotFound
from portal.core.i18n import force_locale
from portal.notifications import channels, checks, composing, queries, rules, service, texts
from portal.notifications.models import GUEST, ONCE, OutboxMessage
from portal.notifications.queries import Recipient

Way = tuple[str, str]
"""A channel and the address it leads to."""


@dataclass(frozen=True)
class Resent:
    """What a change of address led to."""

    readdressed: int = 0
    """Unsent notices that now go another way, or to another address."""
    again: int = 0
    """Notices that had failed and are queued again."""


def fall_back(session: Session, message: OutboxMessage, now: datetime) -> bool:
    """A channel has given up on a notice: queue it through the person's next one, if any."""
    if message.audience == GUEST or message.channel == "inbox":
        return False
    person = queries.recipient(session, Audience(message.audience), message.recipient_id)
    left = _ways_left(session, message, person) if person else []
    if person and left:
        _queue(session, message, person, left[0], now)
    return bool(left)


def resend_to_new_address(session: Session, citizen_id: int, *, now: datetime) -> Resent:
    """Let unsent notices follow a citizen's address, number and wish, and queue failed ones again.

    For whoever changes these, in the same transaction. A failed notice is queued again only while
    it can still be of use, has reached the citizen in no other way, and leads somewhere new.
    Asking twice changes nothing more.

    Raises:
        NotFound: when there is no such citizen.
    """
    session.flush()
    person = queries.recipient(session, Audience.CITIZEN, citizen_id)
    if person is None:
        raise NotFound
    unsent = queries.unsent_notices(session, citizen_id)
    readdressed = sum(_follow(session, message, person, now) for message in unsent)
    lost = queries.lost_notices(session, citizen_id, now - rules.RESEND_WITHIN, now)
    again = sum(fall_back(session, m, now) for m in lost if checks.holds(session, m.still_true))
    return Resent(readdressed, again)


def _follow(session: Session, message: OutboxMessage, person: Recipient, now: datetime) -> bool:
    """Send an unsent notice where the person is now. One without a way left fails visibly."""
    own = (message.channel, person.addresses.get(message.channel, ""))
    moved = not _same(own, (message.channel, message.address))
    if message.attempts and not moved:
        return False
    tried = queries.notices_of(session, message)
    wanted = [way for way in _reachable(person) if way == own or way[0] not in tried]
    if not wanted:
        message.failed_at, message.last_error = now, "no address"
        return False
    way = own if message.attempts and own in wanted else wanted[0]
    if _same(way, (message.channel, message.address)):
        return False
    for name, value in _notice(session, message, person, way).items():
        setattr(message, name, value)
    # A name of its own, so that nobody takes it for the one to the old address.
    message.created_at = now
    if message.attempts:
        message.attempts, message.due_at, message.last_error = 0, now, ""
    session.flush()
    if message.due_at <= now:
        service.wake_sender(session)
    return True


def _ways_left(session: Session, message: OutboxMessage, person: Recipient) -> list[Way]:
    """The person's ways that this event has not been tried through, in the person's order."""
    tried = queries.notices_of(session, message)
    return [
        (channel, address)
        for channel, address in _reachable(person)
        if channel not in tried
        or (tried[channel].failed_at and not _same((channel, address), _way(tried[channel])))
    ]


def _reachable(person: Recipient) -> list[Way]:
    return person.reachable(channels.available(current_app.extensions["portal.settings"]))


def _way(message: OutboxMessage) -> Way:
    return message.channel, message.address


def _same(one: Way, other: Way) -> bool:
    """True when two ways lead to the same place, however the address is written."""
    return [_plain(text) for text in one] == [_plain(text) for text in other]


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _queue(
    session: Session, message: OutboxMessage, person: Recipient, way: Way, now: datetime
) -> None:
    """Queue the notice through a way: a new row, or the one that failed at another address."""
    copied = ("event", "kind", "audience", "recipient_id", "path", "still_true", "worthless_at")
    row: dict[str, Any] = {name: getattr(message, name) for name in (*copied, "attachment")}
    row |= _notice(session, message, person, way) | {"created_at": now, "due_at": now}
    untried = {"attempts": 0, "last_error": "", "gateway_id": "", "sent_at": None}
    untried |= {"failed_at": None, "delivered_at": None}
    same = (getattr(OutboxMessage, name) == row[name] for name in ONCE)
    failed = sa.update(OutboxMessage).where(*same, OutboxMessage.failed_at.is_not(None))
    again = session.execute(failed.values(row | untried).returning(OutboxMessage.id))
    if not again.all():
        # Whatever month it was queued in, the database takes one for each event and channel.
        session.execute(insert(OutboxMessage).values(row).on_conflict_do_nothing())
    service.wake_sender(session)


def _notice(
    session: Session, message: OutboxMessage, person: Recipient, way: Way
) -> dict[str, str]:
    """Where a notice goes and what it says there, in the language of the message."""
    channel, address = way
    audience, language = Audience(message.audience), message.language
    values = composing.standing_values(audience, message.kind, message.path, person.name)
    inbox = queries.notices_of(session, message, "inbox").get("inbox", message)
    with force_locale(language):
        full = texts.Words(inbox.subject, inbox.body)
        words = composing.notice(session, message.kind, channel, language, values, full)
    return {
        "channel": channel,
        "address": address,
        "language": language,
        "subject": words.subject,
        "body": words.body,
    }
