"""Which talk fulfils which duty, also when it was booked for another reason."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.booking.models import Obligation, Talk
from portal.core import clock


def fulfilled(obligation: Obligation) -> None:
    """A talk is booked for it; a deadline that was stopped no longer matters."""
    obligation.status = "booked"
    obligation.stopped_at = obligation.stopped_because = None


def adopt_talk(session: Session, obligation: Obligation, now: datetime) -> None:
    """Let a talk of the kind that is booked, in time and for no other duty fulfil an open one.

    To be asked whenever a duty opens or its deadline moves.
    """
    starts = sa.func.lower(Talk.during)
    talk = session.scalar(
        sa.select(Talk)
        .where(
            Talk.citizen_id == obligation.citizen_id,
            Talk.kind == obligation.kind,
            Talk.status == "booked",
            Talk.obligation_id.is_(None),
            starts > now,
        )
        .order_by(starts)
        .limit(1)
        .with_for_update()
    )
    if talk is not None and clock.local_date(talk.starts) <= obligation.hold_by:
        talk.obligation_id = obligation.id
        fulfilled(obligation)
        session.flush()


def adopt_duty(session: Session, talk: Talk) -> None:
    """Let a talk that was booked for no duty, and moved into the time of an open one, fulfil it."""
    obligation = session.scalar(
        sa.select(Obligation)
        .where(
            Obligation.citizen_id == talk.citizen_id,
            Obligation.kind == talk.kind,
            Obligation.status.in_(("open", "exempt")),
            Obligation.hold_by >= clock.local_date(talk.starts),
        )
        .with_for_update()
    )
    if obligation is not None:
        talk.obligation_id = obligation.id
        fulfilled(obligation)
        session.flush()
