"""Who works together in a citizen's course."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.plan.models import PlanContact
from portal.plan.refusals import PlanRefusal
from portal.plan.service.tasks import lock

MOST = 12


def add_contact(
    session: Session,
    staff: Actor,
    citizen_id: int,
    *,
    role: str,
    name: str,
    phone: str,
    email: str,
    now: datetime,
) -> PlanContact:
    """Put somebody in the citizen's course, with how to reach them.

    Raises:
        Refused: when the person is there already with that role, or there are too many.
    """
    lock(session, citizen_id)
    there = list(
        session.scalars(sa.select(PlanContact).where(PlanContact.citizen_id == citizen_id))
    )
    if any((one.role, one.name) == (role, name) for one in there):
        raise Refused(PlanRefusal.CONTACT_TWICE)
    if len(there) >= MOST:
        raise Refused(PlanRefusal.TOO_MANY_CONTACTS)
    made = PlanContact(citizen_id=citizen_id, role=role, name=name, phone=phone, email=email)
    session.add(made)
    session.flush()
    _note(session, staff, "add", made.id, citizen_id, now)
    return made


def remove_contact(
    session: Session, staff: Actor, citizen_id: int, contact_id: int, *, now: datetime
) -> None:
    """Take somebody out of the course.

    Raises:
        NotFound: when nobody like that is in it.
    """
    lock(session, citizen_id)
    found = session.scalar(
        sa.select(PlanContact).where(
            PlanContact.id == contact_id, PlanContact.citizen_id == citizen_id
        )
    )
    if found is None:
        raise NotFound
    session.delete(found)
    session.flush()
    _note(session, staff, "remove", contact_id, citizen_id, now)


def _note(
    session: Session, staff: Actor, action: str, contact_id: int, citizen_id: int, now: datetime
) -> None:
    audit.record(session, staff, action, "plan_contact", contact_id, now=now, citizen_id=citizen_id)
