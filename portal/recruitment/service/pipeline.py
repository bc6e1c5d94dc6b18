"""A candidate comes further: invited, offered, hired, or not chosen."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, clock, standing
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.notifications import service as notifications
from portal.openings import service as openings
from portal.openings.models import Opening, Referral
from portal.recruitment.models import Candidate, RecruitmentRequest, SharedCv
from portal.recruitment.queries import pipeline as queries
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules import pipeline
from portal.recruitment.rules.events import Moments
from portal.recruitment.service import ending
from portal.recruitment.service.log import held
from portal.recruitment.service.telling import tell_business

TOLD = {
    "interview": "candidate_invited",
    "not_hired": "candidate_not_chosen",
}
"""What the citizen is told here; of being hired everybody is told in one place."""


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
    user_id = actor.person_id if actor.audience is Audience.BUSINESS else None
    try:
        request, moments = held(session, request_id, now, user_id)
    except Refused as ended:
        return _said_already(session, request_id, candidate_id, kind, ended)
    candidate, referral = _held(session, request_id, candidate_id)
    step = queries.steps_of(session, [referral.id]).get(referral.id, "presented")
    if step == kind:
        return candidate
    if kind not in pipeline.allowed(step):
        raise Refused(RequestRefusal.STEP_NOT_NOW)
    _note(session, candidate, referral, kind, code, text, actor, now)
    _forget_copy(session, referral.id, kind)
    _tell_citizen(session, request, referral, kind, now)
    if kind == "hired":
        # What follows is written in the citizen's job log and told to the others who hope.
        with standing.entirely(session):
            is_filled = openings.got_job(session, referral, actor=actor, now=now)
            _after_hiring(session, request, moments, referral, is_filled, actor=actor, now=now)
    return candidate


def _said_already(
    session: Session, request_id: int, candidate_id: int, kind: str, ended: Refused
) -> Candidate:
    """The candidate of an enquiry that has ended, perhaps by this very step.

    Raises:
        Refused: when it was another step.
    """
    candidate, referral, _citizen = queries.candidate_of(session, request_id, candidate_id)
    if queries.steps_of(session, [referral.id]).get(referral.id) != kind:
        raise ended
    return candidate


def _held(session: Session, request_id: int, candidate_id: int) -> tuple[Candidate, Referral]:
    """The candidate, whose yes nobody takes back meanwhile."""
    candidate, referral, _citizen = queries.candidate_of(session, request_id, candidate_id)
    openings.hold_positions(session, referral.id)  # nobody else fills the job meanwhile
    held_one = openings.held_referral(session, referral.id)
    there = session.scalar(sa.select(Candidate.id).where(Candidate.id == candidate_id))
    if there is None or held_one.answer != "yes":
        raise NotFound
    return candidate, held_one


def _note(
    session: Session,
    candidate: Candidate,
    referral: Referral,
    kind: str,
    code: str,
    text: str,
    actor: Actor,
    now: datetime,
) -> None:
    """The step is counted, and who took it is written down."""
    of_business = actor.audience is Audience.BUSINESS
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
        session,
        actor,
        kind,
        "candidate",
        candidate.id,
        now=now,
        citizen_id=referral.citizen_id,
        request=candidate.request_id,
    )


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


def heard(session: Session, referral_id: int, kind: str, *, actor: Actor, now: datetime) -> None:
    """Note what staff have heard of a referral, whatever it belongs to: the one way to do it.

    Of a candidate of an open enquiry it is a step as any other. Of anybody else it is noted of the
    referral; an open enquiry whose last position is filled by it closes all the same.

    Raises:
        NotFound: when there is no such referral.
        Refused: when that can't happen to it now.
    """
    behind = _open_enquiry(session, referral_id, now)
    shown = session.execute(
        sa.select(Candidate.request_id, Candidate.id).where(Candidate.referral_id == referral_id)
    ).one_or_none()
    if behind is not None and shown is not None:
        move(session, *shown, kind, actor=actor, now=now)
        return
    referral = openings.record(session, actor, referral_id, kind, now=now)
    _forget_copy(session, referral_id, kind)
    if behind is not None and kind == "hired":
        opening = session.get_one(Opening, referral.opening_id)
        _after_hiring(
            session, *behind, referral, opening.closed_because == "filled", actor=actor, now=now
        )


def _open_enquiry(
    session: Session, referral_id: int, now: datetime
) -> tuple[RecruitmentRequest, Moments] | None:
    """The enquiry behind a referral, held; None where there is none, or it has ended."""
    request_id = session.scalar(
        sa.select(RecruitmentRequest.id)
        .join(Referral, Referral.opening_id == RecruitmentRequest.opening_id)
        .where(Referral.id == referral_id)
    )
    try:
        return held(session, request_id, now) if request_id is not None else None
    except Refused:
        return None


def _forget_copy(session: Session, referral_id: int, kind: str) -> None:
    """Nobody opens the CV of somebody hired or not chosen any more."""
    if kind in pipeline.ENDS:
        session.execute(sa.delete(SharedCv).where(SharedCv.referral_id == referral_id))


def _after_hiring(
    session: Session,
    request: RecruitmentRequest,
    moments: Moments,
    referral: Referral,
    is_filled: bool,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """The enquiry closes with its last position, and its consultant hears of it."""
    said = "candidate_got_job"
    if is_filled:
        closed = ending.close_filled(session, request, moments, actor=actor, now=now)
        said = "positions_filled" if closed else "filled_but_open"
    notifications.tell(
        session,
        event=f"referral:{referral.id}:hired:staff",
        kind=said,
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
