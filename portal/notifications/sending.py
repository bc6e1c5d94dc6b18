"""Sending what is due.

Each message is taken in one transaction, sent, and marked in another, so nothing is lost: who
dies in between leaves a message that is taken again when its lease runs out. Two senders never
hold the same message. A copy can only come from a crash between the server's 250 and our mark,
and carries the same Message-ID.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock, outgoing
from portal.core.logs import log
from portal.notifications import channels, checks, rerouting, rules
from portal.notifications.models import OutboxMessage
from portal.notifications.queries import UNSENT
from portal.settings import Settings

LONGEST_REASON = 500


@dataclass
class Tally:
    """What a run did."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0


def send_due(
    session: Session,
    settings: Settings,
    tell_time: Callable[[], datetime],
    told_to_stop: Callable[[], bool] = lambda: False,
) -> Tally:
    """Send every message that is due, until none is left, the server is away or we must stop.

    Sends nothing while the gate is closed. Commits after each step. `tell_time` is the entry
    point's clock: a run may last minutes.
    """
    tally = Tally()
    if not outgoing.is_open(session):
        session.commit()
        log.warning("nothing is sent: the portal was restored, and nobody has opened the gate")
        return tally
    _close_without_sending(session, tell_time())
    for channel in channels.WAYS:
        if _anything_due(session, channel, tell_time()):
            _send_through(session, settings, channel, tally, tell_time, told_to_stop)
    return tally


def _send_through(
    session: Session,
    settings: Settings,
    channel: str,
    tally: Tally,
    tell_time: Callable[[], datetime],
    told_to_stop: Callable[[], bool],
) -> None:
    """Everything that is due through one channel; that one is away does not stop the others."""
    try:
        with channels.opened(channel, settings) as send:
            while not told_to_stop():
                message = _take_next(session, channel, tell_time())
                if message is None:
                    break
                holds = _is_still_true(session, message, tell_time())
                if holds and message.channel == channel:
                    _send_one(session, message, send, tally, tell_time)
    except channels.ServerAway as error:
        log.warning("way out is closed", channel=channel, reason=str(error)[:200])


def _is_still_true(session: Session, message: OutboxMessage, now: datetime) -> bool:
    """Ask again what the message rests on; one that is no longer true is dropped."""
    holds = checks.holds(session, message.still_true)
    if not holds:
        _drop(session, message, now)
    session.commit()
    return holds


def _close_without_sending(session: Session, now: datetime) -> None:
    """Drop what has become worthless, and close inbox messages, which are there to be read."""
    session.execute(
        sa.update(OutboxMessage)
        .where(UNSENT, OutboxMessage.worthless_at <= now)
        .values(dropped_at=now)
    )
    inbox = sa.and_(UNSENT, OutboxMessage.channel == "inbox", OutboxMessage.due_at <= now)
    # What was told at once has been seen; what comes later must still be true.
    later = sa.and_(OutboxMessage.still_true != "", OutboxMessage.due_at > OutboxMessage.created_at)
    for message in session.scalars(sa.select(OutboxMessage).where(inbox, later)).all():
        if not checks.holds(session, message.still_true):
            _drop(session, message, now)
    session.execute(sa.update(OutboxMessage).where(inbox).values(sent_at=now))
    session.commit()


def _due(channel: str, now: datetime) -> sa.Select[int]:
    wanted = sa.select(OutboxMessage.id).where(
        UNSENT,
        OutboxMessage.channel == channel,
        OutboxMessage.due_at <= now,
        sa.or_(OutboxMessage.worthless_at.is_(None), OutboxMessage.worthless_at > now),
    )
    if not rules.is_daytime(clock.local(now).time()):
        if channel in rules.DAYTIME_CHANNELS:
            return wanted.where(sa.false())
        wanted = wanted.where(OutboxMessage.kind.not_in(rules.DAYTIME_KINDS))
    # By the index alone: a wave's fifty thousand are due at once, and must not be sorted for each.
    return wanted.order_by(OutboxMessage.due_at).limit(1)


def _next(channel: str, now: datetime) -> sa.ScalarSelect[int]:
    return _due(channel, now).with_for_update(skip_locked=True).scalar_subquery()


def _anything_due(session: Session, channel: str, now: datetime) -> bool:
    found = session.scalar(_due(channel, now)) is not None
    session.commit()
    return found


def _take_next(session: Session, channel: str, now: datetime) -> OutboxMessage | None:
    """Take the longest-due message that nobody else holds, and hold it for the lease."""
    taken = session.scalar(
        sa.update(OutboxMessage)
        .where(OutboxMessage.id == _next(channel, now))
        .values(attempts=OutboxMessage.attempts + 1, due_at=now + rules.LEASE)
        .returning(OutboxMessage),
        execution_options={"populate_existing": True},
    )
    session.commit()
    return taken


def _send_one(
    session: Session,
    message: OutboxMessage,
    send: channels.Send,
    tally: Tally,
    tell_time: Callable[[], datetime],
) -> None:
    outcome: dict[str, object]
    way = message.channel, message.address
    try:
        name = send(message)
    except channels.ServerAway as error:
        # Not this message's fault: the attempt does not count.
        again = tell_time() + rules.SERVER_AWAY
        outcome = {"attempts": message.attempts - 1, "due_at": again, "last_error": str(error)}
        _note(session, message, way, outcome)
        session.commit()
        raise
    except channels.TryLater as error:
        outcome = _put_off(message, str(error), tell_time())
    except Exception as error:  # whatever is wrong with one message, the others go out
        outcome = {"failed_at": tell_time(), "last_error": str(error) or type(error).__name__}
    else:
        # Taken back while it was being sent? It was sent, and that is what we say.
        outcome = {"sent_at": tell_time(), "dropped_at": None, "last_error": "", "gateway_id": name}
        tally.sent += 1
    noted = _note(session, message, way, outcome)
    if noted and "failed_at" in outcome:
        rerouting.fall_back(session, message, tell_time())
        tally.failed += 1
        # Why stands in the outbox: a server's answer may name the person.
        log.error("message failed", message_id=message.id, kind=message.kind)
    tally.put_off += noted and "due_at" in outcome
    session.commit()


def _note(
    session: Session, message: OutboxMessage, way: tuple[str, str], outcome: dict[str, object]
) -> bool:
    """Write down what became of a message that went this way.

    Not so when it has been sent elsewhere meanwhile, for then it is still to go there; and one
    that was taken back has not failed.
    """
    channel, address = way
    here = sa.and_(OutboxMessage.channel == channel, OutboxMessage.address == address)
    if "sent_at" not in outcome:
        here = sa.and_(here, OutboxMessage.dropped_at.is_(None))
    if "last_error" in outcome:
        outcome["last_error"] = str(outcome["last_error"]).replace("\0", "")[:LONGEST_REASON]
    noted = session.scalar(
        sa.update(OutboxMessage)
        .where(OutboxMessage.id == message.id, here)
        .values(**outcome)
        .returning(OutboxMessage.id)
    )
    return noted is not None


def _put_off(message: OutboxMessage, reason: str, now: datetime) -> dict[str, object]:
    again = rules.next_attempt(message.attempts, now)
    if again is None:
        return {"failed_at": now, "last_error": reason}
    return {"due_at": again, "last_error": reason}


def _drop(session: Session, message: OutboxMessage, now: datetime) -> None:
    message_id = OutboxMessage.id == message.id
    session.execute(sa.update(OutboxMessage).where(message_id).values(dropped_at=now))
