"""A company, its sites, and who acts for it."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import BusinessUser
from portal.businesses.models import Business, ProductionUnit
from portal.core.errors import NotFound


@dataclass(frozen=True)
class Company:
    """A company as its own people see it."""

    business: Business
    units: list[ProductionUnit]
    people: list[BusinessUser]


def units(session: Session, business_id: int) -> list[ProductionUnit]:
    """The company's sites, by name: one statement."""
    return list(
        session.scalars(
            sa.select(ProductionUnit)
            .where(ProductionUnit.business_id == business_id)
            .order_by(ProductionUnit.name, ProductionUnit.p_number)
        )
    )


def company(session: Session, business_id: int) -> Company:
    """The company with its sites and the people who have access: three statements.

    Raises:
        NotFound: when there is none.
    """
    business = session.scalar(
        sa.select(Business)
        .where(Business.id == business_id)
        .options(joinedload(Business.named_contact))
    )
    if business is None:
        raise NotFound
    people = session.scalars(
        sa.select(BusinessUser)
        .where(BusinessUser.business_id == business_id, BusinessUser.active)
        .order_by(BusinessUser.name, BusinessUser.id)
    )
    return Company(business, units(session, business_id), list(people))
