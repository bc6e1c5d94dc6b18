"""What the inbox shows, and what operators want to know of the outbox."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.accounts.models import BusinessUser, Citizen, Staff
from portal.core.access import Audience
from portal.notifications import rules
from portal.notifications.models import ContactPreference, MessageText, OutboxMessage

PAGE = 30
TOLD = 200
UNSENT = sa.and_(
    OutboxMessage.sent_at.is_(None),
    OutboxMessage.failed_at.is_(None),
    OutboxMessage.dropped_at.is_(None),
)

DEFAULT_CHAIN = ("email", "sms", "digital_post")


@dataclass(frozen=True)
class Recipient:
    """Whom a message goes to: what to call them, how to reach them in which order, and language."""

    name: str
    addresses: dict[str, str]
    language: str
    chain: tuple[str, ...] = ("email",)

    def reachable(self, available: Collection[str]) -> list[tuple[str, str]]:
        """The channels that lead to the person, with the address, in the person's order."""
        return [
            (channel, self.addresses[channel])
            for channel in self.chain
            if channel in available and self.addresses.get(channel)
        ]


def recipient(session: Session, audience: Audience, recipient_id: int) -> Recipient | None:
    """The person behind an audience and id, or None."""
    if audience is Audience.CITIZEN:
        return _citizen(session, recipient_id)
    model = BusinessUser if audience is Audience.BUSINESS else Staff
    row = session.execute(
        sa.select(model.name, model.email).where(model.id == recipient_id)
    ).one_or_none()
    return row and Recipient(row.name.split()[0], {"email": row.email}, "da")


def _citizen(session: Session, citizen_id: int) -> Recipient | None:
    row = session.execute(
        sa.select(Citizen, ContactPreference.channels)
        .outerjoin(ContactPreference, ContactPreference.citizen_id == Citizen.id)
        .where(Citizen.id == citizen_id)
    ).one_or_none()
    if row is None:
        return None
    citizen, wanted = row
    # Digital Post goes to the CPR number, which is read when it is sent and stored nowhere else.
    addresses = {
        "email": citizen.real_email or "",
        "sms": citizen.real_phone or "",
        "digital_post": "cpr",
    }
    chain = (*(wanted or ()), *(c for c in DEFAULT_CHAIN if c not in (wanted or ())))
    return Recipient(citizen.real_first_name, addresses, citizen.language, chain)


def notices_of(
    session: Session, message: OutboxMessage, *channels: str
) -> dict[str, OutboxMessage]:
    """Every row of the same event to the same person, by channel; only these channels if named."""
    wanted = sa.select(OutboxMessage).where(
        OutboxMessage.event == message.event,
        OutboxMessage.audience == message.audience,
        OutboxMessage.recipient_id == message.recipient_id,
    )
    if channels:
        wanted = wanted.where(OutboxMessage.channel.in_(channels))
    rows = session.scalars(wanted, execution_options={"populate_existing": True})
    return {row.channel: row for row in rows}


def _notices(citizen_id: int) -> sa.Select[Any]:
    return sa.select(OutboxMessage).where(
        OutboxMessage.audience == Audience.CITIZEN.value,
        OutboxMessage.recipient_id == citizen_id,
        OutboxMessage.channel != "inbox",
        OutboxMessage.dropped_at.is_(None),
    )


def unsent_notices(session: Session, citizen_id: int) -> list[OutboxMessage]:
    """A citizen's notices that wait to be sent, locked."""
    wanted = _notices(citizen_id).where(
        OutboxMessage.sent_at.is_(None), OutboxMessage.failed_at.is_(None)
    )
    return list(session.scalars(_locked(wanted), execution_options={"populate_existing": True}))


def lost_notices(
    session: Session, citizen_id: int, since: datetime, now: datetime
) -> list[OutboxMessage]:
    """A citizen's notices that failed since then in every way, locked; one for each event.

    Left out are those whose message the citizen has read all the same, or that nobody needs now.
    """
    other = orm.aliased(OutboxMessage)
    of_the_event = (
        other.event == OutboxMessage.event,
        other.audience == OutboxMessage.audience,
        other.recipient_id == OutboxMessage.recipient_id,
    )
    reached = sa.exists().where(
        *of_the_event,
        sa.case(
            (other.channel == "inbox", other.read_at.is_not(None)),
            else_=sa.and_(other.failed_at.is_(None), other.dropped_at.is_(None)),
        ),
    )
    wanted = _notices(citizen_id).where(
        OutboxMessage.failed_at >= since,
        ~reached,
        sa.or_(OutboxMessage.worthless_at.is_(None), OutboxMessage.worthless_at > now),
    )
    rows = session.scalars(_locked(wanted), execution_options={"populate_existing": True})
    return list({row.event: row for row in rows}.values())


def _locked(wanted: sa.Select[Any]) -> sa.Select[Any]:
    return wanted.order_by(OutboxMessage.id).with_for_update(of=OutboxMessage)


def own_words(session: Session, kinds: Iterable[str], language: str) -> dict[str, MessageText]:
    """What administrators have written for these kinds, by kind: the newest versions."""
    rows = session.scalars(
        sa.select(MessageText)
        .where(MessageText.kind.in_(list(kinds)), MessageText.language == language)
        .ext(distinct_on(MessageText.kind))
        .order_by(MessageText.kind, MessageText.version.desc())
    )
    return {row.kind: row for row in rows}


def versions(session: Session, kind: str, language: str) -> list[MessageText]:
    """Every version of a kind's words that somebody has written, the newest first."""
    return list(
        session.scalars(
            sa.select(MessageText)
            .where(MessageText.kind == kind, MessageText.language == language)
            .order_by(MessageText.version.desc())
        )
    )


def writers(session: Session, kind: str, language: str) -> dict[int, str]:
    """The names of those who have written a kind's words, by id."""
    rows = session.execute(
        sa.select(Staff.id, Staff.name).where(
            Staff.id.in_(
                sa.select(MessageText.written_by_id).where(
                    MessageText.kind == kind, MessageText.language == language
                )
            )
        )
    )
    return {staff_id: name for staff_id, name in rows}


def told(
    session: Session, audience: Audience, recipient_id: int, event_prefix: str | None = None
) -> list[OutboxMessage]:
    """Everything a person has been told or is about to be, through every channel, newest first."""
    wanted = sa.select(OutboxMessage).where(
        OutboxMessage.audience == audience.value, OutboxMessage.recipient_id == recipient_id
    )
    if event_prefix is not None:
        wanted = wanted.where(OutboxMessage.event.startswith(event_prefix, autoescape=True))
    return list(
        session.scalars(
            wanted.order_by(OutboxMessage.due_at.desc(), OutboxMessage.id.desc()).limit(TOLD)
        )
    )


def told_of(session: Session, event_prefix: str) -> list[OutboxMessage]:
    """Everything anybody has been told about something, through every channel, newest first."""
    wanted = sa.select(OutboxMessage).where(
        OutboxMessage.event.startswith(event_prefix, autoescape=True)
    )
    return list(
        session.scalars(
            wanted.order_by(OutboxMessage.due_at.desc(), OutboxMessage.id.desc()).limit(TOLD)
        )
    )


def _inbox(audience: Audience, recipient_id: int, now: datetime) -> sa.Select[Any]:
    return sa.select(OutboxMessage).where(
        OutboxMessage.audience == audience.value,
        OutboxMessage.recipient_id == recipient_id,
        OutboxMessage.channel == "inbox",
        OutboxMessage.kind.not_in(rules.SHOWN_AS_THREADS),
        OutboxMessage.due_at <= now,
        OutboxMessage.dropped_at.is_(None),
    )


def inbox(
    session: Session,
    audience: Audience,
    recipient_id: int,
    now: datetime,
    *,
    before: OutboxMessage | None = None,
    limit: int = PAGE,
) -> list[OutboxMessage]:
    """The newest messages a person has been told, at most `limit`, older than `before`.

    A message is as new as the moment it was told, not the moment it was queued.
    """
    wanted = _inbox(audience, recipient_id, now)
    told = sa.tuple_(OutboxMessage.due_at, OutboxMessage.id)
    if before is not None:
        wanted = wanted.where(told < sa.tuple_(sa.literal(before.due_at), sa.literal(before.id)))
    newest_first = wanted.order_by(OutboxMessage.due_at.desc(), OutboxMessage.id.desc())
    return list(session.scalars(newest_first.limit(limit)))


def message(
    session: Session, audience: Audience, recipient_id: int, message_id: int, now: datetime
) -> OutboxMessage | None:
    """One message of this person's inbox, or None when it is not theirs."""
    found: OutboxMessage | None = session.scalar(
        _inbox(audience, recipient_id, now).where(OutboxMessage.id == message_id)
    )
    return found


def unread_count(session: Session, audience: Audience, recipient_id: int, now: datetime) -> int:
    """How many messages of this person's inbox have not been read."""
    unread = _inbox(audience, recipient_id, now).where(OutboxMessage.read_at.is_(None))
    return session.scalar(sa.select(sa.func.count()).select_from(unread.subquery())) or 0


def already_told(session: Session, events: Iterable[str]) -> set[str]:
    """Which of these events somebody has been told of, or is about to be."""
    wanted = list(events)
    return set(
        session.scalars(sa.select(OutboxMessage.event).where(OutboxMessage.event.in_(wanted)))
    )


def waiting(session: Session) -> tuple[int, datetime | None]:
    """How many messages have not gone out yet, and when the first of them was due."""
    found = sa.select(sa.func.count(), sa.func.min(OutboxMessage.due_at)).where(UNSENT)
    number, first = session.execute(found).one()
    return number, first


def failed(session: Session) -> list[OutboxMessage]:
    """The messages the portal has given up on, the latest first."""
    return list(
        session.scalars(
            sa.select(OutboxMessage)
            .where(OutboxMessage.failed_at.is_not(None))
            .order_by(OutboxMessage.failed_at.desc())
            .limit(500)
        )
    )
