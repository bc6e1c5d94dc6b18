"""An enquiry while it is being written: saved at each step, sent once."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import BusinessUser
from portal.businesses.models import Business
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.recruitment.models import JOB_KINDS, RecruitmentRequest, RequestDraft
from portal.recruitment.queries.business import own_draft
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.enquiry import facts, missing_step
from portal.recruitment.service import enquiries

# A draft nobody has touched for so long is deleted.
COPIED_PLACE = ("workplace", "postcode", "unit_id")


def is_about_job(data: dict[str, Any]) -> bool:
    """True when the kind of enquiry chosen is about a job."""
    return data.get("kind") in JOB_KINDS


def start_as_guest(session: Session, kind: str, *, now: datetime) -> RequestDraft:
    """Begin an enquiry without signing in; whoever keeps its key writes it."""
    draft = RequestDraft(key=uuid4(), business_user_id=None, data={"kind": kind}, updated_at=now)
    session.add(draft)
    session.flush()
    return draft


def copy_of(
    session: Session, actor: Actor, request: RecruitmentRequest, *, now: datetime
) -> RequestDraft:
    """Begin an enquiry that says the same as an earlier one. When it starts is asked anew."""
    draft = start(session, actor, request.kind, now=now)
    names = ("title", "tasks", "requirements", "positions", "hours_per_week", "placement_form")
    copied = {name: getattr(request, name) for name in (*names, *COPIED_PLACE)}
    draft.data = draft.data | {name: value for name, value in copied.items() if value is not None}
    session.flush()
    return draft


def start(session: Session, actor: Actor, kind: str, *, now: datetime) -> RequestDraft:
    """Begin an enquiry, with what the portal knows of the company and the person filled in."""
    user = session.get_one(BusinessUser, actor.person_id)
    business = session.get_one(Business, actor.business_id)
    draft = RequestDraft(
        key=uuid4(),
        business_user_id=user.id,
        data={
            "kind": kind,
            "workplace": business.address,
            "postcode": business.postcode,
            "contact_name": user.name,
            "contact_phone": user.phone or "",
            "contact_email": user.email,
            "unit_id": user.unit_id,
        },
        updated_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def save(session: Session, draft: RequestDraft, values: dict[str, Any], *, now: datetime) -> None:
    """Keep what was typed in one step.

    Raises:
        Refused: when the job would start in the past or years from now.
    """
    enquiries.check_days(values.get("starts_on"), values.get("ends_on"), now)
    days = {name: day.isoformat() for name, day in values.items() if isinstance(day, date)}
    values = values | days
    draft.data = draft.data | values
    draft.updated_at = now
    session.flush()


def discard(session: Session, draft: RequestDraft) -> None:
    """Throw a draft away."""
    session.delete(draft)
    session.flush()


def send(session: Session, actor: Actor, key: UUID, *, now: datetime) -> RecruitmentRequest:
    """Send the draft as an enquiry. Sent again, it is the enquiry that is already there.

    Raises:
        NotFound: when the person has neither such a draft nor sent it.
        Refused: when something is missing, or as `enquiries.send` does.
    """
    assert actor.business_id is not None
    # Held, so that the second of two clicks waits for the first and finds its enquiry.
    session.execute(sa.select(RequestDraft.key).where(RequestDraft.key == key).with_for_update())
    known = enquiries.sent_with(session, actor.business_id, str(key))
    if known is not None:
        if known.created_by_id != actor.person_id:
            raise NotFound
        return known
    draft = own_draft(session, actor.person_id, key)
    about_job = is_about_job(draft.data)
    if missing_step(draft.data, about_job) is not None:
        raise Refused(RequestRefusal.INCOMPLETE)
    request = enquiries.send(
        session,
        actor.business_id,
        facts(draft.data, about_job),
        user_id=actor.person_id,
        idempotency_key=str(key),
        now=now,
    )
    discard(session, draft)
    return request
