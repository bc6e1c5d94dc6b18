"""What a citizen writes in these tests, and what is there then."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from portal.core import clock
from portal.messages.models import MessageThread, ThreadMessage
from portal.notifications.models import OutboxMessage

NEW = "/borger/beskeder/ny"
FIRST = {"subject": "Kursus", "text": "Må jeg tage et truckkursus?"}
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=clock.UTC)


def key(number: int) -> str:
    return f"{number:032x}"


def threads(session: orm.Session) -> list[MessageThread]:
    session.expire_all()
    return list(session.scalars(sa.select(MessageThread).order_by(MessageThread.id)))


def messages(session: orm.Session) -> list[ThreadMessage]:
    session.expire_all()
    return list(session.scalars(sa.select(ThreadMessage).order_by(ThreadMessage.id)))


def told(session: orm.Session, kind: str) -> list[OutboxMessage]:
    rows = sa.select(OutboxMessage).where(OutboxMessage.kind == kind)
    return list(session.scalars(rows.order_by(OutboxMessage.id)))
