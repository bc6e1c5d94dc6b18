"""The other side hears that a message waits: once until it is read, and never what it says."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.core import policy
from portal.core.access import Actor, Audience
from portal.messages import queries
from portal.messages.models import ThreadMessage
from portal.messages.queries import Row
from portal.messages.queries.talk import from_other_side
from portal.notifications import checks
from portal.notifications import service as notifications


def event_of(thread_id: int) -> str:
    """How the names of all that is told about a thread begin."""
    return f"thread:{thread_id}:"


def tell_other_side(session: Session, actor: Actor, row: Row, now: datetime) -> None:
    """Tell whoever is to read it. While something is unread the event has its name already."""
    reader = Audience.STAFF if actor.audience is Audience.CITIZEN else Audience.CITIZEN
    first_unread = session.scalar(
        sa.select(sa.func.min(ThreadMessage.id)).where(
            ThreadMessage.thread_id == row.thread.id,
            ThreadMessage.read_at.is_(None),
            from_other_side(reader),
        )
    )
    event, fact = f"{event_of(row.thread.id)}{first_unread}", f"unread:{first_unread}"
    if reader is Audience.CITIZEN:
        notifications.tell(
            session,
            event=event,
            kind="message_waits",
            audience=reader,
            recipient_id=row.citizen.id,
            now=now,
            path=f"/borger/beskeder/traad/{row.thread.id}",
            still_true=fact,
            who=actor.name,
        )
        return
    promised = queries.promises(session, now).by(row.thread.waits_since or now)
    for staff_id in sorted(_readers(session, row)):
        notifications.tell(
            session,
            event=event,
            kind="citizen_message_waits",
            audience=reader,
            recipient_id=staff_id,
            now=now,
            path=f"/personale/beskeder/traad/{row.thread.id}",
            still_true=fact,
            answer_by=promised,
        )


def _readers(session: Session, row: Row) -> set[int]:
    """Who has the thread; and while they are out whoever stands in, else the team's leads."""
    found = {row.holder.id} if row.holder.active else set()
    if row.substitute is not None:
        found.add(row.substitute.id)
    elif row.holder_is_out:
        found |= set(
            session.scalars(
                sa.select(Staff.id).where(
                    Staff.team_id == row.holder.team_id,
                    Staff.active,
                    Staff.role.in_(policy.LEAD_TEAM.values),
                )
            )
        )
    return found


def tell_substitute(session: Session, row: Row, staff_id: int, now: datetime) -> None:
    """A colleague is asked to answer."""
    notifications.tell(
        session,
        event=f"{event_of(row.thread.id)}stand-in:{now.isoformat()}",
        kind="message_to_answer_for",
        audience=Audience.STAFF,
        recipient_id=staff_id,
        now=now,
        path=f"/personale/beskeder/traad/{row.thread.id}",
        who=row.holder.name,
    )


def _is_unread(session: Session, rest: list[str]) -> bool:
    """The fact 'unread:<id of the message>'."""
    found = sa.exists().where(ThreadMessage.id == int(rest[0]), ThreadMessage.read_at.is_(None))
    return bool(session.scalar(sa.select(found)))


checks.register("unread", _is_unread)
