"""A candidate comes further: invited, offered, hired, or not chosen."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.joblog import service as joblog
from portal.notifications import service as notifications
from portal.openings import service as openings
from portal.openings.models import Opening, Referral
from portal.recruitment.models import Candidate, RecruitmentRequest, SharedCv
from portal.recruitment.queries import pipeline as queries
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules import pipeline
from portal.recruitment.service.log import held
from portal.recruitment.service.telling import tell_business

TOLD = {
    "interview": "candidate_invited",
    "hired": "candidate_hired",
    "not_hired": "candidate_not_chosen",
}


def move(
    session: Session,
    request_id: int,
    candidate_id: int,
    kind: str,
    *,
    actor: Actor,
    now: datetime,
    code: str = "",
    text: str = "",
) -> Candidate:
    """Note that a candidate came to `kind`, by the business or by staff whom it told.

    The very same again changes nothing. Somebody hired or not chosen is not shown any longer.

    Raises:
        NotFound: when there is no such candidate of a request the actor may see.
        Refused: when the request has ended, or that can't happen to the candidate now.
    """
    of_business = actor.audience is Audience.BUSINESS
    user_id = actor.person_id if of_business else None
    request, _moments = held(session, request_id, now, user_id)
    if kind == "hired":  # the job may be filled by it: nobody else takes it meanwhile
        session.execute(
            sa.select(Opening.id).where(Opening.id == request.opening_id).with_for_update()
        )
    candidate, referral = _held(session, request_id, candidate_id)
    step = queries.steps_of(session, [referral.id]).get(referral.id, "presented")
    if step == kind:
        return candidate
    if kind not in pipeline.allowed(step):
        raise Refused(RequestRefusal.STEP_NOT_NOW)
    openings.note(
        session,
        referral.id,
        kind,
        now=now,
        staff_id=None if of_business else actor.person_id,
        business_user_id=actor.person_id if of_business else None,
        code=code,
        text=text,
    )
    audit.record(
        session, actor, kind, "candidate", candidate.id,
        now=now, citizen_id=referral.citizen_id, request=request_id,
    )  # fmt: skip
    if kind in pipeline.ENDS:
        session.execute(sa.delete(SharedCv).where(SharedCv.referral_id == referral.id))
    _tell_citizen(session, request, referral, kind, now)
    if kind == "hired":
        _hired(session, request, referral, actor, now)
    return candidate


def _held(session: Session, request_id: int, candidate_id: int) -> tuple[Candidate, Referral]:
    """The candidate, whose yes nobody takes back meanwhile."""
    candidate, referral, _citizen = queries.candidate_of(session, request_id, candidate_id)
    held_one = openings.held_referral(session, referral.id)
    there = session.scalar(sa.select(Candidate.id).where(Candidate.id == candidate_id))
    if there is None or held_one.answer != "yes":
        raise NotFound
    return candidate, held_one


def _tell_citizen(
    session: Session,
    request: RecruitmentRequest,
    referral: Referral,
    kind: str,
    now: datetime,
) -> None:
    if kind not in TOLD:
        return
    notifications.tell(
        session,
        event=f"referral:{referral.id}:{kind}",
        kind=TOLD[kind],
        audience=Audience.CITIZEN,
        recipient_id=referral.citizen_id,
        now=now,
        path=f"/borger/jobforslag/{referral.id}/delt",
        title=request.title,
        employer=request.business.name,
    )


def _hired(
    session: Session, request: RecruitmentRequest, referral: Referral, actor: Actor, now: datetime
) -> None:
    """The job log says so, and the opening closes when all its positions are filled."""
    citizen = Actor(Audience.CITIZEN, referral.citizen_id, "")
    try:
        with session.begin_nested():
            entry, _new = openings.write_in_log(session, citizen, referral.opening_id, now=now)
            joblog.set_status(session, citizen, entry.id, "offer", now=now)
    except Refused:
        pass  # a full log hires nobody less
    opening = session.get_one(Opening, referral.opening_id)
    number = queries.hired(session, opening.id)
    filled = number >= opening.positions
    if filled:
        openings.close(session, opening.id, now=now, because="filled")
    notifications.tell(
        session,
        event=f"referral:{referral.id}:hired:staff",
        kind="positions_filled" if filled else "candidate_got_job",
        audience=Audience.STAFF,
        recipient_id=request.consultant_id,
        now=now,
        path=f"/personale/henvendelser/{request.id}",
        title=request.title,
        business=request.business.name,
    )


def ask_how_it_went(session: Session, now: datetime) -> int:
    """Ask each business once how it went with candidates it was shown two weeks ago.

    Of those requests that are open and have somebody nothing has been said about for so long.
    Returns how many were asked or had been.
    """
    after = queries.share_rule(session, clock.local_date(now)).feedback_after_days
    rows = session.execute(
        sa.select(Candidate.request_id, Candidate.referral_id)
        .join(RecruitmentRequest, RecruitmentRequest.id == Candidate.request_id)
        .join(Opening, Opening.id == RecruitmentRequest.opening_id)
        .where(
            Opening.closed_at.is_(None),
            Candidate.presented_at <= pipeline.shown_until(now, -after),
        )
        .order_by(Candidate.request_id)
    ).all()
    steps = queries.steps_of(session, [row.referral_id for row in rows])
    waiting = {
        row.request_id
        for row in rows
        if steps.get(row.referral_id, "presented") in pipeline.RUNNING
    }
    for request_id in sorted(waiting):
        request = session.get_one(RecruitmentRequest, request_id)
        tell_business(session, request, "feedback_asked", "feedback", now)
    return len(waiting)
