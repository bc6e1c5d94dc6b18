"""Staff write down an enquiry that came by phone or mail, or that it came earlier."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.core.access import Actor
from portal.core.errors import Refused
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.enquiry import Facts
from portal.recruitment.service import callers, enquiries
from portal.recruitment.service.log import append, held, keep_version
from portal.recruitment.service.telling import mail_link

LONGEST_AGO = timedelta(days=30)
SOON_ENOUGH = timedelta(minutes=15)
"""Written down so soon after it came, it needs no reason."""


def write_down(
    session: Session,
    caller: callers.Caller,
    said: Facts,
    *,
    channel: str,
    received_at: datetime,
    why: str,
    answered: bool,
    actor: Actor,
    now: datetime,
    language: str = "da",
) -> RecruitmentRequest:
    """Store an enquiry that came by phone or mail. Its clocks run from when it came.

    `why` says why it is written down only now. With `answered` the caller was answered at once.

    Raises:
        Refused: when the moment is in the future, long ago, or earlier without a reason, or as
            `callers.check_caller` and `enquiries.send` do.
    """
    _check_received(received_at, why, now)
    business, unit_id = callers.let_in(session, caller, by_staff=True, now=now)
    request = enquiries.send(
        session,
        business.id,
        Facts(**(vars(said) | {"unit_id": unit_id})),
        user_id=None,
        idempotency_key=None,
        now=now,
        channel=channel,
        actor=actor,
        language=language,
    )
    if received_at < now:
        _backdate(session, request, received_at, why or "–", actor, now)
    if answered:
        _note_answered(session, request, received_at, actor, now)
    if request.contact_email:
        mail_link(session, request, "request_written_down", now)
    return request


def _note_answered(
    session: Session,
    request: RecruitmentRequest,
    received_at: datetime,
    actor: Actor,
    now: datetime,
) -> None:
    append(
        session,
        request.id,
        "answered",
        now=now,
        at=received_at,
        actor=actor,
        code="phone",
        version_key=keep_version(session, received_at, now),
    )


def _check_received(received_at: datetime, why: str, now: datetime) -> None:
    if received_at > now:
        raise Refused(RequestRefusal.RECEIVED_LATER)
    if now - received_at > LONGEST_AGO:
        raise Refused(RequestRefusal.RECEIVED_LONG_AGO)
    if now - received_at > SOON_ENOUGH and not why:
        raise Refused(RequestRefusal.WHY_EARLIER)


def move_back(
    session: Session,
    request_id: int,
    received_at: datetime,
    *,
    why: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Say that an enquiry came earlier than is written down; its clocks run from there.

    Raises:
        NotFound: when there is none.
        Refused: when it has ended, the moment is not earlier, or long ago, or no reason is given.
    """
    request, moments = held(session, request_id, now)
    if received_at >= moments.received:
        raise Refused(RequestRefusal.ONLY_EARLIER)
    _check_received(received_at, why, now)
    if not why:
        raise Refused(RequestRefusal.WHY_EARLIER)
    _backdate(session, request, received_at, why, actor, now)


def _backdate(
    session: Session,
    request: RecruitmentRequest,
    received_at: datetime,
    why: str,
    actor: Actor,
    now: datetime,
) -> None:
    append(
        session,
        request.id,
        "backdated",
        now=now,
        at=received_at,
        actor=actor,
        text=why,
        version_key=keep_version(session, received_at, now),
        internal=True,
    )
