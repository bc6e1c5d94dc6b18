"""Who need not book their own talks."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.booking import queries, rules
from portal.booking.models import Exemption, Obligation
from portal.booking.service.fulfilling import adopt_talk
from portal.core import audit, clock
from portal.core.access import Actor


def active(session: Session, citizen_id: int, now: datetime) -> Exemption | None:
    """The exemption that holds today, or None."""
    return session.scalar(
        sa.select(Exemption).where(
            Exemption.citizen_id == citizen_id,
            Exemption.ended_at.is_(None),
            sa.or_(Exemption.expires_on.is_(None), Exemption.expires_on >= clock.local_date(now)),
        )
    )


def is_exempt(session: Session, citizen_id: int, now: datetime) -> bool:
    """True when the caseworker books the citizen's talks."""
    return active(session, citizen_id, now) is not None


def decide(
    session: Session,
    citizen_id: int,
    *,
    ground: str,
    expires_on: date | None,
    actor: Actor,
    now: datetime,
) -> Exemption:
    """Exempt a citizen from booking: what is open now is the caseworker's to book.

    A newer decision takes the place of the one before.
    """
    session.execute(sa.select(Citizen.id).where(Citizen.id == citizen_id).with_for_update())
    _end(session, Exemption.citizen_id == citizen_id, now)
    made = Exemption(
        citizen_id=citizen_id,
        ground=ground,
        expires_on=expires_on,
        decided_by_id=actor.person_id,
        decided_at=now,
    )
    session.add(made)
    session.execute(
        sa.update(Obligation)
        .where(Obligation.citizen_id == citizen_id, Obligation.status == "open")
        .values(status="exempt", stopped_at=None, stopped_because=None)
    )
    session.flush()
    audit.record(
        session,
        actor,
        "decide",
        "booking_exemption",
        made.id,
        now=now,
        citizen_id=citizen_id,
        ground=ground,
    )
    return made


def end(session: Session, citizen_id: int, *, actor: Actor, now: datetime) -> None:
    """The citizen books again. Ending what has ended changes nothing."""
    for exemption_id in _end(session, Exemption.citizen_id == citizen_id, now):
        _book_again(session, citizen_id, now)
        audit.record(
            session,
            actor,
            "end",
            "booking_exemption",
            exemption_id,
            now=now,
            citizen_id=citizen_id,
        )


def end_expired(session: Session, now: datetime) -> int:
    """End the exemptions whose day has passed, and say how many."""
    passed = Exemption.expires_on < clock.local_date(now)
    whose = list(
        session.scalars(sa.select(Exemption.citizen_id).where(Exemption.ended_at.is_(None), passed))
    )
    _end(session, passed, now)
    for citizen_id in whose:
        _book_again(session, citizen_id, now)
    return len(whose)


def _end(session: Session, which: sa.ColumnElement[bool], now: datetime) -> list[int]:
    return list(
        session.scalars(
            sa.update(Exemption)
            .where(which, Exemption.ended_at.is_(None))
            .values(ended_at=now)
            .returning(Exemption.id)
        )
    )


def _book_again(session: Session, citizen_id: int, now: datetime) -> None:
    """What the caseworker had to book is the citizen's again, with fair notice."""
    waiting = session.scalars(
        sa.select(Obligation)
        .where(Obligation.citizen_id == citizen_id, Obligation.status == "exempt")
        .with_for_update()
    )
    for obligation in waiting:
        terms = queries.terms_for(session, citizen_id, now, obligation.kind)
        if terms.self_booking:
            obligation.status = "open"
            obligation.book_by, obligation.hold_by = rules.with_notice(
                terms, obligation.book_by, obligation.hold_by, clock.local_date(now)
            )
            adopt_talk(session, obligation, now)
    session.flush()
