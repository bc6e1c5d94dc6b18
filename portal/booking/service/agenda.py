"""What each side wants to talk about."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.booking.models import AgendaItem, Talk
from portal.booking.refusals import BookingRefusal
from portal.core import audit
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused

MOST_ITEMS = 10


def add(session: Session, talk: Talk, words: str, *, actor: Actor, now: datetime) -> AgendaItem:
    """Add a point to a talk's agenda. The very same words again are the point already there.

    Whose the talk is, is for the caller to have asked.

    Raises:
        Refused: when the talk has begun or is cancelled, or has ten points already.
    """
    if talk.status != "booked" or talk.starts <= now:
        raise Refused(BookingRefusal.AGENDA_CLOSED)
    session.execute(sa.select(Talk.id).where(Talk.id == talk.id).with_for_update())
    items = session.scalars(sa.select(AgendaItem).where(AgendaItem.talk_id == talk.id)).all()
    writer = _writer(actor)
    for item in items:
        if (item.words, item.added_by) == (words, writer):
            return item
    if len(items) >= MOST_ITEMS:
        raise Refused(BookingRefusal.AGENDA_FULL)
    made = AgendaItem(talk_id=talk.id, words=words, added_by=writer, added_at=now)
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "add", "talk_agenda_item", made.id, now=now, citizen_id=talk.citizen_id
    )
    return made


def remove(session: Session, talk: Talk, item_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back a point that one has written. Taking it back twice changes nothing.

    Raises:
        Refused: when the talk has begun.
        NotFound: when it is another's point.
    """
    item = session.get(AgendaItem, item_id)
    if item is None:
        return
    if item.talk_id != talk.id or item.added_by != _writer(actor):
        raise NotFound
    if talk.starts <= now:
        raise Refused(BookingRefusal.AGENDA_CLOSED)
    session.delete(item)
    session.flush()
    audit.record(
        session, actor, "remove", "talk_agenda_item", item_id, now=now, citizen_id=talk.citizen_id
    )


def _writer(actor: Actor) -> str:
    return "staff" if actor.audience is Audience.STAFF else "citizen"
