"""Who of staff has which role: changed here, or by the directory's claims at the next sign-in."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Identity, Staff
from portal.accounts.refusals import RoleRefusal, SignInRefusal
from portal.accounts.service.sessions import end_of_staff
from portal.core import audit
from portal.core.access import Actor, Role
from portal.core.errors import NotFound, Refused
from portal.providers import Provider


def govern(
    session: Session, provider: Provider, identity: Identity, claims: dict[str, Any], now: datetime
) -> None:
    """Give staff the role that the directory says they have, where the directory decides.

    Raises:
        Refused: when it gives them none. Their other sign-ins end too.
    """
    if identity.staff_id is None or not provider.roles:
        return
    role = provider.role_of(claims)
    if role is None:
        end_of_staff(session, identity.staff_id, now)
        audit.record(session, None, "refuse_role", "staff", identity.staff_id, now=now)
        raise Refused(SignInRefusal.NO_ROLE)
    person = session.get_one(Staff, identity.staff_id)
    if person.role != role:
        _change(session, person, Role(role), None, now, by="directory")


def change_role(
    session: Session, actor: Actor, staff_id: int, role: Role, *, governed: bool, now: datetime
) -> Staff:
    """Give somebody another role. Their sign-ins end: what they may from now on is asked anew.

    Raises:
        NotFound: when there is no such member of staff at work.
        Refused: when the directory decides, it is oneself, or nobody would be administrator.
    """
    if governed:
        raise Refused(RoleRefusal.GOVERNED)
    if staff_id == actor.person_id:
        raise Refused(RoleRefusal.ONESELF)
    person = session.scalar(sa.select(Staff).where(Staff.id == staff_id).with_for_update())
    if person is None or not person.active:
        raise NotFound
    if person.role != role.value:
        _change(session, person, role, actor, now, by="administrator")
    return person


def set_active(
    session: Session, actor: Actor, staff_id: int, *, active: bool, now: datetime
) -> Staff:
    """Take somebody's access away at once, or give it back.

    Raises:
        NotFound: when there is no such member of staff.
        Refused: when it is oneself.
    """
    if staff_id == actor.person_id:
        raise Refused(RoleRefusal.ONESELF)
    person = session.scalar(sa.select(Staff).where(Staff.id == staff_id).with_for_update())
    if person is None:
        raise NotFound
    if person.active != active:
        person.active = active
        session.flush()
        if not active:
            end_of_staff(session, staff_id, now)
        audit.record(session, actor, "let_in" if active else "shut_out", "staff", staff_id, now=now)
    return person


def _change(
    session: Session, person: Staff, role: Role, actor: Actor | None, now: datetime, *, by: str
) -> None:
    former, person.role = person.role, role.value
    session.flush()
    end_of_staff(session, person.id, now)
    audit.record(
        session, actor, "change_role", "staff", person.id, now=now, former=former, role=role, by=by
    )
