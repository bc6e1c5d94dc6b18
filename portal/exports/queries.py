"""Somebody's own orders."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.access import Actor, Audience
from portal.core.errors import NotFound
from portal.exports import rules
from portal.exports.models import ExportOrder

COLUMNS = {
    Audience.CITIZEN: "citizen_id",
    Audience.BUSINESS: "business_user_id",
    Audience.STAFF: "staff_id",
}
OPEN: sa.ColumnElement[bool] = sa.and_(
    ExportOrder.made_at.is_(None),
    ExportOrder.failed_at.is_(None),
    ExportOrder.cancelled_at.is_(None),
)
SHOWN = 30


def is_of(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL for the actor's own orders."""
    column: Any = getattr(ExportOrder, COLUMNS[actor.audience])
    mine: sa.ColumnElement[bool] = column == actor.person_id
    return mine


def mine(session: Session, actor: Actor) -> Sequence[ExportOrder]:
    """What the actor has ordered, the newest first: one statement."""
    return session.scalars(
        sa.select(ExportOrder)
        .where(is_of(actor))
        .order_by(ExportOrder.asked_at.desc(), ExportOrder.id.desc())
        .limit(SHOWN)
    ).all()


def latest(session: Session, actor: Actor, kind: str) -> ExportOrder | None:
    """The actor's last order of a kind."""
    return session.scalar(
        sa.select(ExportOrder)
        .where(is_of(actor), ExportOrder.kind == kind)
        .order_by(ExportOrder.asked_at.desc(), ExportOrder.id.desc())
        .limit(1)
    )


def own(session: Session, actor: Actor, order_id: int) -> ExportOrder:
    """One of the actor's own orders.

    Raises:
        NotFound: when there is none, or it is somebody else's.
    """
    found = session.scalar(sa.select(ExportOrder).where(ExportOrder.id == order_id, is_of(actor)))
    if found is None:
        raise NotFound
    return found


def state(order: ExportOrder, now: datetime) -> rules.State:
    """How an order stands."""
    return rules.state(order.attempts, order.expires_at, order.failed_at, order.cancelled_at, now)
