"""Whose talks a member of staff may change."""

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from portal.booking.models import Talk
from portal.core import policy
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound


def talk_of_staff(session: Session, talk_id: int, actor: Actor) -> Talk:
    """The talk, held against other changes, if it is the actor's or of the team they lead.

    Raises:
        NotFound: when there is none, or it is not theirs.
    """
    talk = session.scalar(
        sa.select(Talk)
        .where(Talk.id == talk_id)
        .options(
            orm.selectinload(Talk.obligation),
            orm.selectinload(Talk.caseworker),
            orm.selectinload(Talk.purpose),
        )
        .with_for_update(of=Talk)
        .execution_options(populate_existing=True)
    )
    if talk is None or not may_run(talk, actor):
        raise NotFound
    return talk


def may_run(talk: Talk, actor: Actor) -> bool:
    """True for the talk's caseworker and the lead of that team. `talk.caseworker` is loaded."""
    if actor.audience is not Audience.STAFF:
        return False
    own = talk.caseworker_id == actor.person_id
    return own or (policy.may(actor, policy.LEAD_TEAM) and talk.caseworker.team_id == actor.team_id)
