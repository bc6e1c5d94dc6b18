"""Who may write to whom."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.core import policy
from portal.core.access import Actor
from portal.plan.models import PlanContact

CASEWORKER = "caseworker"


@dataclass(frozen=True)
class Named:
    """Somebody of the job centre in a citizen's course, and as what."""

    staff: Staff
    role: str
    """'caseworker', or the role the plan gives a contact person."""


def named_staff(session: Session, citizen_id: int) -> list[Named]:
    """The caseworker first, then the contact persons of the plan who are our active staff.

    A contact person is staff by the e-mail address in the plan.
    """
    contact = sa.and_(
        PlanContact.citizen_id == Citizen.id,
        sa.func.lower(PlanContact.email) == sa.func.lower(Staff.email),
        Staff.active,
    )
    rows = session.execute(
        sa.select(Staff, Staff.id == Citizen.caseworker_id, PlanContact.role)
        .select_from(Staff)
        .join(Citizen, Citizen.id == citizen_id)
        .outerjoin(PlanContact, contact)
        .where(sa.or_(Staff.id == Citizen.caseworker_id, PlanContact.id.is_not(None)))
        .order_by((Staff.id == Citizen.caseworker_id).desc(), PlanContact.role, Staff.name)
    )
    found: dict[int, Named] = {}
    for staff, is_caseworker, role in rows:
        found.setdefault(staff.id, Named(staff, CASEWORKER if is_caseworker else role))
    return list(found.values())


def citizen(session: Session, citizen_id: int) -> Citizen:
    """The citizen; ask first who may know."""
    return session.get_one(Citizen, citizen_id)


@dataclass(frozen=True)
class Start:
    """That somebody may begin a thread with a citizen, and with whom it then is.

    None is the caseworker, so that it follows to the next one.
    """

    with_whom: int | None


def may_start(session: Session, actor: Actor, citizen_id: int) -> Start | None:
    """How the actor begins a thread with the citizen; None when they are not in the course.

    A contact person begins one with themselves; the caseworker and the lead of that team begin one
    with the caseworker.
    """
    named = named_staff(session, citizen_id)
    if not named:
        return None
    caseworker = named[0].staff
    if actor.person_id == caseworker.id:
        return Start(None)
    if any(one.staff.id == actor.person_id for one in named):
        return Start(actor.person_id)
    is_lead = policy.may(actor, policy.LEAD_TEAM) and actor.team_id == caseworker.team_id
    return Start(None) if is_lead else None


def colleagues(session: Session, team_id: int, but: set[int]) -> list[Staff]:
    """The active staff of a team who may answer citizens."""
    return list(
        session.scalars(
            sa.select(Staff)
            .where(
                Staff.team_id == team_id,
                Staff.active,
                Staff.role.in_(policy.WRITE_MESSAGES.values),
                Staff.id.not_in(but),
            )
            .order_by(Staff.name)
        )
    )
