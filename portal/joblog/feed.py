"""What the job log hangs into the citizen's feed."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.core import clock
from portal.core.feed import Expects, ToDo, events
from portal.joblog import queries, rules
from portal.joblog.models import JobLogEntry, JobLogGoal

STEPS = 3
AHEAD = timedelta(days=14)

WORDS: dict[str, Any] = {
    "job_written": _l("In the job log: %(what)s"),
    "goal_accepted": _l("Agreed with %(who)s: %(what)s jobs a week"),
    "goal_declined": _l("Would like to talk about the goal of the job log"),
}


def to_do(session: Session, citizen_id: int, now: datetime) -> list[ToDo]:
    """A goal to answer, what is left of the week's goal, and the next steps of the next days."""
    found = []
    waits = session.execute(
        sa.select(JobLogGoal.per_week, Staff.name)
        .outerjoin(Staff, Staff.id == JobLogGoal.proposed_by_id)
        .where(JobLogGoal.citizen_id == citizen_id, JobLogGoal.answer.is_(None))
    ).one_or_none()
    if waits is not None:
        title = ngettext(
            "Is %(num)s job a week right for you?",
            "Are %(num)s jobs a week right for you?",
            waits.per_week,
        )
        who = waits.name or Expects.CASEWORKER
        found.append(ToDo(title, _("Answer"), "joblog.show", who))
    week = queries.week(session, citizen_id, now)
    if week.left and week.monday is not None:
        title = ngettext(
            "Apply for one more job this week", "Apply for %(num)s more jobs this week", week.left
        )
        sunday = week.monday + timedelta(days=6)
        found.append(
            ToDo(title, _("Write in the job log"), "joblog.show", Expects.CENTRE, due_on=sunday)
        )
    return found + [_step(entry) for entry in _coming(session, citizen_id, now)]


def _coming(session: Session, citizen_id: int, now: datetime) -> list[JobLogEntry]:
    today = clock.local_date(now)
    wanted = (
        sa.select(JobLogEntry)
        .where(JobLogEntry.citizen_id == citizen_id)
        .where(
            sa.or_(
                JobLogEntry.next_on.between(today, today + AHEAD),
                sa.and_(
                    JobLogEntry.status == rules.PLANNED,
                    JobLogEntry.applied_on.between(today - AHEAD, today + AHEAD),
                ),
            )
        )
        .order_by(sa.func.coalesce(JobLogEntry.next_on, JobLogEntry.applied_on), JobLogEntry.id)
        .limit(STEPS)
    )
    return list(session.scalars(wanted))


def _step(entry: JobLogEntry) -> ToDo:
    job = f"{entry.title}, {entry.employer}"
    is_plan = entry.status == rules.PLANNED
    title = _("Apply for: %(job)s", job=job) if is_plan else f"{entry.next_step or job}"
    return ToDo(
        title,
        _("See the job"),
        "joblog.entry",
        Expects.SELF,
        {"entry_id": entry.id},
        due_on=entry.applied_on if is_plan else entry.next_on,
        more=() if is_plan or not entry.next_step else (job,),
    )


def happened(citizen_id: int) -> list[sa.Select[Any]]:
    """What was written, and answers to proposed goals."""
    job = JobLogEntry.title + sa.literal(", ") + JobLogEntry.employer
    goals = [
        events(f"goal_{answer}", JobLogGoal.answered_at, JobLogGoal.id, number, who=Staff.name)
        .join(Staff, Staff.id == JobLogGoal.proposed_by_id)
        .where(JobLogGoal.citizen_id == citizen_id, JobLogGoal.answer == answer)
        for answer, number in (("accepted", JobLogGoal.per_week), ("declined", ""))
    ]
    written = events("job_written", JobLogEntry.created_at, JobLogEntry.id, job)
    return [written.where(JobLogEntry.citizen_id == citizen_id), *goals]
