"""A company, its sites, and who acts for it."""

from dataclasses import dataclass
from typing import Any

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


def may_see(
    user_id: int, business_id: Any, unit_id: Any, created_by_id: Any
) -> sa.ColumnElement[bool]:
    """SQL: that person may see what a company sent, given its columns.

    Whoever acts for the whole company, and its administrator, see all; people of one unit see
    that unit's and their own, and the others' when the administrator lets units share.
    """
    return (
        sa.select(BusinessUser.id)
        .join(Business, Business.id == BusinessUser.business_id)
        .where(
            BusinessUser.id == user_id,
            BusinessUser.business_id == business_id,
            sa.or_(
                BusinessUser.unit_id.is_(None),
                BusinessUser.is_administrator,
                Business.units_share,
                unit_id == BusinessUser.unit_id,
                created_by_id == BusinessUser.id,
            ),
        )
        .exists()
    )


def units(session: Session, business_id: int) -> list[ProductionUnit]:
    """The company's sites, by name: one statement."""
    return list(
        session.scalars(
            sa.select(ProductionUnit)
            .where(ProductionUnit.business_id == business_id, ProductionUnit.removed_at.is_(None))
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
