"""Somebody without sign-in reads and writes about their enquiry, by a link to its own address.

The status link shows nothing personal, so whoever has it may see it. To write one proves again that
the e-mail is one's own: a fresh link is mailed there, works once and for an hour, and opens the
enquiry in that browser for two.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.errors import NotFound, Refused
from portal.notifications import service as notifications
from portal.recruitment.models import GuestPass, RecruitmentRequest
from portal.recruitment.refusals import LinkRefusal
from portal.recruitment.service import links
from portal.recruitment.service.log import append, held
from portal.recruitment.service.telling import entrance_is_confirmed

VALID = timedelta(hours=1)
OPEN = timedelta(hours=2)
A_DAY = 5
SUBJECT = "recruitment_request"


def send_pass(session: Session, request_id: int, *, now: datetime) -> None:
    """Mail a link that opens the enquiry to the address that stands in it.

    Raises:
        NotFound: when there is no such enquiry.
        Refused: when it has ended, has no address, or several links were sent today.
    """
    request, _moments = held(session, request_id, now)
    if not request.contact_email or request.created_by_id is not None:
        raise Refused(LinkRefusal.NO_EMAIL)
    today = sa.select(sa.func.count()).where(
        GuestPass.request_id == request_id, GuestPass.made_at > now - timedelta(days=1)
    )
    if (session.scalar(today) or 0) >= A_DAY:
        raise Refused(LinkRefusal.TOO_MANY)
    secret = secrets.token_urlsafe(32)
    made = GuestPass(request_id=request_id, secret_hash=_hash(secret), made_at=now)
    session.add(made)
    session.flush()
    audit.record(session, None, "send_guest_link", SUBJECT, request_id, now=now)
    notifications.tell_guest(
        session,
        event=f"request:{request_id}:pass:{made.id}",
        kind="request_pass",
        guest_id=request_id,
        name=request.contact_name,
        email=request.contact_email,
        language=request.language,
        now=now,
        path=f"/henvendelse/adgang/{secret}",
        title=request.title,
    )


def check_pass(session: Session, secret: str, now: datetime) -> GuestPass:
    """The pass of a link that can still be used; looking does not use it.

    Raises:
        Refused: when it is none of ours, has been used, or is old.
    """
    found = None
    if len(secret) <= links.LONGEST_TOKEN:
        found = session.scalar(
            sa.select(GuestPass).where(GuestPass.secret_hash == _hash(secret)).with_for_update()
        )
    if found is None:
        raise Refused(LinkRefusal.FORGED)
    if found.used_at is not None:
        raise Refused(LinkRefusal.USED)
    if found.made_at + VALID < now:
        raise Refused(LinkRefusal.EXPIRED)
    return found


def use_pass(session: Session, secret: str, *, now: datetime) -> GuestPass:
    """Open the enquiry behind a link, once. Whoever comes by it has confirmed the address too.

    Raises:
        Refused: as `check_pass` does, or when the enquiry has ended.
    """
    found = check_pass(session, secret, now)
    request, _moments = held(session, found.request_id, now)
    found.used_at = now
    if not entrance_is_confirmed(session, request):
        append(session, request.id, "verified", now=now)
    audit.record(session, None, "open_as_guest", SUBJECT, request.id, now=now)
    session.flush()
    return found


def opened(session: Session, pass_id: int, request_id: int, now: datetime) -> RecruitmentRequest:
    """The enquiry that a browser has open by this pass.

    Raises:
        NotFound: when it has not, or no longer.
    """
    request = session.scalar(
        sa.select(RecruitmentRequest)
        .join(GuestPass, GuestPass.request_id == RecruitmentRequest.id)
        .where(
            GuestPass.id == pass_id,
            GuestPass.request_id == request_id,
            GuestPass.used_at > now - OPEN,
            GuestPass.ended_at.is_(None),
        )
    )
    if request is None:
        raise NotFound
    return request


def end(session: Session, pass_id: int, *, now: datetime) -> None:
    """Close it in that browser; a copy of its cookie is worth nothing either."""
    session.execute(
        sa.update(GuestPass)
        .where(GuestPass.id == pass_id, GuestPass.used_at.is_not(None))
        .values(ended_at=sa.func.coalesce(GuestPass.ended_at, now))
    )


def _hash(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
