"""The candidate clock stands still, with a reason that the business sees."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.access import Actor
from portal.core.errors import Refused
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.clocks import CANDIDATES
from portal.recruitment.service.log import append, held, progress_of
from portal.recruitment.service.telling import tell_business


def pause(
    session: Session, request_id: int, *, code: str, text: str, actor: Actor, now: datetime
) -> None:
    """Stop the candidate clock from now on. The business reads why, and that it may object.

    Raises:
        NotFound: when there is no such request.
        Refused: when it has ended, has no such clock, candidates were presented, the time has run
            out, or it is paused already.
    """
    request, moments = held(session, request_id, now)
    clock = progress_of(session, request, moments, now).candidates
    if clock is None or clock.done is not None or clock.is_broken(now):
        raise Refused(RequestRefusal.NOTHING_TO_PAUSE)
    if moments.paused_since is not None:
        raise Refused(RequestRefusal.IS_PAUSED)
    event = append(session, request_id, "paused", now=now, actor=actor, code=code, text=text)
    tell_business(session, request, "request_paused", f"paused:{event.id}", now, reason=text)


def resume(session: Session, request_id: int, *, actor: Actor, now: datetime) -> None:
    """Let the candidate clock run on.

    Raises:
        NotFound: when there is no such request.
        Refused: when it has ended, or is not paused.
    """
    request, moments = held(session, request_id, now)
    if moments.paused_since is None:
        raise Refused(RequestRefusal.NOT_PAUSED)
    event = append(session, request_id, "resumed", now=now, actor=actor)
    _request, moments = held(session, request_id, now)
    clock = progress_of(session, request, moments, now).clocks[CANDIDATES]
    tell_business(session, request, "request_resumed", f"resumed:{event.id}", now, due=clock.due)
