"""The office's own faults: it did not come, cancelled, or had no times. The citizen never pays."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.booking import queries, rules
from portal.booking.models import Obligation, Outage, Pulse, Talk
from portal.booking.refusals import refusal_for
from portal.booking.service import duties, duty_messages, freed, joint_messages, messages
from portal.booking.service.access import talk_of_staff
from portal.booking.service.fulfilling import adopt_talk
from portal.core import audit, calendar, clock
from portal.core.access import Actor
from portal.core.errors import Refused

NOTICE_OF_LACK_DAYS = 3
"""So many days before a deadline without free times it is moved."""
MOVED_FOR_LACK_DAYS = 7


def cancel_by_centre(session: Session, talk_id: int, *, actor: Actor, now: datetime) -> Talk:
    """The job centre cancels: we apologise, the deadline stands still, and priority is given.

    Cancelling a cancelled talk changes nothing.

    Raises:
        Refused: when the talk has begun or is over.
        NotFound: when it is not the actor's, nor of the team that the actor leads.
    """
    talk = talk_of_staff(session, talk_id, actor, now)
    if talk.status == "cancelled":
        return talk
    if talk.status != "booked" or talk.starts <= now:
        no = rules.No.BEGUN if talk.status == "booked" else rules.No.NOT_BOOKED
        raise Refused(refusal_for(no))
    talk.status, talk.cancelled_at, talk.cancelled_by = "cancelled", now, "centre"
    talk.version += 1
    freed.end_wait(session, talk, now)
    make_good(session, talk, "centre_cancelled", now)
    messages.withdraw_reminders(session, talk, now)
    messages.cancelled_by_centre(session, talk, session.get_one(Citizen, talk.citizen_id), now)
    joint_messages.cancelled(session, talk, now)
    audit.record(
        session, actor, "cancel", "talk", talk.id, now=now, citizen_id=talk.citizen_id, by="centre"
    )
    session.flush()
    return talk


def make_good(session: Session, talk: Talk, because: str, now: datetime) -> None:
    """Open the duty again with fair notice, stop its deadline, and let the citizen come first.

    The deadline runs again by itself when the citizen books.
    """
    if talk.obligation is None:
        return
    terms = queries.terms_for(session, talk.citizen_id, now, talk.kind)
    duties.reopen(session, talk.obligation, terms, now)
    duties.stop(talk.obligation, because, now)
    talk.obligation.priority = True
    freed.make_up_for(session, talk)


def record_outage(
    session: Session, began: datetime, ended: datetime, reason: str, now: datetime
) -> int:
    """Move the deadlines that a time without the portal hit, tell the citizens, and say how many.

    Recording the same again moves nothing.
    """
    known = session.scalar(sa.select(Outage.id).where(Outage.began_at == began))
    if known is not None:
        return 0
    outage = Outage(began_at=began, ended_at=ended, reason=reason, recorded_at=now)
    session.add(outage)
    first, last = clock.local_date(began), clock.local_date(ended)
    is_open = calendar.load(session, first).is_open
    for obligation in _running(session):
        moved = rules.moved_by_outage(obligation.book_by, obligation.hold_by, first, last, is_open)
        if moved is not None:
            _extend(session, obligation, moved, "outage", now)
            outage.moved += 1
    session.flush()
    return outage.moved


def extend_for_lack_of_times(session: Session, now: datetime) -> int:
    """Move the deadlines that are near and for which there is no time at all; say how many.

    Asked each night; a citizen whose deadline has moved has days to spare the next night.
    """
    near = clock.local_date(now) + timedelta(days=NOTICE_OF_LACK_DAYS)
    moved = 0
    for obligation in _running(session, until=near):
        planner = queries.planner(session, obligation.citizen_id, now, kind=obligation.kind)
        first = planner.first_slot()
        if first is not None and clock.local_date(first.starts) <= obligation.hold_by:
            continue
        later = timedelta(days=MOVED_FOR_LACK_DAYS)
        days = obligation.book_by + later, obligation.hold_by + later
        _extend(session, obligation, days, "no_times", now)
        moved += 1
    session.flush()
    return moved


def _running(session: Session, until: date | None = None) -> list[Obligation]:
    wanted = sa.select(Obligation).where(
        Obligation.status == "open", Obligation.stopped_at.is_(None)
    )
    if until is not None:
        wanted = wanted.where(Obligation.book_by <= until)
    return list(
        session.scalars(
            wanted.options(orm.joinedload(Obligation.citizen))
            .order_by(Obligation.id)
            .with_for_update(of=Obligation)
        )
    )


def _extend(
    session: Session, obligation: Obligation, moved: tuple[date, date], why: str, now: datetime
) -> None:
    obligation.book_by, obligation.hold_by = moved
    session.flush()
    adopt_talk(session, obligation, now)
    if obligation.status == "booked":
        return
    duty_messages.extended(session, obligation, why, now)
    audit.record(
        session,
        None,
        "extend",
        "obligation",
        obligation.id,
        now=now,
        citizen_id=obligation.citizen_id,
        because=why,
    )


OUTAGE_LASTS = timedelta(minutes=30)
"""A gap shorter than this is a restart, not an outage."""


def beat(session: Session, now: datetime) -> int:
    """The portal is up. After a long silence the deadlines that it hit are moved; says how many."""
    pulse = session.get(Pulse, True, with_for_update=True)
    if pulse is None:
        session.add(Pulse(id=True, beat_at=now))
        return 0
    silent_since, pulse.beat_at = pulse.beat_at, max(now, pulse.beat_at)
    if now - silent_since < OUTAGE_LASTS:
        return 0
    return record_outage(session, silent_since, now, "no sign of life", now)
