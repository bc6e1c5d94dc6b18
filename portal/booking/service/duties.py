"""What must be held: made by the rule, opened again, and missed."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.booking import rules
from portal.booking.defaults import FIRST_TALK
from portal.booking.models import Obligation, Talk
from portal.booking.queries import RuleBook, rule_book
from portal.booking.rules import Terms
from portal.core import audit, clock

OUTSTANDING = ("open", "booked", "expired", "excused", "exempt")


def reopen(obligation: Obligation, terms: Terms, now: datetime) -> None:
    """What was booked must be booked again; deadlines move when the notice would be too short."""
    obligation.status = "open"
    obligation.book_by, obligation.hold_by = rules.with_notice(
        terms, obligation.book_by, obligation.hold_by, clock.local_date(now)
    )


def make_next(
    session: Session, citizen: Citizen, book: RuleBook, last_held_on: date | None, now: datetime
) -> Obligation | None:
    """The citizen's next duty by the rule; None when the next talk is agreed individually.

    Where the first talk is due sooner than self-booking gives notice, the job centre sets it.
    A talk the citizen has booked of own accord fulfils the new duty when it is in time.
    """
    rule = book.rule(citizen.target_group, citizen.at_risk)
    terms = book.terms(citizen, rule.first_kind if last_held_on is None else "job")
    wanted = rules.next_hold_by(terms, citizen.course_started_on, last_held_on)
    if wanted is None or citizen.course_ended_on is not None:
        return None
    first = last_held_on is None
    if first and not rules.first_talk_can_be_self_booked(terms):
        return None
    book_by, hold_by = rules.deadlines(terms, wanted, clock.local_date(now))
    obligation = Obligation(
        citizen_id=citizen.id,
        kind=rule.first_kind if first else "job",
        purpose_code=FIRST_TALK if first else rule.purpose_code,
        book_by=book_by,
        hold_by=hold_by,
        status="open",
        rule_valid_from=rule.valid_from,
        created_at=now,
    )
    session.add(obligation)
    session.flush()
    _adopt(session, obligation, now)
    audit.record(
        session, None, "create", "obligation", obligation.id, now=now, citizen_id=citizen.id
    )
    return obligation


def has_outstanding(session: Session, citizen_id: int) -> bool:
    """True when the citizen still has a talk to book, or one booked that must be held."""
    found = sa.exists().where(
        Obligation.citizen_id == citizen_id, Obligation.status.in_(("open", "booked"))
    )
    return bool(session.scalar(sa.select(found)))


def _adopt(session: Session, obligation: Obligation, now: datetime) -> None:
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
        obligation.status = "booked"
        session.flush()


def generate_obligations(session: Session, now: datetime) -> int:
    """Make the duties that are missing by the rules, and say how many. Running twice is harmless.

    A citizen who has something outstanding since the last held talk gets nothing new.
    """
    held = sa.func.max(sa.func.upper(Talk.during)).filter(Talk.status == "held")
    last_held = sa.select(held).where(Talk.citizen_id == Citizen.id).correlate(Citizen)
    last = last_held.scalar_subquery()
    outstanding = sa.exists().where(
        Obligation.citizen_id == Citizen.id,
        Obligation.status.in_(OUTSTANDING),
        sa.or_(
            Obligation.status.in_(("open", "booked")),
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
        made += make_next(session, citizen, book, last_held_on, now) is not None
    session.flush()
    return made


def expire_obligations(session: Session, now: datetime) -> int:
    """Mark what was not booked in time, and say how many. A deadline lasts until its day is over.

    Who missed one can still book; the caseworker sees it and acts.
    """
    missed = session.execute(
        sa.update(Obligation)
        .where(Obligation.status == "open", Obligation.book_by < clock.local_date(now))
        .values(status="expired")
        .returning(Obligation.id, Obligation.citizen_id)
    ).all()
    for obligation_id, citizen_id in missed:
        audit.record(
            session, None, "expire", "obligation", obligation_id, now=now, citizen_id=citizen_id
        )
    session.flush()
    return len(missed)
