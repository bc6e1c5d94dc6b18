"""Use case: let a company in."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.businesses.models import Business
from portal.businesses.rules import parse_cvr
from portal.core import audit
from portal.core.errors import Refusal, Refused


class CompanyRefusal(Refusal):
    """Why a company can't be let in."""

    NO_CVR = _l("That is not a CVR number: it has eight digits and a check digit.")
    KNOWN = _l("That company is already here.")


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
    try:
        with session.begin_nested():
            session.add(business)
            session.flush()
    except IntegrityError as error:
        if session.scalar(sa.select(Business.id).where(Business.cvr == number)) is not None:
            raise Refused(CompanyRefusal.KNOWN) from error
        raise
    audit.record(session, None, "add", "business", business.id, now=now)
    session.flush()
    return business
