"""The business is told what happened to its enquiry."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core.access import Audience
from portal.notifications import service as notifications
from portal.recruitment.models import RecruitmentRequest


def tell_business(
    session: Session,
    request: RecruitmentRequest,
    kind: str,
    event: str,
    now: datetime,
    **values: Any,
) -> None:
    """Tell whoever sent the enquiry. What was sent by nobody who can sign in is told to nobody."""
    if request.created_by_id is None:
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
