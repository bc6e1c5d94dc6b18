"""The entrance without sign-in: a guest sends an enquiry and confirms the e-mail in it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.errors import NotFound, Refused
from portal.recruitment.models import RecruitmentRequest, RequestDraft, RequestEvent
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.enquiry import facts, missing_step
from portal.recruitment.service import callers, drafts, enquiries, links
from portal.recruitment.service.log import append, held
from portal.recruitment.service.telling import entrance_is_confirmed, mail_link

GUEST_A_DAY = 3
GUESTS_AN_HOUR = 60


def send_as_guest(
    session: Session, draft: RequestDraft, *, language: str, now: datetime
) -> RecruitmentRequest:
    """Send an enquiry without signing in. It counts from this moment, whenever the e-mail is
    confirmed: a consultant sees it at once, and can call. Mail about it is in that `language`.

    Sent again, it is the enquiry that is already there.

    Raises:
        Refused: when something is missing, the same address has sent several today, or as
            `callers.check_caller` and `enquiries.send` do.
    """
    known = session.scalar(
        sa.select(RecruitmentRequest).where(RecruitmentRequest.idempotency_key == str(draft.key))
    )
    if known is not None:
        return known
    about_job = drafts.is_about_job(draft.data)
    if missing_step(draft.data, about_job) is not None:
        raise Refused(RequestRefusal.INCOMPLETE)
    _refuse_floods(session, draft.data["contact_email"], now)
    business, unit_id = callers.let_in(
        session, callers.guest_caller(draft.data), by_staff=False, now=now
    )
    said = facts(draft.data | {"unit_id": unit_id}, about_job)
    request = enquiries.send(
        session,
        business.id,
        said,
        user_id=None,
        idempotency_key=str(draft.key),
        now=now,
        channel="guest",
        language=language,
    )
    mail_link(session, request, "request_verify", now)
    return request


def _refuse_floods(session: Session, email: str, now: datetime) -> None:
    """A few a day from one address, and a bounded number an hour in all, until they sign in."""
    recent = (
        sa.select(sa.func.count())
        .select_from(RecruitmentRequest)
        .join(RequestEvent, RequestEvent.request_id == RecruitmentRequest.id)
        .where(RecruitmentRequest.channel == "guest", RequestEvent.kind == "received")
    )
    mine = recent.where(
        sa.func.lower(RecruitmentRequest.contact_email) == email.lower(),
        RequestEvent.at > now - timedelta(days=1),
    )
    everybody = recent.where(RequestEvent.at > now - timedelta(hours=1))
    if (session.scalar(mine) or 0) >= GUEST_A_DAY:
        raise Refused(RequestRefusal.TOO_MANY)
    if (session.scalar(everybody) or 0) >= GUESTS_AN_HOUR:
        raise Refused(RequestRefusal.TOO_MANY)


def verify(session: Session, token: str, *, now: datetime) -> RecruitmentRequest:
    """Note that the e-mail of an enquiry is whose it should be; doing it twice changes nothing.

    Raises:
        Refused: when the link is forged, old, or the enquiry has ended.
    """
    request_id = links.read_fresh(links.VERIFY, token)
    request, _moments = held(session, request_id, now)
    if entrance_is_confirmed(session, request):
        return request
    append(session, request_id, "verified", now=now)
    mail_link(session, request, "request_verified", now)
    return request


def behind_status_link(session: Session, token: str) -> RecruitmentRequest:
    """The enquiry that a status link was made for.

    Raises:
        Refused: when it is forged or old.
        NotFound: when there is no such enquiry.
    """
    request = session.get(RecruitmentRequest, links.read_fresh(links.STATUS, token))
    if request is None:
        raise NotFound
    return request
