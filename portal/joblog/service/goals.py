"""The goal of the week: the caseworker proposes, the citizen answers, and only a yes counts."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.joblog.models import JobLogGoal
from portal.joblog.refusals import JobLogRefusal
from portal.joblog.service.entries import lock
from portal.notifications import service as notifications


def propose_goal(
    session: Session, staff: Actor, citizen_id: int, per_week: int, since: date, *, now: datetime
) -> JobLogGoal:
    """Propose so many jobs a week from `since` on; an unanswered proposal is replaced."""
    lock(session, citizen_id)
    session.execute(
        sa.update(JobLogGoal)
        .where(JobLogGoal.citizen_id == citizen_id, JobLogGoal.answer.is_(None))
        .values(answer="replaced", answered_at=now)
    )
    made = JobLogGoal(
        citizen_id=citizen_id, per_week=per_week, valid_from=since, proposed_by_id=staff.person_id
    )
    session.add(made)
    session.flush()
    notifications.tell(
        session,
        event=f"job-log-goal-{made.id}",
        kind="job_log_goal",
        audience=Audience.CITIZEN,
        recipient_id=citizen_id,
        now=now,
        path="/borger/joblog",
        number=per_week,
    )
    audit.record(session, staff, "propose", "job_log_goal", made.id, now=now, citizen_id=citizen_id)
    return made


def answer_goal(
    session: Session, actor: Actor, goal_id: int, accepted: bool, *, now: datetime
) -> None:
    """The actor's yes or no to a proposal. Saying the same twice changes nothing.

    Raises:
        NotFound: when there is no such proposal to the actor.
        Refused: when it is answered otherwise or replaced.
    """
    lock(session, actor.person_id)
    found = session.scalar(
        sa.select(JobLogGoal)
        .where(JobLogGoal.id == goal_id, JobLogGoal.citizen_id == actor.person_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    answer = "accepted" if accepted else "declined"
    if found.answer == answer:
        return
    if found.answer is not None:
        raise Refused(JobLogRefusal.ANSWERED)
    found.answer, found.answered_at = answer, now
    session.flush()
    audit.record(
        session, actor, answer, "job_log_goal", goal_id, now=now, citizen_id=actor.person_id
    )
