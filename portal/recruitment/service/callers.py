"""Which company somebody calls or writes from who has not signed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.businesses.models import Business, ProductionUnit
from portal.businesses.rules import parse_cvr, parse_p_number
from portal.businesses.service import add as add_business
from portal.core.errors import Refused
from portal.recruitment.refusals import RequestRefusal


@dataclass(frozen=True)
class Caller:
    """Which company somebody says they call or write from."""

    cvr: str
    company: str
    p_number: str
    address: str
    postcode: str


def guest_caller(data: dict[str, Any]) -> Caller:
    """The company that a guest's draft names."""
    return Caller(
        data.get("cvr", ""),
        data.get("company", ""),
        data.get("p_number", ""),
        data.get("workplace", ""),
        data.get("postcode", ""),
    )


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


def let_in(
    session: Session, caller: Caller, *, by_staff: bool, now: datetime
) -> tuple[Business, int | None]:
    """The company and the unit, made known when they are new to us.

    Raises:
        Refused: as `check_caller` does.
    """
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
