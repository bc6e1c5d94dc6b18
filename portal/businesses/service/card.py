"""Use cases of the company card: whom one may call, what was talked about, who is the contact."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.businesses.models import Business, BusinessContact, BusinessNote
from portal.core import audit, clock, policy
from portal.core.access import Actor
from portal.core.errors import NotFound, Refusal, Refused

AHEAD = timedelta(days=366)
BACK = timedelta(days=366)


class CardRefusal(Refusal):
    """Why nothing was written on the card."""

    LATER = _l("It can't have happened later than today.")
    LONG_AGO = _l("Write a day within the last year.")
    NEXT_PAST = _l("Write a day from today on, and within a year.")
    NEXT_HALF = _l("Write both the next step and its day, or none of them.")
    UNREACHABLE = _l("Write a phone number or an e-mail address.")


def add_contact(
    session: Session,
    business_id: int,
    *,
    name: str,
    title: str,
    phone: str,
    email: str,
    consent_by: str,
    actor: Actor,
    now: datetime,
) -> BusinessContact:
    """Write down somebody who has said yes to being called.

    Raises:
        NotFound: when there is no such company.
        Refused: when there is neither a number nor an address.
    """
    _there(session, business_id)
    if not (phone or email):
        raise Refused(CardRefusal.UNREACHABLE)
    made = BusinessContact(
        business_id=business_id,
        name=name,
        title=title,
        phone=phone,
        email=email,
        consented_at=now,
        consent_by=consent_by,
        noted_by_id=actor.person_id,
    )
    session.add(made)
    session.flush()
    audit.record(session, actor, "consent", "business_contact", made.id, now=now)
    session.flush()
    return made


def withdraw(
    session: Session, business_id: int, contact_id: int, *, actor: Actor, now: datetime
) -> BusinessContact:
    """The yes is taken back: number and address are gone at once. Twice is the same as once.

    Raises:
        NotFound: when the company has no such contact.
    """
    found = session.scalar(
        sa.select(BusinessContact)
        .where(BusinessContact.id == contact_id, BusinessContact.business_id == business_id)
        .with_for_update()
    )
    if found is None:
        raise NotFound
    if found.withdrawn_at is None:
        found.withdrawn_at, found.phone, found.email = now, "", ""
        audit.record(session, actor, "withdraw", "business_contact", found.id, now=now)
        session.flush()
    return found


def note(
    session: Session,
    business_id: int,
    *,
    kind: str,
    on_day: date,
    text: str,
    next_step: str,
    next_on: date | None,
    actor: Actor,
    now: datetime,
) -> BusinessNote:
    """Write down a call, visit, letter or meeting, and what comes next.

    Raises:
        NotFound: when there is no such company.
        Refused: when a day is impossible, or the next step is half said.
    """
    _there(session, business_id)
    today = clock.local_date(now)
    if on_day > today:
        raise Refused(CardRefusal.LATER)
    if on_day < today - BACK:
        raise Refused(CardRefusal.LONG_AGO)
    if bool(next_step) != (next_on is not None):
        raise Refused(CardRefusal.NEXT_HALF)
    if next_on is not None and not today <= next_on <= today + AHEAD:
        raise Refused(CardRefusal.NEXT_PAST)
    made = BusinessNote(
        business_id=business_id,
        kind=kind,
        on_day=on_day,
        written_at=now,
        staff_id=actor.person_id,
        text=text,
        next_step=next_step,
        next_on=next_on,
    )
    session.add(made)
    session.flush()
    audit.record(session, actor, "note", "business", business_id, now=now, kind=kind)
    session.flush()
    return made


def correct(
    session: Session,
    business_id: int,
    *,
    name: str,
    trade: str,
    sector: str,
    employees: int,
    address: str,
    postcode: str,
    city: str,
    actor: Actor,
    now: datetime,
) -> Business:
    """Correct what is known of a company. Nothing new changes nothing.

    Raises:
        NotFound: when there is no such company.
    """
    found = _there(session, business_id)
    given = {
        "name": name, "trade": trade, "sector": sector, "employees": employees,
        "address": address, "postcode": postcode, "city": city,
    }  # fmt: skip
    changed = sorted(key for key, value in given.items() if getattr(found, key) != value)
    if changed:
        for key in changed:
            setattr(found, key, given[key])
        audit.record(session, actor, "correct", "business", business_id, now=now, columns=changed)
        session.flush()
    return found


def name_contact(
    session: Session, business_id: int, staff_id: int | None, *, actor: Actor, now: datetime
) -> Business:
    """Say which colleague a company always gets, or with None that nobody is it.

    Raises:
        NotFound: when there is no such company, or no such colleague who answers companies.
    """
    found = _there(session, business_id)
    if staff_id is not None:
        may_answer = Staff.role.in_(policy.ANSWER_ENQUIRIES.values)
        known = sa.select(Staff.id).where(Staff.id == staff_id, Staff.active, may_answer)
        if session.scalar(known) is None:
            raise NotFound
    if found.named_contact_id != staff_id:
        found.named_contact_id = staff_id
        audit.record(
            session, actor, "name_contact", "business", business_id, now=now, staff=staff_id
        )
        session.flush()
        session.expire(found, ["named_contact"])
    return found


def _there(session: Session, business_id: int) -> Business:
    found = session.get(Business, business_id)
    if found is None:
        raise NotFound
    return found
