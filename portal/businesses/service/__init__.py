"""Use cases: let a company in, name its administrator, say who sees what of its units."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.accounts.models import BusinessUser
from portal.businesses.models import Business, ProductionUnit
from portal.businesses.rules import p_number_digits, parse_cvr
from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import NotFound, Refusal, Refused, in_words


class CompanyRefusal(Refusal):
    """Why a company can't be let in."""

    NO_CVR = _l("That is not a CVR number: it has eight digits and a check digit.")
    KNOWN = _l("That company is already here.")


class UnitRefusal(Refusal):
    """Why the units of a company are not changed."""

    NOT_ADMINISTRATOR = _l("Only the company's administrator can change that.")


def arrange_units(
    session: Session,
    actor: Actor,
    *,
    share: bool,
    units: dict[int, int | None],
    now: datetime,
) -> None:
    """Say whether units see each other's enquiries, and who acts for which unit.

    `units` gives the unit of people by their id; None is the whole company. People and units of
    other companies are not there.

    Raises:
        Refused: when the person is not the company's administrator.
        NotFound: when somebody or a unit is not of the company.
    """
    me = session.get_one(BusinessUser, actor.person_id)
    if not me.is_administrator:
        raise Refused(UnitRefusal.NOT_ADMINISTRATOR)
    business = session.get_one(Business, me.business_id)
    known = set(
        session.scalars(
            sa.select(ProductionUnit.id).where(ProductionUnit.business_id == business.id)
        )
    )
    people = {
        person.id: person
        for person in session.scalars(
            sa.select(BusinessUser).where(BusinessUser.business_id == business.id)
        )
    }
    if not units.keys() <= people.keys() or not set(units.values()) <= {None, *known}:
        raise NotFound
    business.units_share = share
    for person_id, unit_id in units.items():
        people[person_id].unit_id = unit_id
    audit.record(session, actor, "arrange", "business_units", business.id, now=now, share=share)
    session.flush()


def name_administrator(session: Session, cvr: str, email: str, *, now: datetime) -> BusinessUser:
    """Make somebody the administrator of their company, beside those who are.

    Raises:
        NotFound: when the company has nobody with that e-mail.
    """
    person = session.scalar(
        sa.select(BusinessUser)
        .join(Business, Business.id == BusinessUser.business_id)
        .where(Business.cvr == parse_cvr(cvr), BusinessUser.email == email.lower())
    )
    if person is None:
        raise NotFound
    person.is_administrator = True
    audit.record(session, None, "name", "business_administrator", person.id, now=now)
    session.flush()
    return person


def close(session: Session, cvr: str, *, now: datetime) -> Business:
    """End a company's access: its people can't sign in and its systems are refused from now on.

    Raises:
        NotFound: when there is none, or it is closed already.
    """
    business = session.scalar(
        sa.select(Business).where(Business.cvr == parse_cvr(cvr), Business.closed_at.is_(None))
    )
    if business is None:
        raise NotFound
    business.closed_at = now
    session.execute(
        sa.update(BusinessUser).where(BusinessUser.business_id == business.id).values(active=False)
    )
    audit.record(session, None, "close", "business", business.id, now=now)
    session.flush()
    return business


def remove_unit(session: Session, p_number: str, *, now: datetime) -> ProductionUnit:
    """Nobody acts for a site any more: it can't be chosen, and its systems are refused.

    Raises:
        NotFound: when there is none, or it is removed already.
    """
    unit = session.scalar(
        sa.select(ProductionUnit).where(
            ProductionUnit.p_number == p_number_digits(p_number),
            ProductionUnit.removed_at.is_(None),
        )
    )
    if unit is None:
        raise NotFound
    unit.removed_at = now
    audit.record(session, None, "remove", "production_unit", unit.id, now=now)
    session.flush()
    return unit


def add(
    session: Session,
    *,
    cvr: str,
    name: str,
    trade: str,
    employees: int,
    address: str,
    postcode: str,
    city: str,
    now: datetime,
) -> Business:
    """Let a company in; its people can sign in from now on.

    Raises:
        Refused: when the number is no CVR number, or the company is here already.
    """
    number = parse_cvr(cvr)
    if number is None:
        raise Refused(CompanyRefusal.NO_CVR)
    business = Business(
        cvr=number,
        name=name,
        trade=trade,
        employees=employees,
        address=address,
        postcode=postcode,
        city=city,
    )
    with in_words(session, {"business_cvr_key": CompanyRefusal.KNOWN}):
        session.add(business)
    audit.record(session, None, "add", "business", business.id, now=now)
    session.flush()
    return business
