"""A request held still while something is added to its log."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from portal.core import audit, clock
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.recruitment.models import PromiseVersion, RecruitmentRequest, RequestEvent
from portal.recruitment.queries.business import visible_to
from portal.recruitment.queries.clocks import moments_in, promises
from portal.recruitment.queries.versions import content_on
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.events import Moments
from portal.recruitment.rules.kept import name_of
from portal.recruitment.rules.progress import Progress
from portal.systems.service import hooks

TOLD = {
    "received": "received",
    "answered": "answered",
    "presented": "presented",
    "withdrawn": "withdrawn",
    "closed": "closed",
    "spam": "closed",
    "duplicate": "closed",
}
"""What happened in the words that systems are told: all that ends otherwise is closed."""


def held(
    session: Session, request_id: int, now: datetime, user_id: int | None = None
) -> tuple[RecruitmentRequest, Moments]:
    """The request, locked until the transaction ends, and what its log says.

    Raises:
        NotFound: when there is none, or with `user_id` when that person of a company
            may not see it.
        Refused: when it has ended, or `now` is before it came.
    """
    request = session.scalar(
        sa.select(RecruitmentRequest)
        .where(RecruitmentRequest.id == request_id, *([visible_to(user_id)] if user_id else []))
        .options(joinedload(RecruitmentRequest.business), joinedload(RecruitmentRequest.consultant))
        .with_for_update(of=RecruitmentRequest)
        .execution_options(populate_existing=True)
    )
    if request is None:
        raise NotFound
    events = session.scalars(sa.select(RequestEvent).where(RequestEvent.request_id == request_id))
    moments = moments_in(list(events))
    if moments is None:
        raise NotFound
    if now < moments.received:
        raise Refused(RequestRefusal.BEFORE_ENQUIRY)
    if moments.ended is not None:
        raise Refused(RequestRefusal.ENDED)
    return request, moments


def progress_of(
    session: Session, request: RecruitmentRequest, moments: Moments, now: datetime
) -> Progress:
    """How far a request that is held has come."""
    known = promises(session, clock.local_date(now), moments)
    return known.progress(request.kind, moments, now)


def keep_version(session: Session, received: datetime, now: datetime) -> str:
    """Write down what was promised on the day an enquiry came and how it is counted; its name."""
    content = content_on(session, clock.local_date(received))
    key = name_of(content)
    session.execute(
        insert(PromiseVersion)
        .values(key=key, content=content, made_at=now)
        .on_conflict_do_nothing()
    )
    return key


def append(
    session: Session,
    request_id: int,
    kind: str,
    *,
    now: datetime,
    at: datetime | None = None,
    actor: Actor | None = None,
    text: str = "",
    **more: Any,
) -> RequestEvent:
    """Add one line to the request's log and one to the audit trail.

    `at` is when it happened, where that was before `now`; `more` are columns of the event.
    """
    event = RequestEvent(
        request_id=request_id,
        kind=kind,
        at=at or now,
        written_at=now if at not in (None, now) else None,
        staff_id=_person(actor, Audience.STAFF),
        business_user_id=_person(actor, Audience.BUSINESS),
        text=text,
        **more,
    )
    session.add(event)
    audit.record(session, actor, kind, "recruitment_request", request_id, now=now)
    session.flush()
    _tell_systems(session, event, now)
    return event


def _tell_systems(session: Session, event: RequestEvent, now: datetime) -> None:
    """The company's own systems learn how far the enquiry has come."""
    if event.kind not in TOLD:
        return
    hooks.publish(
        session,
        sa.select(RecruitmentRequest.business_id)
        .where(RecruitmentRequest.id == event.request_id)
        .scalar_subquery(),
        kind=TOLD[event.kind],
        event=f"event:{event.id}",
        enquiry_id=event.request_id,
        status=event.kind,
        at=event.at,
        now=now,
    )


def _person(actor: Actor | None, audience: Audience) -> int | None:
    return actor.person_id if actor is not None and actor.audience is audience else None
