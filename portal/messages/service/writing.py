"""Begin a thread, and write in one."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.messages import queries, rules
from portal.messages.models import MessageFile, MessageThread, ThreadMessage
from portal.messages.queries import Row
from portal.messages.refusals import MessageRefusal
from portal.messages.service import telling


def own_key(actor: Actor, key: str) -> str:
    """A form's name made the actor's own, so that nobody can use another's."""
    return f"{actor.audience.value}:{actor.person_id}:{key}"


def hold(session: Session, actor: Actor, key: str) -> ThreadMessage | None:
    """Wait for a form that is being sent twice at once; what it has sent already, or None."""
    mine = own_key(actor, key)
    lock = sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(mine, 0))
    session.execute(sa.select(lock))
    return session.scalar(sa.select(ThreadMessage).where(ThreadMessage.key == mine))


def start_by_citizen(
    session: Session,
    actor: Actor,
    to_staff_id: int,
    subject: str,
    text: str,
    key: str,
    *,
    now: datetime,
) -> ThreadMessage:
    """A citizen begins a thread with somebody in the course.

    Raises:
        Refused: when that person is not in it, or the citizen has written too much today.
    """
    named = queries.named_staff(session, actor.person_id)
    if to_staff_id not in [one.staff.id for one in named]:
        raise Refused(MessageRefusal.NOT_IN_COURSE)
    _refuse_floods(session, actor.person_id, now)
    # None is the caseworker, so that the thread follows to the next one.
    with_whom = None if named[0].staff.id == to_staff_id else to_staff_id
    made = _begin(session, actor, actor.person_id, with_whom, subject, now)
    return reply(session, actor, made.id, text, key, now=now)


def start_by_staff(
    session: Session,
    actor: Actor,
    citizen_id: int,
    subject: str,
    text: str,
    key: str,
    *,
    now: datetime,
) -> ThreadMessage:
    """Somebody of staff who is named in a citizen's course begins a thread.

    Raises:
        NotFound: when the actor is not in the course, or there is no such citizen.
    """
    start = queries.may_start(session, actor, citizen_id)
    if start is None:
        raise NotFound
    made = _begin(session, actor, citizen_id, start.with_whom, subject, now)
    return reply(session, actor, made.id, text, key, now=now)


def _begin(
    session: Session,
    actor: Actor,
    citizen_id: int,
    with_whom: int | None,
    subject: str,
    now: datetime,
) -> MessageThread:
    made = MessageThread(
        citizen_id=citizen_id, staff_id=with_whom, subject=subject, started_at=now, last_at=now
    )
    session.add(made)
    session.flush()
    audit.record(session, actor, "begin", "message_thread", made.id, now=now, citizen_id=citizen_id)
    return made


def reply(
    session: Session, actor: Actor, thread_id: int, text: str, key: str, *, now: datetime
) -> ThreadMessage:
    """Write in a thread, with the files chosen in the same form, and tell the other side.

    Raises:
        NotFound: when the actor may not see the thread.
        Refused: when the citizen has written too much today.
    """
    locked = sa.select(MessageThread).where(MessageThread.id == thread_id).with_for_update()
    session.execute(locked)
    row = queries.thread(session, actor, thread_id, now)
    if row is None:
        raise NotFound
    made = _written(row, actor, text, own_key(actor, key), now)
    if actor.audience is Audience.CITIZEN:
        _refuse_floods(session, actor.person_id, now)
        row.thread.waits_since = row.thread.waits_since or now
    else:
        row.thread.waits_since = None
    row.thread.last_at = now
    session.add(made)
    session.flush()
    session.execute(
        sa.update(MessageFile)
        .where(MessageFile.key == made.key, MessageFile.message_id.is_(None))
        .values(message_id=made.id)
    )
    audit.record(
        session, actor, "send", "thread_message", made.id, now=now, citizen_id=row.citizen.id
    )
    telling.tell_other_side(session, actor, row, now)
    return made


def _written(row: Row, actor: Actor, text: str, key: str, now: datetime) -> ThreadMessage:
    by_citizen = actor.audience is Audience.CITIZEN
    return ThreadMessage(
        thread_id=row.thread.id,
        staff_id=None if by_citizen else actor.person_id,
        to_staff_id=row.holder.id if by_citizen else None,
        text=text,
        key=key,
        sent_at=now,
        waited_since=None if by_citizen else row.thread.waits_since,
    )


def _refuse_floods(session: Session, citizen_id: int, now: datetime) -> None:
    sent = session.scalar(
        sa.select(sa.func.count())
        .select_from(ThreadMessage)
        .join(MessageThread, MessageThread.id == ThreadMessage.thread_id)
        .where(
            MessageThread.citizen_id == citizen_id,
            ThreadMessage.staff_id.is_(None),
            ThreadMessage.sent_at > now - timedelta(days=1),
        )
    )
    if (sent or 0) >= rules.MOST_A_DAY:
        raise Refused(MessageRefusal.TOO_MANY)
