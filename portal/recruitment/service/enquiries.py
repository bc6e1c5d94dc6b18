"""An enquiry is sent: stored once, given to a consultant, confirmed."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.businesses.models import Business, ProductionUnit
from portal.core import clock
from portal.core.access import Actor, Audience
from portal.core.errors import Refused, constraint_of
from portal.notifications import service as notifications
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.enquiry import Facts, StartProblem, end_problem, start_problem
from portal.recruitment.rules.events import Moments
from portal.recruitment.service import assigning
from portal.recruitment.service.log import append, keep_version, progress_of

_START_REFUSALS = {
    StartProblem.PAST: RequestRefusal.START_PAST,
    StartProblem.TOO_FAR: RequestRefusal.START_TOO_FAR,
    StartProblem.ENDS_FIRST: RequestRefusal.ENDS_FIRST,
}


def check_days(starts_on: date | None, ends_on: date | None, now: datetime) -> None:
    """Accept a first and a last day of work, or none.

    Raises:
        Refused: when the first has passed or is years away, or the last is before it.
    """
    problem = starts_on and start_problem(starts_on, clock.local_date(now))
    problem = problem or end_problem(starts_on, ends_on)
    if problem:
        raise Refused(_START_REFUSALS[problem])


def check_unit(session: Session, business_id: int, unit_id: int | None) -> None:
    """Accept a production unit of the company, or none.

    Raises:
        Refused: when it belongs to another company, or is no longer in use.
    """
    if unit_id is None:
        return
    unit = session.get(ProductionUnit, unit_id)
    if unit is None or unit.business_id != business_id:
        raise Refused(RequestRefusal.UNIT_FOREIGN)
    if unit.removed_at is not None:
        raise Refused(RequestRefusal.UNIT_GONE)


def send(
    session: Session,
    business_id: int,
    facts: Facts,
    *,
    user_id: int | None,
    idempotency_key: str | None,
    now: datetime,
    channel: str = "portal",
    actor: Actor | None = None,
    language: str = "da",
) -> RecruitmentRequest:
    """Store an enquiry, start its clocks, give it to a consultant and send the receipt.

    The same key from the same company again returns the enquiry that is there.

    Raises:
        Refused: when the start is impossible, or there is nobody to take the enquiry.
    """
    check_days(facts.starts_on, facts.ends_on, now)
    check_unit(session, business_id, facts.unit_id)
    known = sent_with(session, business_id, idempotency_key)
    if known is not None:
        return known
    business = session.get_one(Business, business_id)
    consultant, why = assigning.choose(session, business, now)
    request = RecruitmentRequest(
        business_id=business_id,
        created_by_id=user_id,
        consultant_id=consultant.id,
        idempotency_key=idempotency_key,
        channel=channel,
        language=language,
        **vars(facts),
    )
    known = _store(session, request)
    if known is not None:
        return known
    if user_id is not None and actor is None:
        actor = Actor(Audience.BUSINESS, user_id, "", business_id=business_id)
    moments = _start_clocks(session, request, why, actor, now)
    _send_receipt(session, request, business, consultant, moments, now)
    return request


def _store(session: Session, request: RecruitmentRequest) -> RecruitmentRequest | None:
    """Store the enquiry; the one that was sent with its key a moment ago, where it was."""
    try:
        with session.begin_nested():
            session.add(request)
            session.flush()
    except IntegrityError as error:
        known = sent_with(session, request.business_id, request.idempotency_key)
        if constraint_of(error) == "recruitment_request_sent_once" and known is not None:
            return known
        raise
    return None


def _start_clocks(
    session: Session, request: RecruitmentRequest, why: str, sender: Actor | None, now: datetime
) -> Moments:
    """It was received now; `why` says how its consultant was chosen."""
    version = keep_version(session, now, now)
    append(
        session,
        request.id,
        "received",
        now=now,
        actor=sender,
        code=why,
        to_staff_id=request.consultant_id,
        version_key=version,
    )
    return Moments(now, version=version)


def sent_with(
    session: Session, business_id: int, idempotency_key: str | None
) -> RecruitmentRequest | None:
    """The company's enquiry that was sent with this key, or None."""
    if idempotency_key is None:
        return None
    return session.scalar(
        sa.select(RecruitmentRequest).where(
            RecruitmentRequest.business_id == business_id,
            RecruitmentRequest.idempotency_key == idempotency_key,
        )
    )


def _send_receipt(
    session: Session,
    request: RecruitmentRequest,
    business: Business,
    consultant: Staff,
    moments: Moments,
    now: datetime,
) -> None:
    progress = progress_of(session, request, moments, now)
    answer_by = progress.answer.due if progress.answer else None
    notifications.tell(
        session,
        event=f"request:{request.id}:assigned",
        kind="request_assigned",
        audience=Audience.STAFF,
        recipient_id=consultant.id,
        now=now,
        path=f"/personale/henvendelser/{request.id}",
        title=request.title,
        business=business.name,
        answer_by=answer_by,
    )
    if request.created_by_id is None:
        return
    notifications.tell(
        session,
        event=f"request:{request.id}:received",
        kind="request_received",
        audience=Audience.BUSINESS,
        recipient_id=request.created_by_id,
        now=now,
        path=f"/virksomhed/henvendelser/{request.id}",
        title=request.title,
        answer_by=answer_by,
        candidates_by=progress.candidates.due if progress.candidates else None,
        consultant=consultant.name,
    )
    append(session, request.id, "receipt_sent", now=now)
