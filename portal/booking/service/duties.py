"""What must be held: made by the rule or by a person, stopped, opened again, ended."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.booking import rules
from portal.booking.defaults import FIRST_TALK
from portal.booking.models import Obligation
from portal.booking.queries import RuleBook, terms_for
from portal.booking.refusals import BookingRefusal
from portal.booking.rules import Terms
from portal.booking.service import duty_messages, exemptions
from portal.booking.service.fulfilling import adopt_talk
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused

RUNNING = ("open", "booked", "exempt")
ENDED_BY_STAFF = ("excused", "withdrawn")


def reopen(session: Session, obligation: Obligation, terms: Terms, now: datetime) -> None:
    """What was booked must be booked again; deadlines move when the notice would be too short.

    Those who need not book themselves get a time from the caseworker. Another talk that is booked
    in time fulfils it at once.
    """
    exempt = not terms.self_booking or exemptions.is_exempt(session, obligation.citizen_id, now)
    obligation.status = "exempt" if exempt else "open"
    _with_notice(session, obligation, terms, now)


def _with_notice(session: Session, obligation: Obligation, terms: Terms, now: datetime) -> None:
    obligation.book_by, obligation.hold_by = rules.with_notice(
        terms, obligation.book_by, obligation.hold_by, clock.local_date(now)
    )
    adopt_talk(session, obligation, now)


def stop(obligation: Obligation, because: str, now: datetime) -> None:
    """The deadline stands still until the office has done its part. A missed one is forgiven.

    What another talk fulfils has no deadline to stop.
    """
    if obligation.status == "booked":
        return
    if obligation.status == "expired":
        obligation.status = "open"
    obligation.stopped_at, obligation.stopped_because = now, because


def run_again(session: Session, obligation_id: int | None, because: str, now: datetime) -> None:
    """The office has done its part: a deadline stopped for this runs again, with fair notice."""
    if obligation_id is None:
        return
    obligation = session.get_one(Obligation, obligation_id, with_for_update=True)
    if obligation.stopped_because != because:
        return
    obligation.stopped_at = obligation.stopped_because = None
    if obligation.status in ("open", "exempt"):
        terms = terms_for(session, obligation.citizen_id, now, obligation.kind)
        _with_notice(session, obligation, terms, now)


def make_next(
    session: Session, citizen: Citizen, book: RuleBook, last_held_on: date | None, now: datetime
) -> Obligation | None:
    """The citizen's next duty by the rule; None when the next talk is agreed individually.

    Where the talk is due sooner than self-booking gives notice, or the citizen need not book, the
    caseworker does. A talk booked of the citizen's own accord fulfils it when it is in time.
    """
    rule = book.rule(citizen.target_group, citizen.at_risk)
    first = last_held_on is None
    terms = book.terms(citizen, rule.first_kind if first else "job")
    wanted = rules.next_hold_by(terms, citizen.course_started_on, last_held_on)
    if wanted is None or citizen.course_ended_on is not None:
        return None
    today = clock.local_date(now)
    exempt = (
        not terms.self_booking
        or (first and not rules.first_talk_can_be_self_booked(terms))
        or exemptions.is_exempt(session, citizen.id, now)
    )
    book_by, hold_by = rules.deadlines(terms, wanted, today)
    if exempt and first:
        book_by = hold_by = max(wanted, today)  # the office's own deadline needs no notice
    obligation = Obligation(
        citizen_id=citizen.id,
        kind=rule.first_kind if first else "job",
        purpose_code=FIRST_TALK if first else rule.purpose_code,
        book_by=book_by,
        hold_by=hold_by,
        status="exempt" if exempt else "open",
        rule_valid_from=rule.valid_from,
        created_at=now,
    )
    return _begin(session, obligation, citizen, None, now)


def require(
    session: Session,
    citizen_id: int,
    *,
    kind: str,
    purpose_code: str,
    purpose_words: str,
    book_by: date,
    hold_by: date,
    short_notice_reason: str,
    actor: Actor,
    now: datetime,
) -> Obligation:
    """A caseworker asks the citizen to book a talk by a day, and says what it is for.

    Raises:
        Refused: when one of the kind is already to be booked, the days are in the wrong order, or
            the notice is shorter than the rule promises and no reason is given.
        NotFound: when there is no such citizen, or no rule for the talk.
    """
    citizen = session.get(Citizen, citizen_id, with_for_update=True)
    if citizen is None or citizen.course_ended_on is not None:
        raise NotFound
    terms = terms_for(session, citizen_id, now, kind)
    today = clock.local_date(now)
    if not today <= book_by <= hold_by:
        raise Refused(BookingRefusal.DAYS_IN_ORDER)
    if rules.is_short_notice(terms, book_by, today) and not short_notice_reason:
        raise Refused(BookingRefusal.SHORT_NOTICE)
    if _running(session, citizen_id, kind):
        raise Refused(BookingRefusal.ALREADY_DUE)
    exempt = not terms.self_booking or exemptions.is_exempt(session, citizen_id, now)
    obligation = Obligation(
        citizen_id=citizen_id,
        kind=kind,
        purpose_code=purpose_code,
        purpose_words=purpose_words,
        book_by=book_by,
        hold_by=hold_by,
        status="exempt" if exempt else "open",
        short_notice_reason=short_notice_reason,
        created_at=now,
        created_by_id=actor.person_id,
    )
    return _begin(session, obligation, citizen, actor, now)


def _begin(
    session: Session,
    obligation: Obligation,
    citizen: Citizen,
    actor: Actor | None,
    now: datetime,
) -> Obligation:
    session.add(obligation)
    session.flush()
    adopt_talk(session, obligation, now)
    if obligation.status == "open":
        obligation.warned_at = now
        duty_messages.new(session, obligation, citizen, now)
    audit.record(
        session, actor, "create", "obligation", obligation.id, now=now, citizen_id=citizen.id
    )
    return obligation


def _running(session: Session, citizen_id: int, kind: str) -> bool:
    found = sa.exists().where(
        Obligation.citizen_id == citizen_id,
        Obligation.kind == kind,
        Obligation.status.in_(RUNNING),
    )
    return bool(session.scalar(sa.select(found)))


def has_outstanding(session: Session, citizen_id: int) -> bool:
    """True when the citizen still has a talk to book, or one booked that must be held."""
    found = sa.exists().where(Obligation.citizen_id == citizen_id, Obligation.status.in_(RUNNING))
    return bool(session.scalar(sa.select(found)))


def end(
    session: Session, obligation_id: int, status: str, *, actor: Actor, reason: str, now: datetime
) -> Obligation:
    """Staff excuse the citizen from a talk, or withdraw it: it need not be booked any more.

    Raises:
        Refused: when a talk is booked for it; that is cancelled first.
        NotFound: when there is none, or the citizen is not the actor's to decide for.
    """
    assert status in ENDED_BY_STAFF
    obligation = session.scalar(
        sa.select(Obligation)
        .where(Obligation.id == obligation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if obligation is None:
        raise NotFound
    if obligation.status == status:
        return obligation
    if obligation.status == "booked":
        raise Refused(BookingRefusal.CANCEL_FIRST)
    if obligation.status not in ("open", "exempt", "expired"):
        raise Refused(BookingRefusal.NOT_BOOKED)
    obligation.status = status
    audit.record(
        session,
        actor,
        status,
        "obligation",
        obligation.id,
        now=now,
        citizen_id=obligation.citizen_id,
        reason=reason,
    )
    session.flush()
    return obligation
