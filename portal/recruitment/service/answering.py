"""A consultant answers the business."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.access import Actor
from portal.recruitment.models import RecruitmentRequest, RequestEvent
from portal.recruitment.service.log import append, held
from portal.recruitment.service.telling import tell_business


def answer(
    session: Session, request_id: int, *, text: str, actor: Actor, now: datetime
) -> RecruitmentRequest:
    """Write to the business; the first time stops the answer clock.

    The very same words again are taken as a second click, and change nothing.

    Raises:
        NotFound, Refused: as `held` does.
    """
    request, moments = held(session, request_id, now)
    said = sa.select(RequestEvent.id).where(
        RequestEvent.request_id == request_id,
        RequestEvent.kind == "answered",
        RequestEvent.text == text,
    )
    if session.scalar(said.limit(1)) is not None:
        return request
    event = append(
        session,
        request_id,
        "answered",
        now=now,
        actor=actor,
        text=text,
        version_key=moments.version,
    )
    kind = "request_answered" if request.created_by_id else "request_answered_in_full"
    tell_business(
        session,
        request,
        kind,
        f"answer:{event.id}",
        now,
        consultant=actor.name,
        answer=text,
        number=request.consultant.phone,
    )
    return request
