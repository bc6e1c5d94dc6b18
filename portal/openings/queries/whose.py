"""Which citizens whoever finds people for an opening may see and suggest it to."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import Citizen, Staff
from portal.caseload import queries as caseload
from portal.core import audit, clock, policy
from portal.core.access import Actor
from portal.core.errors import NotFound
from portal.cv.models import Cv
from portal.openings import rules
from portal.openings.models import Opening, Referral
from portal.privacy.queries.restrictions import not_restricted

# A shorter word of a title is looked for as a whole word only.
SHORTEST_INSIDE = 5


def may_see(actor: Actor, now: datetime) -> Any:
    """SQL for the citizens whose job suggestions the actor may see: those whose data the actor
    may see, and for who find people for companies those whom they or their team have asked."""
    if not policy.may(actor, policy.SERVE_COMPANIES):
        return caseload.reaches(actor, now)
    team = sa.select(Staff.id).where(Staff.team_id == actor.team_id)
    asked = aliased(Referral)
    return sa.exists().where(asked.citizen_id == Citizen.id, asked.asked_by_id.in_(team))


def may_find(actor: Actor, opening: Opening, now: datetime) -> Any:
    """SQL for the citizens whom the actor may suggest the opening to. Who find people for
    companies may suggest it to everybody who wishes for such work and lets staff see the CV."""
    if not policy.may(actor, policy.SERVE_COMPANIES):
        return sa.and_(may_see(actor, now), not_restricted(Citizen.id))
    seen = aliased(Cv)
    wishes = sa.exists().where(
        seen.citizen_id == Citizen.id, seen.visible_to_staff, wishes_for(opening, seen)
    )
    return sa.and_(
        sa.or_(may_see(actor, now), wishes), ~Citizen.is_hidden, not_restricted(Citizen.id)
    )


def citizen_of(session: Session, actor: Actor, citizen_id: int, now: datetime) -> Citizen:
    """A citizen in a contact course whom the actor may refer.

    Raises:
        NotFound: when there is none, or the citizen is not the actor's to see.
    """
    return _citizen(session, actor, citizen_id, may_see(actor, now), now)


def citizen_for(
    session: Session, actor: Actor, citizen_id: int, opening: Opening, now: datetime
) -> Citizen:
    """A citizen in a contact course to whom the actor may suggest the opening.

    Raises:
        NotFound: when there is none, or the citizen is not the actor's to ask.
    """
    return _citizen(session, actor, citizen_id, may_find(actor, opening, now), now)


def _citizen(session: Session, actor: Actor, citizen_id: int, whose: Any, now: datetime) -> Citizen:
    found = session.execute(
        sa.select(Citizen, caseload.outside(actor, now)).where(
            Citizen.id == citizen_id, whose, in_course(now)
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    audit.under_reason(citizen_id, found[1])
    citizen: Citizen = found[0]
    return citizen


def in_course(now: datetime) -> Any:
    """SQL for the citizens whose contact course has not ended."""
    today = clock.local_date(now)
    return sa.or_(Citizen.course_ended_on.is_(None), Citizen.course_ended_on > today)


def wishes_for(opening: Opening, cv: Any = Cv) -> Any:
    """SQL that keeps the CVs that may name the work; what they say is judged afterwards."""
    typed = [word for word, _part in rules.parts_of(opening.title) if word.isalnum()]
    short = [word for word in typed if len(word) < SHORTEST_INSIDE]
    words = [word for word in typed if len(word) >= SHORTEST_INSIDE]
    names = [name for name in opening.names.split("\n") if name]
    return sa.or_(
        cv.occupation_uris.overlap(opening.occupation_uris)
        if opening.occupation_uris
        else sa.false(),
        *(cv.wished_occupations.icontains(one, autoescape=True) for one in (*words, *names)),
        *(cv.wished_occupations.regexp_match(rf"\m{one}\M", flags="i") for one in short),
    )
