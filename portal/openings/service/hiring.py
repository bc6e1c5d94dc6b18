"""What staff have heard of a referral; and all that follows when somebody gets the job."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.joblog import service as joblog
from portal.notifications import service as notifications
from portal.openings import queries, rules
from portal.openings.models import Opening, Referral, ReferralEvent
from portal.openings.refusals import ReferralRefusal
from portal.openings.service.events import held, note
from portal.openings.service.keeping import write_in_log
from portal.openings.service.vacancies import close
from portal.openings.service.vacancies import held as held_opening


def record(
    session: Session, staff: Actor, referral_id: int, kind: str, *, now: datetime
) -> Referral:
    """Note what staff have heard of a referral: an interview, somebody was hired or was not.

    Of somebody hired the job log tells, and the opening closes with its last position. The very
    same again changes nothing.

    Raises:
        NotFound: when there is no such referral.
        Refused: when the citizen did not say yes or apply, or it has an end already.
    """
    hold_positions(session, referral_id)
    referral = held(session, referral_id)
    before = list(
        session.scalars(
            sa.select(ReferralEvent.kind).where(ReferralEvent.referral_id == referral_id)
        )
    )
    if kind in before:
        return referral
    if not rules.may_follow(kind, referral.answer, before):
        raise Refused(ReferralRefusal.NOT_NOW)
    note(session, referral_id, kind, now=now, staff_id=staff.person_id)
    audit.record(
        session, staff, "note", "referral", referral_id,
        now=now, citizen_id=referral.citizen_id, outcome=kind,
    )  # fmt: skip
    if kind == "hired":
        got_job(session, referral, actor=staff, now=now)
    return referral


def hold_positions(session: Session, referral_id: int) -> Opening:
    """The opening behind a referral, until the end of the transaction: its positions are counted
    by one at a time. To be held before the referral itself.

    Raises:
        NotFound: when there is no such referral.
    """
    opening_id = session.scalar(sa.select(Referral.opening_id).where(Referral.id == referral_id))
    if opening_id is None:
        raise NotFound
    return held_opening(session, opening_id)


def got_job(session: Session, referral: Referral, *, actor: Actor, now: datetime) -> bool:
    """Do what follows when somebody is hired; True when all positions are filled by it.

    The job log of the citizen says so, as written by `actor`; the citizen is told; and the
    opening, which the caller holds, closes with its last position.
    """
    citizen = Actor(Audience.CITIZEN, referral.citizen_id, "")
    try:
        with session.begin_nested():
            entry, _new = write_in_log(session, citizen, referral.opening_id, now=now, by=actor)
            joblog.set_status(session, citizen, entry.id, "offer", now=now, by=actor)
    except Refused:
        pass  # a full log hires nobody less
    opening = session.get_one(Opening, referral.opening_id)
    notifications.tell(
        session,
        event=f"referral:{referral.id}:hired",
        kind="candidate_hired",
        audience=Audience.CITIZEN,
        recipient_id=referral.citizen_id,
        now=now,
        path=f"/borger/jobforslag/{referral.id}/delt",
        title=opening.title,
        employer=opening.employer,
    )
    is_filled = queries.hired(session, opening.id) >= opening.positions
    if is_filled:
        close(session, opening.id, now=now, because="filled", staff=actor)
    return is_filled
