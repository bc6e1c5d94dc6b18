"""What the sign-in page shows, and whom operators' commands mean."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import (
    BusinessUser,
    Citizen,
    EmergencyKey,
    EmergencyUse,
    Identity,
    Persona,
    PowerOfAttorney,
    ProtectedReader,
    Representative,
    SignIn,
    Staff,
    Team,
)
from portal.accounts.rules.powers import is_same_person
from portal.core.access import Actor, Audience, Role
from portal.core.audit import AuditEvent
from portal.core.crypto import NotACpr, cpr_hmacs, parse_cpr
from portal.core.db import danish_sort_key
from portal.core.errors import NotFound
from portal.settings import Settings


def personas(session: Session) -> list[Persona]:
    """The demo's people who may sign in, in the order of their stories."""
    return list(session.scalars(sa.select(Persona).order_by(Persona.position)))


def persona_audience(session: Session, subject: str) -> str | None:
    """The audience a persona signs in to, or None when there is no such persona."""
    return session.scalar(sa.select(Persona.audience).where(Persona.subject == subject))


def subject_of(session: Session, sign_in: SignIn | None) -> str | None:
    """What the provider calls the person of a sign-in."""
    if sign_in is None:
        return None
    return session.scalar(sa.select(Identity.subject).where(Identity.id == sign_in.identity_id))


def audience_of(session: Session, sign_in: SignIn) -> str:
    """The audience somebody has signed in to."""
    return session.scalars(
        sa.select(Identity.audience).where(Identity.id == sign_in.identity_id)
    ).one()


def persona_rows(session: Session) -> list[dict[str, Any]]:
    """The personas as operators and tests read them."""
    return [
        {"subject": p.subject, "name": p.name, "audience": p.audience, "role": p.role}
        for p in personas(session)
    ]


def citizen_named(session: Session, settings: Settings, text: str) -> int | None:
    """The id of the citizen whom a command names by id or by a persona's subject, or None."""
    if text.isdecimal() and len(text) < 19:
        return session.scalar(sa.select(Citizen.id).where(Citizen.id == int(text)))
    persona = session.get(Persona, text)
    if persona is None:
        return None
    try:
        cpr = parse_cpr(str(persona.claims.get("cpr", "")))
    except NotACpr:
        return None
    numbers = cpr_hmacs(settings, cpr)
    return session.scalar(sa.select(Citizen.id).where(Citizen.cpr_hmac.in_(numbers)))


def actor_of(session: Session, audience: Audience, person_id: int) -> Actor | None:
    """Somebody as the portal knows them now, for what a job does for them; None who has left."""
    if audience is Audience.CITIZEN:
        citizen = session.get(Citizen, person_id)
        return None if citizen is None else Actor(audience, person_id, citizen.real_name)
    if audience is Audience.BUSINESS:
        user = session.get(BusinessUser, person_id)
        if user is None or not user.active:
            return None
        return Actor(audience, user.id, user.name, business_id=user.business_id)
    staff = session.get(Staff, person_id)
    if staff is None or not staff.active:
        return None
    named = session.scalars(
        sa.select(ProtectedReader.citizen_id).where(
            ProtectedReader.staff_id == person_id, ProtectedReader.ended_at.is_(None)
        )
    )
    return Actor(
        audience, staff.id, staff.name, role=Role(staff.role), team_id=staff.team_id,
        sees_protected=frozenset(named),
    )  # fmt: skip


def teams(session: Session) -> list[Team]:
    """Every team, by name."""
    return list(session.scalars(sa.select(Team).order_by(Team.name)))


def given_powers(session: Session, citizen_id: int) -> list[PowerOfAttorney]:
    """What a citizen has given, the newest first, with who entered it."""
    return list(
        session.scalars(
            sa.select(PowerOfAttorney)
            .options(joinedload(PowerOfAttorney.given_by))
            .where(PowerOfAttorney.citizen_id == citizen_id)
            .order_by(PowerOfAttorney.given_at.desc(), PowerOfAttorney.id.desc())
        )
    )


def power_of(session: Session, citizen_id: int, power_id: int) -> PowerOfAttorney:
    """One power a citizen has given.

    Raises:
        NotFound: when there is none, or it is another's.
    """
    found = session.scalar(
        sa.select(PowerOfAttorney)
        .options(joinedload(PowerOfAttorney.given_by))
        .where(PowerOfAttorney.id == power_id, PowerOfAttorney.citizen_id == citizen_id)
    )
    if found is None:
        raise NotFound
    return found


def is_citizen(session: Session, sign_in: SignIn) -> bool:
    """True when the person who signed in has pages of their own."""
    wanted = sa.select(Identity.citizen_id).where(Identity.id == sign_in.identity_id)
    return session.scalar(wanted) is not None


def held_powers(session: Session, identity_id: int, today: date) -> list[PowerOfAttorney]:
    """By which the person behind an identity may act today, with the citizens, by their names.

    Only those that name them as they are called: a slip in a CPR number lets no stranger in.
    """
    rows = session.execute(
        sa.select(PowerOfAttorney, sa.func.coalesce(Citizen.real_name, Representative.name))
        .join(Representative, Representative.id == PowerOfAttorney.representative_id)
        .join(Identity, Identity.id == identity_id)
        .outerjoin(Citizen, Citizen.id == Identity.citizen_id)
        .options(joinedload(PowerOfAttorney.citizen))
        .where(
            sa.or_(
                Identity.representative_id == Representative.id,
                Citizen.cpr_hmac == Representative.cpr_hmac,
            ),
            PowerOfAttorney.ended_at.is_(None),
            PowerOfAttorney.starts_on <= today,
            PowerOfAttorney.ends_on >= today,
        )
    )
    mine = [power for power, called in rows if is_same_person(power.holder_name, called or "")]
    return sorted(mine, key=lambda power: (power.citizen.sorts_as, power.id))


def done_by_holder(session: Session, power: PowerOfAttorney, most: int) -> list[AuditEvent]:
    """What somebody has seen and done for a citizen, the newest first."""
    return list(
        session.scalars(
            sa.select(AuditEvent)
            .where(
                AuditEvent.citizen_id == power.citizen_id,
                AuditEvent.details["acting"].as_integer() == power.representative_id,
                AuditEvent.at >= power.given_at,
            )
            .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
            .limit(most)
        )
    )


def credentials(session: Session, staff_id: int) -> list[bytes]:
    """The security keys a member of staff has enrolled already."""
    return list(
        session.scalars(
            sa.select(EmergencyKey.credential_id).where(EmergencyKey.staff_id == staff_id)
        )
    )


@dataclass(frozen=True)
class Colleague:
    """A member of staff as the page on access shows them."""

    person: Staff
    last_seen: datetime | None


def colleagues(session: Session, name: str) -> list[Colleague]:
    """All of staff by name, with their teams and when they were last here: one statement."""
    last = (
        sa.select(sa.func.max(SignIn.seen_at))
        .join(Identity, Identity.id == SignIn.identity_id)
        .where(Identity.staff_id == Staff.id)
        .scalar_subquery()
    )
    wanted = (
        sa.select(Staff, last)
        .options(joinedload(Staff.team))
        .order_by(Staff.active.desc(), sa.text(danish_sort_key("staff.name")), Staff.id)
    )
    if name:
        wanted = wanted.where(Staff.name.icontains(name, autoescape=True))
    return [Colleague(*row) for row in session.execute(wanted)]


def colleague(session: Session, staff_id: int) -> Staff:
    """A member of staff, with their team.

    Raises:
        NotFound: when there is none.
    """
    wanted = sa.select(Staff).options(joinedload(Staff.team)).where(Staff.id == staff_id)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def role_changes(session: Session, staff_id: int, most: int = 20) -> list[AuditEvent]:
    """What has been done to somebody's access, the newest first."""
    return list(
        session.scalars(
            sa.select(AuditEvent)
            .where(
                AuditEvent.subject == "staff",
                AuditEvent.subject_id == str(staff_id),
                AuditEvent.action.in_(("change_role", "let_in", "shut_out")),
            )
            .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
            .limit(most)
        )
    )


def emergency_keys(session: Session) -> list[EmergencyKey]:
    """The security keys in force, with their owners."""
    return list(
        session.scalars(
            sa.select(EmergencyKey)
            .options(joinedload(EmergencyKey.staff))
            .where(EmergencyKey.revoked_at.is_(None))
            .order_by(EmergencyKey.made_at)
        )
    )


def emergency_uses(session: Session, most: int = 50) -> list[EmergencyUse]:
    """When somebody came in with one, and why, the newest first."""
    return list(
        session.scalars(
            sa.select(EmergencyUse)
            .options(joinedload(EmergencyUse.key).joinedload(EmergencyKey.staff))
            .order_by(EmergencyUse.started_at.desc())
            .limit(most)
        )
    )
