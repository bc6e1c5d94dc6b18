"""A visit at the company: booked by either side in the consultant's free time, and cancelled."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.booking.queries.visits import blocked_by
from portal.booking.service import visits as times
from portal.core import clock
from portal.core.access import Actor, Audience
from portal.core.errors import Refused
from portal.notifications import service as notifications
from portal.openings.queries import address_line
from portal.recruitment.models import RecruitmentRequest, RequestVisit
from portal.recruitment.queries import visits
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.service.log import append, held
from portal.recruitment.service.telling import tell_business


def book(
    session: Session, request_id: int, start: datetime, *, actor: Actor, now: datetime
) -> RequestVisit:
    """Plan a visit of the enquiry's consultant; no talk or visit can meet it.

    Raises:
        NotFound: when there is no such request that the actor may see.
        Refused: when it has ended, a visit is planned already, or the time is not free any more.
    """
    request, _moments = held(session, request_id, now, user_id=_user(actor))
    if visits.planned(session, request_id, now) is not None:
        raise Refused(RequestRefusal.VISIT_PLANNED)
    free = dict(visits.free(session, request.consultant, now))
    if start not in free:
        raise Refused(RequestRefusal.VISIT_TAKEN)
    visit = RequestVisit(
        request_id=request_id,
        staff_id=request.consultant_id,
        starts_at=start,
        ends_at=free[start],
        place=address_line(request.workplace, request.postcode),
    )
    session.add(visit)
    session.flush()
    try:
        times.hold(session, visit.staff_id, blocked_by(start), _name(visit))
    except times.Taken:
        raise Refused(RequestRefusal.VISIT_TAKEN) from None
    _note(session, request, visit, "visit_booked", actor, now)
    return visit


def cancel(session: Session, request_id: int, *, actor: Actor, now: datetime) -> None:
    """Take the planned visit back; the consultant's time is free again.

    Raises:
        NotFound: when there is no such request that the actor may see.
        Refused: when it has ended, or no visit is to come.
    """
    request, _moments = held(session, request_id, now, user_id=_user(actor))
    visit = visits.planned(session, request_id, now)
    if visit is None:
        raise Refused(RequestRefusal.VISIT_OVER)
    visit.cancelled_at = now
    times.release(session, _name(visit))
    _note(session, request, visit, "visit_cancelled", actor, now)


def _user(actor: Actor) -> int | None:
    return actor.person_id if actor.audience is Audience.BUSINESS else None


def _name(visit: RequestVisit) -> str:
    return f"visit:{visit.id}"


def _note(
    session: Session,
    request: RecruitmentRequest,
    visit: RequestVisit,
    kind: str,
    actor: Actor,
    now: datetime,
) -> None:
    day = clock.local_date(visit.starts_at)
    append(session, request.id, kind, now=now, actor=actor, on_day=day)
    booked = kind == "visit_booked"
    if actor.audience is Audience.BUSINESS:
        if request.consultant_id == visit.staff_id:
            _tell_consultant(session, request, visit, booked, now)
        return
    tell_business(
        session,
        request,
        "request_visit" if booked else "request_visit_cancelled",
        f"{kind}:{visit.id}",
        now,
        consultant=request.consultant.name,
        starts=visit.starts_at,
        place=visit.place,
    )


def _tell_consultant(
    session: Session, request: RecruitmentRequest, visit: RequestVisit, booked: bool, now: datetime
) -> None:
    notifications.tell(
        session,
        event=f"request:{request.id}:visit:{visit.id}:{'booked' if booked else 'cancelled'}",
        kind="request_visit_for_staff",
        audience=Audience.STAFF,
        recipient_id=visit.staff_id,
        now=now,
        path=f"/personale/henvendelser/{request.id}",
        title=request.title,
        business=request.business.name,
        what=_l("Visit booked") if booked else _l("Visit cancelled"),
        starts=visit.starts_at,
        place=visit.place,
    )
