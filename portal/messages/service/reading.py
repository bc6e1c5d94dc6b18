"""Read a thread, say that no answer is needed, let a colleague answer."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, policy
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.messages import queries
from portal.messages.models import MessageFile, ThreadMessage
from portal.messages.queries import Row
from portal.messages.queries.talk import from_other_side
from portal.messages.refusals import MessageRefusal
from portal.messages.service import telling
from portal.notifications import service as notifications


def read(
    session: Session, actor: Actor, row: Row, messages: Iterable[ThreadMessage], *, now: datetime
) -> None:
    """Note that these messages of the thread have been read by the actor; the first time counts."""
    by_staff = actor.audience is Audience.STAFF
    noted = session.scalars(
        sa.update(ThreadMessage)
        .where(
            ThreadMessage.id.in_([one.id for one in messages if one.read_at is None]),
            from_other_side(actor.audience),
            ThreadMessage.read_at.is_(None),
        )
        .values(read_at=now, read_by_id=actor.person_id if by_staff else None)
        .returning(ThreadMessage.id)
    ).all()
    if noted:
        begins = telling.event_of(row.thread.id)
        notifications.mark_told_read(session, actor.audience, actor.person_id, begins, now=now)
    session.flush()


def note_thread(session: Session, actor: Actor, row: Row, *, now: datetime) -> None:
    """Write down that staff have seen what is said in the thread."""
    audit.record(
        session,
        actor,
        "read",
        "message_thread",
        row.thread.id,
        now=now,
        citizen_id=row.citizen.id,
    )
    session.flush()


def note_list(session: Session, actor: Actor, citizen_ids: Iterable[int], *, now: datetime) -> None:
    """Write down that staff have seen who has written, and about what."""
    for citizen_id in sorted(citizen_ids):
        audit.record(session, actor, "list", "message_thread", now=now, citizen_id=citizen_id)
    session.flush()


def note_file(
    session: Session, actor: Actor, file: MessageFile, citizen_id: int, *, now: datetime
) -> None:
    """Write down that somebody has taken a file out."""
    audit.record(session, actor, "read", "message_file", file.id, now=now, citizen_id=citizen_id)
    session.flush()


def settle(session: Session, actor: Actor, thread_id: int, *, now: datetime) -> None:
    """Staff say that nothing waits for an answer. A new message of the citizen waits again.

    Raises:
        NotFound: when the actor may not see the thread.
    """
    row = _of_staff(session, actor, thread_id, now)
    if row.thread.waits_since is None:
        return
    row.thread.waits_since = None
    _note(session, actor, "settle", row, now)


def stand_in(
    session: Session, actor: Actor, thread_id: int, staff_id: int | None, *, now: datetime
) -> None:
    """Let a colleague of the team answer; None takes it back. Whoever has it, or leads, decides.

    Raises:
        NotFound: when the thread is not the actor's to give.
        Refused: when the colleague is not one who can answer.
    """
    row = _of_staff(session, actor, thread_id, now)
    leads = policy.may(actor, policy.LEAD_TEAM) and actor.team_id == row.holder.team_id
    if not leads and actor.person_id != row.holder.id:
        raise NotFound
    able = {one.id for one in queries.colleagues(session, row.holder.team_id, {row.holder.id})}
    if staff_id is not None and staff_id not in able:
        raise Refused(MessageRefusal.NO_SUBSTITUTE)
    if row.thread.substitute_id == staff_id:
        return
    row.thread.substitute_id = staff_id
    if staff_id not in (None, actor.person_id):
        telling.tell_substitute(session, row, staff_id, now)
    _note(session, actor, "stand_in", row, now, staff_id=staff_id)


def _of_staff(session: Session, actor: Actor, thread_id: int, now: datetime) -> Row:
    row = queries.thread(session, actor, thread_id, now)
    if row is None or actor.audience is not Audience.STAFF:
        raise NotFound
    return row


def _note(
    session: Session, actor: Actor, action: str, row: Row, now: datetime, **details: object
) -> None:
    audit.record(
        session,
        actor,
        action,
        "message_thread",
        row.thread.id,
        now=now,
        citizen_id=row.citizen.id,
        **details,
    )
    session.flush()
