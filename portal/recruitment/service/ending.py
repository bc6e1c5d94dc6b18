"""Work on an enquiry ends: it is closed, withdrawn, or was none of its own."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.access import Actor
from portal.core.errors import Refused
from portal.openings import service as openings
from portal.openings.models import Referral
from portal.recruitment.models import RecruitmentRequest, RequestEvent, SharedCv
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.events import Moments
from portal.recruitment.service.log import append, held, progress_of


def close(session: Session, request_id: int, *, text: str, actor: Actor, now: datetime) -> None:
    """End the work on an answered enquiry; `text` says for the job centre what came of it.

    Raises:
        NotFound: when there is none.
        Refused: when it has ended, nobody has answered the business, or a promise was broken and
            nobody has said why.
    """
    request, moments = held(session, request_id, now)
    problem = _why_open(session, request, moments, now)
    if problem is not None:
        raise Refused(problem)
    _end(session, request, "closed", actor, text, now, internal=True)


def close_filled(
    session: Session, request: RecruitmentRequest, moments: Moments, *, actor: Actor, now: datetime
) -> bool:
    """End the work on an enquiry that is held, as its last position is filled.

    False when it stays open, because somebody must answer first or say why a promise was broken.
    """
    if _why_open(session, request, moments, now) is not None:
        return False
    _end(session, request, "closed", actor, "", now, code="filled", internal=True)
    return True


def _why_open(
    session: Session, request: RecruitmentRequest, moments: Moments, now: datetime
) -> RequestRefusal | None:
    """Why an enquiry can't be closed yet; None when it can."""
    if moments.answered is None:
        return RequestRefusal.NOT_ANSWERED
    broken = progress_of(session, request, moments, now).broken
    if set(broken) - causes_of(session, request.id).keys():
        return RequestRefusal.CAUSE_MISSING
    return None


def causes_of(session: Session, request_id: int) -> dict[str, str]:
    """Why promises of this request were not kept, by promise; the latest word counts."""
    rows = session.execute(
        sa.select(RequestEvent.clock, RequestEvent.code)
        .where(RequestEvent.request_id == request_id, RequestEvent.kind == "cause")
        .order_by(RequestEvent.at, RequestEvent.id)
    )
    return {key: code for key, code in rows if key is not None}


def say_why(
    session: Session,
    request_id: int,
    *,
    key: str,
    code: str,
    text: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Write down why a promise was not kept.

    Raises:
        NotFound: when there is no such request.
        Refused: when it has ended, or that promise was kept or can still be.
    """
    request, moments = held(session, request_id, now)
    if key not in progress_of(session, request, moments, now).broken:
        raise Refused(RequestRefusal.NOT_BROKEN)
    append(
        session,
        request_id,
        "cause",
        now=now,
        actor=actor,
        text=text,
        clock=key,
        code=code,
        internal=True,
    )


def withdraw(session: Session, actor: Actor, request_id: int, *, now: datetime) -> None:
    """The company takes its enquiry back: the clocks stop, what is unsettled leaves the figures.

    Raises:
        NotFound: when there is none that this person may see.
        Refused: when it has ended.
    """
    request, _moments = held(session, request_id, now, user_id=actor.person_id)
    _end(session, request, "withdrawn", actor, "", now)


def mark_spam(session: Session, request_id: int, *, text: str, actor: Actor, now: datetime) -> None:
    """Say that it is no enquiry: it leaves the figures, and the figures say so.

    Raises:
        NotFound, Refused: as `held` does; Refused too when somebody has been presented.
    """
    request, moments = held(session, request_id, now)
    if moments.presented is not None:
        raise Refused(RequestRefusal.IS_SERVED)
    _end(session, request, "spam", actor, text, now, internal=True)


def mark_duplicate(
    session: Session, request_id: int, original_id: int, *, text: str, actor: Actor, now: datetime
) -> None:
    """Say that it repeats an earlier enquiry of the same company, whose clocks go on.

    Raises:
        NotFound: when there is no such request.
        Refused: when it has ended, somebody has been presented, or the other is not an earlier
            enquiry of the same company that counts.
    """
    request, moments = held(session, request_id, now)
    if moments.presented is not None:
        raise Refused(RequestRefusal.IS_SERVED)
    original = session.get(RecruitmentRequest, original_id)
    if original is None or original.business_id != request.business_id:
        raise Refused(RequestRefusal.NOT_THE_SAME)
    known = sa.select(sa.func.min(RequestEvent.at)).where(RequestEvent.request_id == original_id)
    since = session.scalar(known.where(RequestEvent.kind.in_(("received", "backdated"))))
    gone = session.scalar(known.where(RequestEvent.kind.in_(("spam", "duplicate"))))
    if original_id == request_id or since is None or since > moments.received or gone is not None:
        raise Refused(RequestRefusal.NOT_THE_SAME)
    _end(session, request, "duplicate", actor, text, now, other_request_id=original_id)


def _end(
    session: Session,
    request: RecruitmentRequest,
    kind: str,
    actor: Actor,
    text: str,
    now: datetime,
    **more: Any,
) -> None:
    append(session, request.id, kind, now=now, actor=actor, text=text, **more)
    if request.opening_id is not None:
        because = "withdrawn" if kind == "withdrawn" else None
        openings.close(session, request.opening_id, now=now, because=because)
        session.execute(
            sa.delete(SharedCv).where(
                SharedCv.referral_id.in_(
                    sa.select(Referral.id).where(Referral.opening_id == request.opening_id)
                )
            )
        )
