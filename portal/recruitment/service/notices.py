"""The responsible consultant is told while there is still time."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.businesses.models import Business
from portal.core.access import Audience
from portal.notifications import queries as told
from portal.notifications import service as notifications
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.queries.clocks import OpenRequest, open_requests
from portal.recruitment.rules.clocks import Clock, State


def warn(session: Session, now: datetime) -> int:
    """Tell consultants of clocks of which three quarters have passed; once per request and clock.

    A missed run is caught up by the next. Returns how many were told.
    """
    due = {
        f"request:{request.id}:{clock.key}:soon": (request, clock)
        for request in open_requests(session, now)
        for clock in request.progress.running
        if clock.state(now) in (State.SOON, State.LATE)
    }
    known = told.already_told(session, due)
    new = {event: pair for event, pair in due.items() if event not in known}
    about = _titles(session, {request.id for request, _ in new.values()})
    for event, (request, clock) in new.items():
        _tell(session, event, request, clock, about[request.id], now)
    return len(new)


def _titles(session: Session, request_ids: set[int]) -> dict[int, tuple[str, str]]:
    rows = session.execute(
        sa.select(RecruitmentRequest.id, RecruitmentRequest.title, Business.name)
        .join(Business, Business.id == RecruitmentRequest.business_id)
        .where(RecruitmentRequest.id.in_(request_ids))
    )
    return {request_id: (title, business) for request_id, title, business in rows}


def _tell(
    session: Session,
    event: str,
    request: OpenRequest,
    clock: Clock,
    about: tuple[str, str],
    now: datetime,
) -> None:
    title, business = about
    values: dict[str, Any] = {"title": title, "business": business, "due": clock.due}
    notifications.tell(
        session,
        event=event,
        kind=f"request_{clock.key}_due",
        audience=Audience.STAFF,
        recipient_id=request.consultant_id,
        now=now,
        path=f"/personale/henvendelser/{request.id}",
        **values,
    )
