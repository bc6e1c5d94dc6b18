"""Whose citizens: the one predicate that routes and queries of every room ask."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.accounts.models import Citizen, ProtectedReader, Staff
from portal.caseload.models import CitizenLook, LookReason, LookRule
from portal.core import audit, policy
from portal.core.access import Actor
from portal.core.errors import NotFound

PAGE = 50
AT_ONCE = 500
SHORTEST = 2


def is_own(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL for citizens of the actor's own and of the actor's team. It asks for nothing but
    `citizen`."""
    if not policy.may(actor, policy.SEE_OWN_CITIZENS):
        return sa.false()
    team = sa.select(Staff.id).where(Staff.team_id == actor.team_id).correlate(None)
    return sa.or_(Citizen.caseworker_id == actor.person_id, Citizen.caseworker_id.in_(team))


def stated(actor: Actor, now: datetime) -> sa.ScalarSelect[int]:
    """SQL for the actor's look at a citizen that has a reason and is not over, or NULL."""
    return (
        sa.select(sa.func.max(CitizenLook.id))
        .where(
            CitizenLook.staff_id == actor.person_id,
            CitizenLook.citizen_id == Citizen.id,
            CitizenLook.at <= now,
            CitizenLook.until > now,
        )
        .correlate(Citizen)
        .scalar_subquery()
    )


def reaches(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    """SQL for every citizen whose data the actor may see now: own, the team's, and those the
    actor has said a reason for."""
    if not policy.may(actor, policy.SEE_OWN_CITIZENS):
        return sa.false()
    return sa.or_(is_own(actor), stated(actor, now).is_not(None))


def outside(actor: Actor, now: datetime) -> sa.ColumnElement[int | None]:
    """SQL for the look that lets the actor see a citizen who is not the actor's own, or NULL."""
    return sa.case((is_own(actor), None), else_=stated(actor, now))


def citizen_of(session: Session, actor: Actor, citizen_id: int, now: datetime) -> Citizen:
    """A citizen whose data the actor may see now, with the caseworker.

    What the trail says of another team's citizen in this request names the reason.

    Raises:
        NotFound: when there is none, or the citizen is not the actor's to see.
    """
    found = session.execute(
        sa.select(Citizen, outside(actor, now))
        .join(Citizen.caseworker)
        .options(contains_eager(Citizen.caseworker))
        .where(Citizen.id == citizen_id, reaches(actor, now))
    ).one_or_none()
    if found is None:
        raise NotFound
    citizen, look_id = found
    audit.under_reason(citizen_id, look_id)
    return citizen


def own_citizens(
    session: Session, actor: Actor, name: str, page: int
) -> tuple[Sequence[Citizen], int]:
    """The actor's own citizens, for a lead the team's; with `name` the team's of that name.

    A page of them, the own first, and how many there are. A hidden name is not searched.
    """
    if len(name) >= SHORTEST:
        named = Citizen.real_name.icontains(name, autoescape=True)
        wanted = _running().where(is_own(actor), named, ~Citizen.is_hidden)
    else:
        wanted = _running().where(_is_listed(actor))
    total = session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    rows = session.scalars(
        wanted.options(contains_eager(Citizen.caseworker))
        .order_by(
            (Citizen.caseworker_id == actor.person_id).desc(),
            Citizen.sorts_as,
            Citizen.id,
        )
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return rows.all(), total


def _running() -> sa.Select[Citizen]:
    return sa.select(Citizen).join(Citizen.caseworker).where(Citizen.course_ended_on.is_(None))


def _is_listed(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL for whom the actor's list shows: the own, for a lead the team's."""
    if policy.may(actor, policy.LEAD_TEAM):
        return is_own(actor)
    return sa.and_(is_own(actor), Citizen.caseworker_id == actor.person_id)


def number_on_list(session: Session, actor: Actor) -> int:
    """How many citizens the actor's list has."""
    listed = _running().where(_is_listed(actor)).with_only_columns(sa.func.count())
    return session.scalar(listed) or 0


def some_of_list(session: Session, actor: Actor, after: int) -> Sequence[Citizen]:
    """The next citizens of the actor's list after the one of that number."""
    return session.scalars(
        _running()
        .where(_is_listed(actor), Citizen.id > after)
        .options(contains_eager(Citizen.caseworker))
        .order_by(Citizen.id)
        .limit(AT_ONCE)
    ).all()


def by_cpr(session: Session, numbers: Sequence[bytes], actor: Actor) -> tuple[int, bool] | None:
    """The citizen with that CPR number, and whether it is the actor's own or the team's."""
    found = session.execute(
        sa.select(Citizen.id, is_own(actor)).where(Citizen.cpr_hmac.in_(numbers))
    ).one_or_none()
    return (found[0], bool(found[1])) if found else None


def reasons(session: Session, today: date) -> Sequence[LookReason]:
    """The reasons one can choose from today."""
    return session.scalars(
        sa.select(LookReason)
        .where(
            LookReason.valid_from <= today,
            sa.or_(LookReason.valid_until.is_(None), LookReason.valid_until > today),
        )
        .order_by(LookReason.position)
    ).all()


def rule(session: Session, today: date) -> LookRule:
    """The rule in force.

    Raises:
        NotFound: when there is none.
    """
    found = session.scalar(
        sa.select(LookRule)
        .where(LookRule.valid_from <= today)
        .order_by(LookRule.valid_from.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound
    return found


def looks_now(session: Session, actor: Actor, now: datetime) -> Sequence[CitizenLook]:
    """Other teams' citizens whom the actor may see now, the last one first."""
    return session.scalars(
        sa.select(CitizenLook)
        .options(joinedload(CitizenLook.citizen), joinedload(CitizenLook.reason))
        .where(
            CitizenLook.staff_id == actor.person_id, CitizenLook.at <= now, CitizenLook.until > now
        )
        .order_by(CitizenLook.at.desc(), CitizenLook.id.desc())
    ).all()


def led_citizen(session: Session, actor: Actor, citizen_id: int) -> Citizen:
    """A citizen of the team the actor leads, with the caseworker.

    Raises:
        NotFound: when there is none, or it is another team's.
    """
    found = session.scalar(
        sa.select(Citizen)
        .join(Citizen.caseworker)
        .options(contains_eager(Citizen.caseworker))
        .where(Citizen.id == citizen_id, Staff.team_id == actor.team_id)
    )
    if found is None or not policy.may(actor, policy.LEAD_TEAM):
        raise NotFound
    return found


def successors(session: Session, but: int) -> Sequence[Staff]:
    """Who could follow a citizen's course, by team and name."""
    return session.scalars(
        sa.select(Staff)
        .options(joinedload(Staff.team))
        .where(Staff.active, Staff.role.in_(policy.RUN_TALKS.values), Staff.id != but)
        .order_by(Staff.team_id, Staff.name, Staff.id)
    ).all()


def protected_citizen(session: Session, actor: Actor, citizen_id: int) -> Citizen:
    """A citizen whose protection the actor keeps: a lead the team's, an administrator all's.

    Raises:
        NotFound: when there is none, or it is not the actor's to keep.
    """
    wanted = (
        sa.select(Citizen)
        .join(Citizen.caseworker)
        .options(contains_eager(Citizen.caseworker))
        .where(Citizen.id == citizen_id)
    )
    if not policy.may(actor, policy.ADMINISTER):
        wanted = wanted.where(Staff.team_id == actor.team_id)
    found = session.scalar(wanted)
    if found is None or not policy.may(actor, policy.NAME_READERS):
        raise NotFound
    return found


def readers(session: Session, citizen_id: int) -> Sequence[ProtectedReader]:
    """Who may see a protected citizen's name and address."""
    return session.scalars(
        sa.select(ProtectedReader)
        .join(ProtectedReader.staff)
        .options(contains_eager(ProtectedReader.staff).joinedload(Staff.team))
        .where(ProtectedReader.citizen_id == citizen_id, ProtectedReader.ended_at.is_(None))
        .order_by(Staff.name, Staff.id)
    ).all()


def nameable(session: Session) -> Sequence[Staff]:
    """Every active member of staff, who could be named."""
    return session.scalars(
        sa.select(Staff)
        .options(joinedload(Staff.team))
        .where(Staff.active)
        .order_by(Staff.name, Staff.id)
    ).all()
