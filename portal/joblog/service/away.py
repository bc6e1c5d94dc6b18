"""Days on which the citizen does not look for work."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.joblog import rules
from portal.joblog.models import JobLogAway
from portal.joblog.refusals import JobLogRefusal
from portal.joblog.service.entries import lock

MOST = 200


def add_away(
    session: Session, actor: Actor, first: date, last: date, *, now: datetime
) -> JobLogAway:
    """Note that the actor does not look for work from `first` to `last`.

    Raises:
        Refused: when the days are impossible, or some are noted already.
    """
    problem = rules.period_problem(first, last, clock.local_date(now))
    if problem is not None:
        raise Refused(JobLogRefusal[problem.name])
    lock(session, actor.person_id)
    own = JobLogAway.citizen_id == actor.person_id
    if session.scalar(
        sa.select(JobLogAway.id)
        .where(own, JobLogAway.last >= first, JobLogAway.first <= last)
        .limit(1)
    ):
        raise Refused(JobLogRefusal.AWAY_ALREADY)
    if (session.scalar(sa.select(sa.func.count()).where(own)) or 0) >= MOST:
        raise Refused(JobLogRefusal.TOO_MANY)
    made = JobLogAway(citizen_id=actor.person_id, first=first, last=last)
    session.add(made)
    session.flush()
    _note(session, actor, "add", made.id, now)
    return made


def remove_away(session: Session, actor: Actor, away_id: int, *, now: datetime) -> None:
    """Take days away back.

    Raises:
        NotFound: when the actor has no such days.
    """
    lock(session, actor.person_id)
    found = session.scalar(
        sa.select(JobLogAway).where(
            JobLogAway.id == away_id, JobLogAway.citizen_id == actor.person_id
        )
    )
    if found is None:
        raise NotFound
    session.delete(found)
    session.flush()
    _note(session, actor, "remove", away_id, now)


def _note(session: Session, actor: Actor, action: str, away_id: int, now: datetime) -> None:
    audit.record(
        session, actor, action, "job_log_away", away_id, now=now, citizen_id=actor.person_id
    )
