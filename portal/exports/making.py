"""The worker's part: make what was ordered in batches, take up what another left, give up kindly.

Nothing of it lies on the node. A worker holds an order for a while and says so again after each
batch; when it falls silent another begins anew. The number of the attempt is the key: whoever was
taken over from finds at the next batch that it holds nothing any more, and what it wrote is undone.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.core import audit, clock, jobs, protection
from portal.core.access import Actor, Audience
from portal.core.i18n import force_locale
from portal.core.logs import log
from portal.exports import kinds
from portal.exports.models import ExportOrder, ExportPiece
from portal.exports.queries import COLUMNS, OPEN
from portal.exports.rules import LEASE, MOST_ATTEMPTS, bounded
from portal.exports.service import MAKE, citizen_of, drop_pieces
from portal.notifications import service as notifications
from portal.privacy.queries.periods import period
from portal.settings import Settings

TellTime = Callable[[], datetime]


class Stopped(Exception):
    """The order was stopped, or another worker has taken it over."""


def make(
    session: Session, reading: Session, settings: Settings, order_id: int, tell_time: TellTime
) -> None:
    """Make an order's files. Commits after each batch, so that its page can tell how far it is.

    Run twice, or by two workers, it is made once.
    """
    order = _taken(session, order_id, tell_time())
    if order is None:
        return
    kind, actor = kinds.known(order.kind), _actor(session, order)
    if actor is None or not kind.may(actor):
        _fail(session, order, actor, tell_time())
        session.commit()
        return
    try:
        with force_locale(order.language), protection.read_by(actor):
            _write(session, reading, settings, order, kind, actor, tell_time)
        session.commit()
    except Stopped:
        session.rollback()
        log.info("export stopped", order_id=order_id)
    except Exception:
        session.rollback()
        if order.attempts < MOST_ATTEMPTS:
            _let_go(session, order)
            session.commit()
            raise
        log.exception("export failed", order_id=order_id)
        _fail(session, order, actor, tell_time())
        session.commit()


def _taken(session: Session, order_id: int, now: datetime) -> ExportOrder | None:
    """The order, held by us from now on; None when it has ended or somebody else is at it."""
    free = sa.or_(ExportOrder.held_until.is_(None), ExportOrder.held_until <= now)
    order = session.scalar(
        sa.update(ExportOrder)
        .where(ExportOrder.id == order_id, OPEN, free, ExportOrder.attempts < MOST_ATTEMPTS)
        .values(
            attempts=ExportOrder.attempts + 1, held_until=now + LEASE, called_at=now, done=0,
            expected=None,
        )
        .returning(ExportOrder)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    if order is not None:
        drop_pieces(session, order_id)
        session.flush()
        session.expunge(order)  # as it was when we took it: the number of our attempt stays
    session.commit()
    return order


def _actor(session: Session, order: ExportOrder) -> Actor | None:
    """Who ordered it, as they are now; None when they have left."""
    audience, person_id = _whose(order)
    return accounts.actor_of(session, audience, person_id)


def _whose(order: ExportOrder) -> tuple[Audience, int]:
    for audience, column in COLUMNS.items():
        person_id = getattr(order, column)
        if person_id is not None:
            return audience, person_id
    raise AssertionError("an order is somebody's")


def _write(
    session: Session,
    reading: Session,
    settings: Settings,
    order: ExportOrder,
    kind: kinds.Kind,
    actor: Actor,
    tell_time: TellTime,
) -> None:
    def note(rows: int, citizens: Sequence[int] = ()) -> None:
        now = tell_time()
        for citizen_id in citizens:
            audit.record(
                session, actor, "export", "citizen", citizen_id, now=now, citizen_id=citizen_id,
                order=order.id,
            )  # fmt: skip
        _hold(session, order, done=ExportOrder.done + rows, held_until=now + LEASE)
        session.commit()
        session.expunge_all()
        if reading is not session:
            reading.commit()
            reading.expunge_all()

    if not kind.from_replica or not knows(reading, order):
        reading = session
    now = tell_time()
    task = kinds.Task(reading, settings, actor, order.choice, order.ending, now, note)
    _hold(session, order, expected=kind.count(task))
    session.commit()
    endings, size = [], 0
    for ending, made in kind.files(task):
        endings.append(ending)
        for number, piece in enumerate(bounded(made)):
            session.execute(
                sa.insert(ExportPiece).values(
                    order_id=order.id, ending=ending, number=number, content=piece
                )
            )
            size += len(piece)
    _finish(session, order, kind, actor, endings, size, tell_time())


def knows(reading: Session, order: ExportOrder) -> bool:
    """Whether all that was written before the order is there; on the primary it is."""
    came = sa.func.coalesce(sa.func.pg_last_xact_replay_timestamp() >= order.asked_at, False)
    return bool(reading.scalar(sa.select(sa.or_(~sa.func.pg_is_in_recovery(), came))))


def _hold(session: Session, order: ExportOrder, **values: object) -> int:
    """Write down how far it is, while it is still ours; how many are done.

    Raises:
        Stopped: when it is not.
    """
    done = session.scalar(
        sa.update(ExportOrder)
        .where(ExportOrder.id == order.id, OPEN, ExportOrder.attempts == order.attempts)
        .values(values)
        .returning(ExportOrder.done)
        .execution_options(synchronize_session=False)
    )
    if done is None:
        raise Stopped
    return done


def _finish(
    session: Session,
    order: ExportOrder,
    kind: kinds.Kind,
    actor: Actor,
    endings: list[str],
    size: int,
    now: datetime,
) -> None:
    today = clock.local_date(now)
    expires_at = now + (period(session, kind.kept, today).after(today) - today)
    done = _hold(
        session, order, made_at=now, expires_at=expires_at, held_until=None, endings=endings,
        size=size, expected=ExportOrder.done,
    )  # fmt: skip
    audit.record(
        session, None, "make", "export_order", order.id, now=now, kind=order.kind, rows=done,
        citizen_id=citizen_of(actor),
    )  # fmt: skip
    _tell(session, order, actor, kind.told[0], now, days=(expires_at - now).days)


def _let_go(session: Session, order: ExportOrder) -> None:
    """Nobody is at it now: whoever tries again need not wait."""
    session.execute(
        sa.update(ExportOrder)
        .where(ExportOrder.id == order.id, ExportOrder.attempts == order.attempts)
        .values(held_until=None)
    )


def _fail(session: Session, order: ExportOrder, actor: Actor | None, now: datetime) -> None:
    """It could not be made: say so, keep nothing."""
    try:
        _hold(session, order, failed_at=now, held_until=None)
    except Stopped:
        return
    drop_pieces(session, order.id)
    audit.record(session, None, "fail", "export_order", order.id, now=now, kind=order.kind)
    if actor is not None:
        _tell(session, order, actor, kinds.known(order.kind).told[1], now)


def _tell(
    session: Session, order: ExportOrder, actor: Actor, kind: str, now: datetime, **values: Any
) -> None:
    made = kinds.known(order.kind)
    with force_locale(order.language):
        title = str(made.title)
    notifications.tell(
        session,
        event=f"export:{order.id}",
        kind=kind,
        audience=actor.audience,
        recipient_id=actor.person_id,
        now=now,
        path=made.place(actor),
        title=title,
        **values,
    )


def sweep(session: Session, now: datetime) -> None:
    """Call a worker for each order that nobody is at; those that were tried often enough failed."""
    abandoned = session.scalars(
        sa.select(ExportOrder)
        .where(
            OPEN,
            ExportOrder.called_at <= now - LEASE,
            sa.or_(ExportOrder.held_until.is_(None), ExportOrder.held_until <= now),
        )
        .order_by(ExportOrder.id)
        .with_for_update(skip_locked=True)
    ).all()
    for order in abandoned:
        log.warning("export taken up", order_id=order.id, attempts=order.attempts)
        if order.attempts >= MOST_ATTEMPTS:
            _fail(session, order, _actor(session, order), now)
            continue
        order.called_at = now
        session.flush()
        jobs.defer(session, MAKE, order_id=order.id)
