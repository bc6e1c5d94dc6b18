"""The round of each night: duties that the rules ask for are made, and missed ones run out."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.booking.models import Obligation, Talk
from portal.booking.queries import rule_book
from portal.booking.service.duties import RUNNING, make_next
from portal.core import audit, clock

OUTSTANDING = ("open", "booked", "expired", "excused", "exempt")


def generate_obligations(session: Session, now: datetime) -> int:
    """Make the duties that are missing by the rules, and say how many. Running twice is harmless.

    A citizen who has something outstanding since the last held talk gets nothing new. What a
    citizen whose course has ended still had to book is withdrawn.
    """
    _withdraw_ended(session, now)
    held = sa.func.max(sa.func.upper(Talk.during)).filter(Talk.status == "held")
    last_held = sa.select(held).where(Talk.citizen_id == Citizen.id).correlate(Citizen)
    last = last_held.scalar_subquery()
    outstanding = sa.exists().where(
        Obligation.citizen_id == Citizen.id,
        Obligation.status.in_(OUTSTANDING),
        sa.or_(
            Obligation.status.in_(RUNNING),
            last.is_(None),
            Obligation.created_at >= last,
        ),
    )
    rows = session.execute(
        sa.select(Citizen, last)
        .where(Citizen.course_ended_on.is_(None), ~outstanding)
        .order_by(Citizen.id)
    ).all()
    book = rule_book(session, clock.local_date(now))
    made = 0
    for citizen, held_until in rows:
        last_held_on = clock.local_date(held_until) if held_until else None
        if last_held_on is None and _meets_first(session, citizen.id, now):
            continue
        made += make_next(session, citizen, book, last_held_on, now) is not None
    session.flush()
    return made


def _meets_first(session: Session, citizen_id: int, now: datetime) -> bool:
    """True when somebody has already set the citizen's first talk."""
    found = sa.exists().where(
        Talk.citizen_id == citizen_id, Talk.status == "booked", sa.func.upper(Talk.during) > now
    )
    return bool(session.scalar(sa.select(found)))


def _withdraw_ended(session: Session, now: datetime) -> None:
    ended = session.execute(
        sa.update(Obligation)
        .where(
            Obligation.status.in_(("open", "exempt")),
            Obligation.citizen_id == Citizen.id,
            Citizen.course_ended_on.is_not(None),
        )
        .values(status="withdrawn")
        .returning(Obligation.id, Obligation.citizen_id)
    ).all()
    for obligation_id, citizen_id in ended:
        audit.record(
            session, None, "withdrawn", "obligation", obligation_id, now=now, citizen_id=citizen_id
        )


def expire_obligations(session: Session, now: datetime) -> int:
    """Mark what was not booked in time, and say how many. A deadline lasts until its day is over.

    A deadline that was stopped does not run out. Who missed one can still book; the caseworker
    sees it and acts.
    """
    missed = session.execute(
        sa.update(Obligation)
        .where(
            Obligation.status == "open",
            Obligation.stopped_at.is_(None),
            Obligation.book_by < clock.local_date(now),
        )
        .values(status="expired")
        .returning(Obligation.id, Obligation.citizen_id)
    ).all()
    for obligation_id, citizen_id in missed:
        audit.record(
            session, None, "expire", "obligation", obligation_id, now=now, citizen_id=citizen_id
        )
    session.flush()
    return len(missed)
