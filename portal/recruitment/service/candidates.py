"""Citizens are asked about a request's job, and those who said yes are presented."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused, in_words
from portal.cv import queries as cv
from portal.openings import service as openings
from portal.openings.models import Referral
from portal.recruitment.models import JOB_KINDS, Candidate, RecruitmentRequest
from portal.recruitment.queries import matching
from portal.recruitment.queries.shared import short_profile
from portal.recruitment.queries.wanted import weights_on
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.events import Moments
from portal.recruitment.service.log import append, held
from portal.recruitment.service.telling import tell_business


def ask(
    session: Session,
    request_id: int,
    citizen_ids: Iterable[int],
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> list[Referral]:
    """Ask citizens whether they want the job; who was asked before is not asked again.

    Raises:
        NotFound: when there is no such request.
        Refused: when it has ended, is not about a job, or one of the CVs is hidden from staff.
    """
    request, _moments = held(session, request_id, now)
    if request.kind not in JOB_KINDS:
        raise Refused(RequestRefusal.NO_JOB)
    wanted = list(citizen_ids)
    profiles = cv.profiles(session, wanted)
    if not all(citizen_id in profiles and profiles[citizen_id].visible for citizen_id in wanted):
        raise Refused(RequestRefusal.CV_HIDDEN)
    made = openings.ask(
        session, _opening_of(session, request, now), wanted, asked_by=actor, reason=reason, now=now
    )
    _note_picks(session, request, made, actor, now)
    return made


def _note_picks(
    session: Session, request: RecruitmentRequest, made: list[Referral], actor: Actor, now: datetime
) -> None:
    """Write down whom a person picked, why, and what the list said then, by which weights."""
    if not made:
        return
    today = clock.local_date(now)
    fits = matching.fits_of(session, request, [one.citizen_id for one in made], today)
    _weights, since = weights_on(session, today)
    for referral in made:
        openings.note(
            session,
            referral.id,
            "proposed",
            now=referral.asked_at,
            staff_id=actor.person_id,
            text=referral.reason,
        )
        audit.record(
            session, actor, "pick", "referral", referral.id,
            now=now, citizen_id=referral.citizen_id, request=request.id,
            score=fits[referral.citizen_id].fit.score, weights=since.isoformat(),
        )  # fmt: skip


def publish(session: Session, request_id: int, *, actor: Actor, now: datetime) -> int:
    """Let citizens find the request's job by themselves; returns its opening. Twice is once.

    Raises:
        NotFound: when there is no such request.
        Refused: when it has ended, or is not about a job.
    """
    request, _moments = held(session, request_id, now)
    if request.kind not in JOB_KINDS:
        raise Refused(RequestRefusal.NO_JOB)
    is_new = request.opening_id is None
    opening_id = _opening_of(session, request, now)
    if is_new:
        audit.record(session, actor, "publish", "opening", opening_id, now=now, request=request_id)
    return opening_id


def _opening_of(session: Session, request: RecruitmentRequest, now: datetime) -> int:
    if request.opening_id is None:
        # The database demands these of a request about a job.
        assert request.positions is not None
        assert request.hours_per_week is not None
        assert request.starts_on is not None
        opening = openings.open_opening(
            session,
            title=request.title,
            employer=request.business.name,
            place=request.workplace,
            postcode=request.postcode,
            positions=request.positions,
            hours_per_week=request.hours_per_week,
            tasks=request.tasks,
            requirements=request.requirements,
            starts_on=request.starts_on,
            now=now,
        )
        request.opening_id = opening.id
        session.flush()
    assert request.opening_id is not None
    return request.opening_id


def present(
    session: Session, request_id: int, reasons: dict[int, str], *, actor: Actor, now: datetime
) -> list[Candidate]:
    """Show the business the willing citizens behind these referrals, and why each fits.

    The first time stops the candidate clock, and the answer clock too when it still runs: it is
    an answer. Whom the business has seen is not shown twice.

    Raises:
        NotFound: when there is no such request, or somebody was not asked about its job.
        Refused: when it has ended, or one of them does not say yes.
    """
    request, moments = held(session, request_id, now)
    referrals = _asked_about(session, request, list(reasons))
    shown = set(
        session.scalars(sa.select(Candidate.referral_id).where(Candidate.request_id == request_id))
    )
    new = [referral for referral in referrals if referral.id not in shown]
    if not new:
        return []
    profiles = cv.profiles(session, [referral.citizen_id for referral in new])
    candidates = [
        Candidate(
            request_id=request_id,
            referral_id=referral.id,
            first_name=profiles[referral.citizen_id].first_name,
            profile=short_profile(profiles[referral.citizen_id]),
            fits_because=reasons[referral.id],
            presented_at=now,
        )
        for referral in new
    ]
    with in_words(session, {"candidate_said_yes": RequestRefusal.NOT_WILLING}):
        session.add_all(candidates)
    for referral in new:
        _note_shown(session, request_id, referral, actor, now)
    _stop_clocks(session, request, moments, len(candidates), actor, now)
    return candidates


def _stop_clocks(
    session: Session,
    request: RecruitmentRequest,
    moments: Moments,
    shown: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Candidates are an answer too; the business hears how many it may look at."""
    version = moments.version
    if moments.answered is None:
        append(session, request.id, "answered", now=now, actor=actor, version_key=version)
    event = append(session, request.id, "presented", now=now, actor=actor, version_key=version)
    tell_business(
        session, request, "candidates_presented", f"presented:{event.id}", now, number=shown
    )


def _note_shown(
    session: Session, request_id: int, referral: Referral, actor: Actor, now: datetime
) -> None:
    """What came of the referral is counted, and the look is written down."""
    openings.note(session, referral.id, "presented", now=now, staff_id=actor.person_id)
    audit.record(
        session,
        actor,
        "present",
        "referral",
        referral.id,
        now=now,
        citizen_id=referral.citizen_id,
        request=request_id,
    )


def _asked_about(
    session: Session, request: RecruitmentRequest, referral_ids: list[int]
) -> list[Referral]:
    """The referrals, which must be about this request's job and a yes.

    A citizen who takes the yes back at this moment is caught by the database when we store.
    """
    found = list(
        session.scalars(
            sa.select(Referral)
            .where(Referral.id.in_(referral_ids), Referral.opening_id == request.opening_id)
            .order_by(Referral.id)
        )
    )
    if len(found) != len(set(referral_ids)):
        raise NotFound
    if any(referral.answer != "yes" for referral in found):
        raise Refused(RequestRefusal.NOT_WILLING)
    return found
