"""Business and consultant write, call and agree what happens next; all of it is in the log."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.access import Actor, Audience
from portal.core.errors import Refused
from portal.notifications import service as notifications
from portal.recruitment.models import RequestEvent
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.service.log import append, held
from portal.recruitment.service.telling import tell_business

FURTHEST_STEP = timedelta(days=366)


def write(
    session: Session, actor: Actor | None, request_id: int, *, text: str, now: datetime
) -> None:
    """Somebody of the company, or the guest who sent it, writes to the consultant.

    The very same words again are taken as a second click, and change nothing.

    Raises:
        NotFound: when there is none that this person may see.
        Refused: when it has ended.
    """
    request, _moments = held(session, request_id, now, user_id=actor.person_id if actor else None)
    said = sa.select(RequestEvent.id).where(
        RequestEvent.request_id == request_id,
        RequestEvent.kind == "message",
        RequestEvent.text == text,
    )
    if session.scalar(said.limit(1)) is not None:
        return
    event = append(session, request_id, "message", now=now, actor=actor, text=text)
    notifications.tell(
        session,
        event=f"request:{request_id}:message:{event.id}",
        kind="request_message",
        audience=Audience.STAFF,
        recipient_id=request.consultant_id,
        now=now,
        path=f"/personale/henvendelser/{request_id}",
        title=request.title,
        business=request.business.name,
    )


def note_call(
    session: Session,
    request_id: int,
    *,
    text: str,
    reached: bool,
    internal: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Write down a call. When the business was reached it has been answered by a person.

    Raises:
        NotFound, Refused: as `held` does.
    """
    request, moments = held(session, request_id, now)
    kind = "answered" if reached else "note"
    event = append(
        session,
        request_id,
        kind,
        now=now,
        actor=actor,
        text=text,
        code="phone",
        version_key=moments.version if reached else None,
        internal=internal,
    )
    if not internal:
        tell_business(
            session, request, "request_note", f"note:{event.id}", now, consultant=actor.name
        )


def agree_next_step(
    session: Session, request_id: int, *, text: str, on_day: date, actor: Actor, now: datetime
) -> None:
    """Say what happens next and by which day; the business sees it on top.

    Raises:
        NotFound: when there is no such request.
        Refused: when it has ended, or the day has passed or is more than a year away.
    """
    request, _moments = held(session, request_id, now)
    today = clock.local_date(now)
    if on_day < today:
        raise Refused(RequestRefusal.STEP_PAST)
    if on_day > today + FURTHEST_STEP:
        raise Refused(RequestRefusal.STEP_TOO_FAR)
    event = append(session, request_id, "next_step", now=now, actor=actor, text=text, on_day=on_day)
    tell_business(
        session, request, "request_next_step", f"step:{event.id}", now, step=text, by=on_day
    )
