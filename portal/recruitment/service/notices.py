"""The owner and the team lead are told while there is still time, and when there is none left."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Staff, Team
from portal.businesses.models import Business
from portal.core import clock, policy
from portal.core.access import Audience
from portal.notifications import checks
from portal.notifications import queries as told
from portal.notifications import service as notifications
from portal.recruitment.models import RecruitmentRequest, RequestEvent
from portal.recruitment.queries.clocks import OpenRequest, moments_in, open_requests
from portal.recruitment.queries.roster import on_call
from portal.recruitment.rules.clocks import ANSWER, Clock
from portal.recruitment.rules.notices import ESCALATED, Level, level_of, may_be_told_at


def warn(session: Session, now: datetime) -> int:
    """Tell of clocks of which half or three quarters have passed, and of those that ran out.

    Each once. A missed run is caught up by the next, with the worst news alone. Returns how many
    there were to tell of.
    """
    due = {
        f"request:{request.id}:{running.key}:{level}": (request, running, level)
        for request in open_requests(session, now)
        for running in request.progress.running
        if (level := level_of(running, now)) is not None
    }
    known = told.already_told(session, due)
    new = {event: news for event, news in due.items() if event not in known}
    if not new:
        return 0
    about = _titles(session, {request.id for request, _, _ in new.values()})
    leads = _Leads(session)
    awake = on_call(session, clock.local_date(now))
    for event, (request, running, level) in new.items():
        who = [request.consultant_id]
        if level in ESCALATED:
            who += leads.of(request.consultant_id)
        _tell(session, event, (request, running, level), about[request.id], who, awake, now)
    return len(new)


class _Leads:
    """Whom news of a consultant's enquiries goes to besides."""

    def __init__(self, session: Session) -> None:
        rows = session.execute(
            sa.select(Staff.id, Staff.team_id, Staff.role, Team.serves)
            .join(Team, Team.id == Staff.team_id)
            .where(Staff.active)
            .order_by(Staff.id)
        ).all()
        self._team = {row.id: row.team_id for row in rows}
        self._leads = [row for row in rows if row.role in policy.LEAD_TEAM.values]

    def of(self, staff_id: int) -> list[int]:
        own = [lead.id for lead in self._leads if lead.team_id == self._team.get(staff_id)]
        others = [lead.id for lead in self._leads if lead.serves == "businesses"]
        return [lead for lead in own or others if lead != staff_id]


def _titles(session: Session, request_ids: set[int]) -> dict[int, tuple[str, str, str]]:
    rows = session.execute(
        sa.select(
            RecruitmentRequest.id,
            RecruitmentRequest.title,
            Business.name,
            Staff.name.label("owner"),
        )
        .join(Business, Business.id == RecruitmentRequest.business_id)
        .join(Staff, Staff.id == RecruitmentRequest.consultant_id)
        .where(RecruitmentRequest.id.in_(request_ids))
    )
    return {request_id: (title, business, owner) for request_id, title, business, owner in rows}


def _tell(
    session: Session,
    event: str,
    news: tuple[OpenRequest, Clock, Level],
    about: tuple[str, str, str],
    who: Iterable[int],
    awake: set[int],
    now: datetime,
) -> None:
    request, running, level = news
    title, business, owner = about
    values: dict[str, Any] = {"title": title, "business": business, "due": running.due}
    for staff_id in who:
        notifications.tell(
            session,
            event=event,
            kind=f"request_{running.key}_{level}",
            audience=Audience.STAFF,
            recipient_id=staff_id,
            now=now,
            due_at=may_be_told_at(now, on_call=staff_id in awake),
            path=f"/personale/henvendelser/{request.id}",
            still_true=f"enquiry:{request.id}:{running.key}",
            consultant=owner,
            **values,
        )


def _still_waits(session: Session, rest: list[str]) -> bool:
    """True while the promise that a notice is about is neither kept nor ended."""
    request_id, key = rest
    events = session.scalars(
        sa.select(RequestEvent).where(RequestEvent.request_id == int(request_id))
    )
    moments = moments_in(list(events))
    if moments is None or moments.ended is not None or moments.paused_since is not None:
        return False
    return (moments.answered if key == ANSWER else moments.presented) is None


checks.register("enquiry", _still_waits)
