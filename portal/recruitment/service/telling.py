"""Whoever sent an enquiry is told what happened to it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.access import Audience
from portal.notifications import service as notifications
from portal.recruitment.models import RecruitmentRequest, RequestEvent
from portal.recruitment.service import links
from portal.recruitment.service.log import held, progress_of


def entrance_is_confirmed(session: Session, request: RecruitmentRequest) -> bool:
    """True when mail about an enquiry may go to the address that stands in it."""
    if request.channel != "guest":
        return True
    done = sa.select(RequestEvent.id).where(
        RequestEvent.request_id == request.id, RequestEvent.kind == "verified"
    )
    return session.scalar(done.limit(1)) is not None


def tell_business(
    session: Session,
    request: RecruitmentRequest,
    kind: str,
    event: str,
    now: datetime,
    **values: Any,
) -> None:
    """Tell whoever sent the enquiry: in the inbox, or by e-mail those who don't sign in.

    An address that nobody has confirmed gets nothing.
    """
    if request.created_by_id is None:
        if request.contact_email and entrance_is_confirmed(session, request):
            path = links.status_path(request.id)
            _mail(session, request, kind, event, now, path=path, **values)
        return
    notifications.tell(
        session,
        event=f"request:{request.id}:{event}",
        kind=kind,
        audience=Audience.BUSINESS,
        recipient_id=request.created_by_id,
        now=now,
        path=f"/virksomhed/henvendelser/{request.id}",
        title=request.title,
        **values,
    )


def mail_link(session: Session, request: RecruitmentRequest, kind: str, now: datetime) -> None:
    """Mail the way to the status page, or to confirming the address.

    Raises:
        Refused: when the enquiry has ended.
    """
    held_request, moments = held(session, request.id, now)
    progress = progress_of(session, held_request, moments, now)
    verify_first = kind == "request_verify"
    path = (
        f"/virksomhed/uden-login/bekraeft/{links.make(links.VERIFY, request.id)}"
        if verify_first
        else links.status_path(request.id)
    )
    _mail(
        session,
        request,
        kind,
        kind,
        now,
        path=path,
        answer_by=progress.answer.due if progress.answer else None,
        candidates_by=progress.candidates.due if progress.candidates else None,
        consultant=held_request.consultant.name,
        number=held_request.consultant.phone,
    )


def _mail(
    session: Session,
    request: RecruitmentRequest,
    kind: str,
    event: str,
    now: datetime,
    **values: Any,
) -> None:
    """Write to the address in the enquiry, in its language, of something that happened to it."""
    notifications.tell_guest(
        session,
        event=f"request:{request.id}:{event}",
        kind=kind,
        guest_id=request.id,
        name=request.contact_name,
        email=request.contact_email,
        language=request.language,
        now=now,
        title=request.title,
        **values,
    )
