"""Use cases: order a file, stop it, fetch it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import audit, jobs
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.exports import kinds, queries
from portal.exports.models import ExportOrder, ExportPiece
from portal.exports.queries import COLUMNS, OPEN
from portal.exports.refusals import ExportRefusal
from portal.exports.rules import MOST_AT_ONCE

MAKE = "exports.make"


def order(
    session: Session,
    actor: Actor,
    kind: kinds.Kind,
    ending: str,
    choice: Mapping[str, str],
    language: str,
    *,
    now: datetime,
) -> None:
    """Order a file. While the same is being made for the actor, asking again changes nothing.

    Raises:
        NotFound: when the actor may not have it, or it is not made so.
        Refused: when the actor waits for too many already.
    """
    if not kind.may(actor) or ending not in (kind.endings or ("",)):
        raise NotFound
    whose = {COLUMNS[actor.audience]: actor.person_id}
    waiting = sa.select(sa.func.count()).select_from(ExportOrder)
    if (session.scalar(waiting.where(queries.is_of(actor), OPEN)) or 0) >= MOST_AT_ONCE:
        raise Refused(ExportRefusal.TOO_MANY)
    order_id = session.scalar(
        insert(ExportOrder)
        .values(
            kind=kind.key, ending=ending, choice=dict(choice), language=language,
            asked_at=now, called_at=now, **whose,
        )
        .on_conflict_do_nothing()
        .returning(ExportOrder.id)
    )  # fmt: skip
    if order_id is None:
        return
    audit.record(
        session, actor, "ask", kind.subject, order_id, now=now, citizen_id=citizen_of(actor),
        kind=kind.key,
    )  # fmt: skip
    jobs.defer(session, MAKE, order_id=order_id)


def citizen_of(actor: Actor) -> int | None:
    """Whose log it goes into: the citizen's own."""
    return actor.person_id if actor.audience is Audience.CITIZEN else None


def cancel(session: Session, actor: Actor, order_id: int, *, now: datetime) -> None:
    """Stop what is being made; the worker notices at its next batch, and nothing of it is kept.

    Raises:
        NotFound: when it is not the actor's.
        Refused: when it has ended already.
    """
    queries.own(session, actor, order_id)
    stopped = session.scalar(
        sa.update(ExportOrder)
        .where(ExportOrder.id == order_id, OPEN)
        .values(cancelled_at=now, held_until=None)
        .returning(ExportOrder.id)
    )
    if stopped is None:
        raise Refused(ExportRefusal.ENDED)
    drop_pieces(session, order_id)
    audit.record(session, actor, "cancel", "export_order", order_id, now=now)


def drop_pieces(session: Session, order_id: int) -> None:
    """Nothing of the file is kept."""
    session.execute(sa.delete(ExportPiece).where(ExportPiece.order_id == order_id))


def fetched(
    session: Session, actor: Actor, order_id: int, ending: str, *, now: datetime
) -> ExportOrder:
    """The actor's own order whose file is about to be read. That it was fetched is noted.

    Raises:
        NotFound: when it is not the actor's, is not made, has expired, or may not be had any more.
    """
    found = queries.own(session, actor, order_id)
    kind = kinds.known(found.kind)
    is_there = found.expires_at is not None and found.expires_at > now and ending in found.endings
    if not is_there or not kind.may(actor):
        raise NotFound
    audit.record(
        session, actor, "export", kind.subject, order_id, now=now, citizen_id=citizen_of(actor),
        kind=found.kind, format=ending, rows=found.done,
    )  # fmt: skip
    return found


def pieces(session: Session, order_id: int, ending: str) -> Iterator[bytes]:
    """A file piece by piece, one in memory at a time."""
    number = 0
    while True:
        piece = session.scalar(
            sa.select(ExportPiece.content).where(
                ExportPiece.order_id == order_id,
                ExportPiece.ending == ending,
                ExportPiece.number == number,
            )
        )
        if piece is None:
            return
        yield piece
        number += 1
