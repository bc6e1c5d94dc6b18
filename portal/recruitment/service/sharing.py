"""A citizen lets a business have the whole CV, and takes back what was shared: at once."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from portal.core import audit, clock
from portal.core.access import Actor, Audience
from portal.core.errors import Refused
from portal.notifications import service as notifications
from portal.openings import queries as openings
from portal.openings import service as referrals
from portal.openings.models import Opening, Referral, ReferralEvent
from portal.recruitment.models import Candidate, RecruitmentRequest, SharedCv
from portal.recruitment.queries.pipeline import hold_copy, share_rule, steps_of
from portal.recruitment.queries.shared import whole_cv
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.service.telling import tell_business


def allow(session: Session, citizen_id: int, referral_id: int, *, now: datetime) -> None:
    """Keep a copy of the whole CV as it is now, for the business behind the job alone.

    The caller has just taken the citizen's yes. A second yes keeps the copy anew. A CV that is
    kept from businesses is not copied.
    """
    content = whole_cv(session, citizen_id)
    if content is None:
        return
    values = {"content": content, "made_at": now}
    session.execute(
        insert(SharedCv)
        .values(referral_id=referral_id, **values)
        .on_conflict_do_update(index_elements=["referral_id"], set_=values)
    )
    _audit(session, citizen_id, "allow", referral_id, now)


def disallow(session: Session, citizen_id: int, referral_id: int, *, now: datetime) -> None:
    """Delete the copy, if there is one; who is reading it at this moment is in the trail first."""
    hold_copy(session, referral_id, alone=True)
    gone = session.scalar(
        sa.delete(SharedCv)
        .where(SharedCv.referral_id == referral_id)
        .returning(SharedCv.referral_id)
    )
    if gone:
        _audit(session, citizen_id, "disallow", referral_id, now)


def step_back(session: Session, citizen_id: int, referral_id: int, *, now: datetime) -> bool:
    """The citizen does not want the job any more: what the business was shown is gone at once.

    True when the business had been shown the citizen; False when it had not, and the answer is
    still to be changed. The database lets nobody present the citizen at the same moment.

    Raises:
        NotFound: when the citizen was not asked.
        Refused: when the business has hired the citizen.
    """
    referral = openings.own_referral(session, citizen_id, referral_id, lock=True)
    disallow(session, citizen_id, referral_id, now=now)
    request_id = session.scalar(
        sa.select(Candidate.request_id).where(Candidate.referral_id == referral_id)
    )
    if request_id is None:
        return False
    if steps_of(session, [referral_id]).get(referral_id) == "hired":
        raise Refused(RequestRefusal.HIRED)
    session.execute(sa.delete(Candidate).where(Candidate.referral_id == referral_id))
    referral.answer, referral.answered_at = "no", now
    session.flush()
    referrals.note(session, referral_id, "withdrew", now=now)
    _audit(session, citizen_id, "withdraw", referral_id, now)
    request = session.scalars(
        sa.select(RecruitmentRequest)
        .where(RecruitmentRequest.id == request_id)
        .options(joinedload(RecruitmentRequest.business))
    ).one()
    _tell(session, request, referral_id, now)
    return True


def _tell(session: Session, request: RecruitmentRequest, referral_id: int, now: datetime) -> None:
    event = f"withdrew:{referral_id}"
    tell_business(session, request, "candidate_gone", event, now)
    notifications.tell(
        session,
        event=f"request:{request.id}:{event}:staff",
        kind="candidate_withdrew",
        audience=Audience.STAFF,
        recipient_id=request.consultant_id,
        now=now,
        path=f"/personale/henvendelser/{request.id}",
        title=request.title,
        business=request.business.name,
    )


def forget(session: Session, now: datetime) -> int:
    """Delete the copies that nobody may open any more; returns how many.

    Those of a job that is closed, of people hired or not chosen, and those shared so long ago
    that the rule ends it: counted from the yes to it, also where it was never opened.
    """
    days = timedelta(days=share_rule(session, clock.local_date(now)).days)
    ended = sa.exists().where(
        ReferralEvent.referral_id == SharedCv.referral_id,
        ReferralEvent.kind.in_(("hired", "not_hired")),
    )
    closed = sa.exists().where(
        Referral.id == SharedCv.referral_id,
        Opening.id == Referral.opening_id,
        Opening.closed_at <= now,
    )
    gone = session.execute(
        sa.delete(SharedCv)
        .where(sa.or_(ended, closed, SharedCv.made_at <= now - days))
        .returning(SharedCv.referral_id)
    ).all()
    return len(gone)


def _audit(
    session: Session, citizen_id: int, action: str, referral_id: int, now: datetime, **more: Any
) -> None:
    audit.record(
        session, Actor(Audience.CITIZEN, citizen_id, ""), action, "shared_cv", referral_id,
        now=now, citizen_id=citizen_id, **more,
    )  # fmt: skip
