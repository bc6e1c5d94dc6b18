"""Who takes part in talks besides the citizen and the caseworker, and who could."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.accounts.models import Staff, Team
from portal.booking.models import Participant, Talk
from portal.core import policy
from portal.core.access import Actor
from portal.core.errors import NotFound

ASKED_TO_TALKS = policy.TAKE_PART.values

JOINED_SHOWN = 10


def participants_of(session: Session, talk_id: int) -> list[Participant]:
    """Who else takes part."""
    wanted = sa.select(Participant).where(Participant.talk_id == talk_id)
    return list(session.scalars(wanted.order_by(Participant.id)))


def can_take_part(colleague: Staff) -> bool:
    """True for those who may be asked to a colleague's talk."""
    return colleague.active and colleague.role in ASKED_TO_TALKS


def house(session: Session, team_id: int | None) -> dict[str, list[Staff]]:
    """Everybody who could take part in a talk by team, the own team first: one statement."""
    rows = session.execute(
        sa.select(Team.name, Staff)
        .join(Staff.team)
        .where(Staff.active, Staff.role.in_(ASKED_TO_TALKS))
        .order_by((Team.id != team_id), Team.name, Staff.name, Staff.id)
    )
    teams: dict[str, list[Staff]] = {}
    for team, colleague in rows:
        teams.setdefault(team, []).append(colleague)
    return teams


def is_theirs(staff_id: int, during: Range[datetime]) -> sa.ColumnElement[bool]:
    """For statements on talks of a time: those that somebody holds or takes part in."""
    held = sa.select(Talk.id).where(Talk.caseworker_id == staff_id, Talk.during.overlaps(during))
    asked = sa.select(Participant.talk_id).where(Participant.staff_id == staff_id)
    # Two short lists: with an OR the database would look at everybody's talks.
    found: sa.ColumnElement[bool] = Talk.id.in_(held.correlate(None).union_all(asked))
    return found


def joined(session: Session, staff_id: int, now: datetime) -> list[Talk]:
    """The coming talks of others that somebody takes part in, the next one first."""
    return list(
        session.scalars(
            sa.select(Talk)
            .join(Participant, Participant.talk_id == Talk.id)
            .options(orm.joinedload(Talk.caseworker), orm.joinedload(Talk.citizen))
            .where(
                Participant.staff_id == staff_id,
                Talk.status == "booked",
                sa.func.upper(Talk.during) > now,
            )
            .order_by(sa.func.lower(Talk.during))
            .limit(JOINED_SHOWN)
        )
    )


def talk_for_colleague(session: Session, actor: Actor, talk_id: int) -> Talk:
    """A talk that the member of staff takes part in, or somebody of the team they lead.

    Raises:
        NotFound: when there is none, or they don't take part.
    """
    asked = (
        sa.select(Participant.id)
        .join(Staff, Staff.id == Participant.staff_id)
        .where(Participant.talk_id == Talk.id)
    )
    if policy.may(actor, policy.LEAD_TEAM):
        asked = asked.where(
            sa.or_(Staff.id == actor.person_id, Staff.team_id == (actor.team_id or 0))
        )
    else:
        asked = asked.where(Staff.id == actor.person_id)
    talk = session.scalar(
        sa.select(Talk)
        .where(Talk.id == talk_id, asked.exists())
        .options(
            orm.joinedload(Talk.caseworker),
            orm.joinedload(Talk.citizen),
            orm.joinedload(Talk.purpose),
            orm.joinedload(Talk.resource),
        )
    )
    if talk is None:
        raise NotFound
    return talk
