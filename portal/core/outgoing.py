"""May anything leave the portal? One row says so, and a portal that was restored has none.

A restored database holds messages that were sent before it was lost, and lacks others. So
nothing goes out until somebody has looked and opened the gate. The row is left out of dumps: a
database that was restored by hand, with no command of ours, is closed as well.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.db import Base


class OutgoingGate(Base):
    """The one row; without it the gate is closed."""

    __tablename__ = "outgoing_gate"
    __table_args__ = (sa.CheckConstraint("id = 1", name="outgoing_gate_is_one"),)

    id: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, server_default="1")
    closed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(server_default="")


@dataclass(frozen=True)
class Standing:
    """How the gate stands."""

    open: bool
    since: datetime | None = None
    """When it was closed; None when that is not known, as in a database restored by hand."""
    reason: str = ""


def standing(session: Session) -> Standing:
    """Whether the gate is open, else since when not and why."""
    row = session.get(OutgoingGate, 1, populate_existing=True)
    if row is None:
        return Standing(False, reason="restored from a dump")
    return Standing(row.closed_at is None, row.closed_at, row.reason)


def is_open(session: Session) -> bool:
    """Whether mails, SMS, Digital Post and webhooks may be sent."""
    found = sa.select(OutgoingGate.id).where(OutgoingGate.closed_at.is_(None))
    return session.scalar(found) is not None


def close(session: Session, reason: str, *, now: datetime) -> None:
    """Let nothing out from the commit on. Closed again keeps the first moment."""
    made = insert(OutgoingGate).values(id=1, closed_at=now, reason=reason)
    at = sa.func.coalesce(OutgoingGate.closed_at, now)
    session.execute(
        made.on_conflict_do_update(
            index_elements=[OutgoingGate.id], set_={"closed_at": at, "reason": reason}
        )
    )


def open_again(session: Session) -> bool:
    """Let messages out from the commit on; False when they were let out already."""
    if is_open(session):
        return False
    made = insert(OutgoingGate).values(id=1, closed_at=None, reason="")
    session.execute(
        made.on_conflict_do_update(
            index_elements=[OutgoingGate.id], set_={"closed_at": None, "reason": ""}
        )
    )
    return True
