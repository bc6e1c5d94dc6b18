"""A request held still while something is added to its log."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal.core import audit
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.recruitment.models import RecruitmentRequest, RequestEvent
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.clocks import Moments, read


def held(
    session: Session, request_id: int, now: datetime, business_id: int | None = None
) -> tuple[RecruitmentRequest, Moments]:
    """The request, locked until the transaction ends, and what its log says.

    Raises:
        NotFound: when there is none, or with `business_id` when it is another company's.
        Refused: when it has ended, or `now` is before it came.
    """
    request = session.scalar(
        sa.select(RecruitmentRequest)
        .where(RecruitmentRequest.id == request_id)
        .options(joinedload(RecruitmentRequest.business), joinedload(RecruitmentRequest.consultant))
        .with_for_update(of=RecruitmentRequest)
        .execution_options(populate_existing=True)
    )
    if request is None or business_id not in (None, request.business_id):
        raise NotFound
    events = session.execute(
        sa.select(RequestEvent.kind, RequestEvent.at).where(RequestEvent.request_id == request_id)
    )
    moments = read(events)
    if moments is None:
        raise NotFound
    if now < moments.received:
        raise Refused(RequestRefusal.BEFORE_ENQUIRY)
    if moments.ended is not None:
        raise Refused(RequestRefusal.ENDED)
    return request, moments


def append(
    session: Session,
    request_id: int,
    kind: str,
    *,
    now: datetime,
    actor: Actor | None = None,
    text: str = "",
) -> RequestEvent:
    """Add one line to the request's log and one to the audit trail."""
    by_staff = actor is not None and actor.audience is Audience.STAFF
    event = RequestEvent(
        request_id=request_id,
        kind=kind,
        at=now,
        staff_id=actor.person_id if actor and by_staff else None,
        text=text,
    )
    session.add(event)
    audit.record(session, actor, kind, "recruitment_request", request_id, now=now)
    session.flush()
    return event
