"""Enquiries that come otherwise than by signing in: written down by staff, or sent by a guest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.businesses.models import Business, ProductionUnit
from portal.businesses.rules import parse_cvr, parse_p_number
from portal.businesses.service import add as add_business
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.notifications import service as notifications
from portal.recruitment.models import RecruitmentRequest, RequestDraft, RequestEvent
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.enquiry import Facts, facts, missing_step
from portal.recruitment.service import drafts, enquiries, links
from portal.recruitment.service.log import append, held, keep_version, progress_of
from portal.recruitment.service.telling import entrance_is_confirmed

LONGEST_AGO = timedelta(days=30)
SOON_ENOUGH = timedelta(minutes=15)
"""Written down so soon after it came, it needs no reason."""
GUEST_A_DAY = 3
GUESTS_AN_HOUR = 60


@dataclass(frozen=True)
class Caller:
    """Which company somebody says they call or write from."""

    cvr: str
    company: str
    p_number: str
    address: str
    postcode: str


def check_caller(session: Session, caller: Caller, *, by_staff: bool) -> None:
    """Accept a company and unit as they are named.

    Raises:
        Refused: when the numbers are none, the unit is another company's, no longer in use or an
            unknown one of a known company, a company we don't know has no name, or a guest names
            one that is closed.
    """
    _company(session, caller, by_staff=by_staff)


def _company(
    session: Session, caller: Caller, *, by_staff: bool
) -> tuple[str, Business | None, str | None, ProductionUnit | None]:
    cvr = parse_cvr(caller.cvr)
    if cvr is None:
        raise Refused(RequestRefusal.NO_CVR)
    p_number = parse_p_number(caller.p_number) if caller.p_number else None
    if caller.p_number and p_number is None:
        raise Refused(RequestRefusal.NO_UNIT)
    business = session.scalar(sa.select(Business).where(Business.cvr == cvr))
    if business is None and not caller.company:
        raise Refused(RequestRefusal.NAME_MISSING)
    unit = session.scalar(sa.select(ProductionUnit).where(ProductionUnit.p_number == p_number))
    if unit is not None and (business is None or unit.business_id != business.id):
        raise Refused(RequestRefusal.UNIT_FOREIGN)
    if unit is not None and unit.removed_at is not None:
        raise Refused(RequestRefusal.UNIT_GONE)
    if business is not None and business.closed_at is not None and not by_staff:
        raise Refused(RequestRefusal.COMPANY_CLOSED)
    if p_number and unit is None and business is not None and not by_staff:
        raise Refused(RequestRefusal.UNIT_UNKNOWN)
    return cvr, business, p_number, unit


def _let_in(
    session: Session, caller: Caller, *, by_staff: bool, now: datetime
) -> tuple[Business, int | None]:
    """The company and the unit, made known when they are new to us."""
    cvr, business, p_number, unit = _company(session, caller, by_staff=by_staff)
    if business is None:
        business = add_business(
            session,
            cvr=cvr,
            name=caller.company,
            trade="",
            employees=0,
            address=caller.address,
            postcode=caller.postcode,
            city="",
            now=now,
        )
    if p_number and unit is None:
        unit = ProductionUnit(
            business_id=business.id,
            p_number=p_number,
            name=business.name,
            address=caller.address,
            postcode=caller.postcode,
            city="",
        )
        session.add(unit)
        session.flush()
    return business, unit.id if unit else None


def write_down(
    session: Session,
    caller: Caller,
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
            `check_caller` and `enquiries.send` do.
    """
    _check_received(received_at, why, now)
    business, unit_id = _let_in(session, caller, by_staff=True, now=now)
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
    if request.contact_email:
        _send_link(session, request, "request_written_down", now)
    return request


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


def guest_caller(data: dict[str, Any]) -> Caller:
    """The company that a guest's draft names."""
    return Caller(
        data.get("cvr", ""),
        data.get("company", ""),
        data.get("p_number", ""),
        data.get("workplace", ""),
        data.get("postcode", ""),
    )


def send_as_guest(
    session: Session, draft: RequestDraft, *, language: str, now: datetime
) -> RecruitmentRequest:
    """Send an enquiry without signing in. It counts from this moment, whenever the e-mail is
    confirmed: a consultant sees it at once, and can call. Mail about it is in that `language`.

    Sent again, it is the enquiry that is already there.

    Raises:
        Refused: when something is missing, the same address has sent several today, or as
            `check_caller` and `enquiries.send` do.
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
    business, unit_id = _let_in(session, guest_caller(draft.data), by_staff=False, now=now)
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
    _send_link(session, request, "request_verify", now)
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
    _send_link(session, request, "request_verified", now)
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


def _send_link(session: Session, request: RecruitmentRequest, kind: str, now: datetime) -> None:
    """Mail the way to the status page, or to confirming the address."""
    held_request, moments = held(session, request.id, now)
    progress = progress_of(session, held_request, moments, now)
    verify_first = kind == "request_verify"
    path = (
        f"/virksomhed/uden-login/bekraeft/{links.make(links.VERIFY, request.id)}"
        if verify_first
        else links.status_path(request.id)
    )
    notifications.tell_guest(
        session,
        event=f"request:{request.id}:{kind}",
        kind=kind,
        guest_id=request.id,
        name=request.contact_name,
        email=request.contact_email,
        language=request.language,
        now=now,
        path=path,
        title=request.title,
        answer_by=progress.answer.due if progress.answer else None,
        candidates_by=progress.candidates.due if progress.candidates else None,
        consultant=held_request.consultant.name,
        number=held_request.consultant.phone,
    )
