"""What Min Plan hangs into the citizen's feed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Staff
from portal.core import clock
from portal.core.feed import Expects, ToDo, events
from portal.plan import queries
from portal.plan.models import PlanShare, PlanTask, PlanVersion

TASKS = 3

WORDS: dict[str, Any] = {
    "task_done": _l("Done: %(what)s"),
    "task_added": _l("New task in the plan: %(what)s"),
    "plan_agreed": _l("The plan is agreed on with %(who)s"),
    "plan_objected": _l("The plan from %(who)s is to be different"),
    "share_begun": _l("%(who)s may see parts of the plan"),
    "share_ended": _l("%(who)s no longer sees the plan"),
}


def to_do(session: Session, citizen_id: int, now: datetime) -> list[ToDo]:
    """A version or an invitation that waits for an answer, and the next small tasks."""
    found = []
    waits = session.scalar(
        sa.select(PlanVersion)
        .where(PlanVersion.citizen_id == citizen_id, PlanVersion.answer.is_(None))
        .options(joinedload(PlanVersion.proposed_by))
    )
    if waits is not None:
        found.append(
            ToDo(
                _("Say whether the plan is right for you"),
                _("See what has changed"),
                "plan.agreement",
                waits.proposed_by.name,
            )
        )
    asked = sa.select(PlanShare).where(
        PlanShare.citizen_id == citizen_id,
        PlanShare.answer.is_(None),
        PlanShare.ended_at.is_(None),
        PlanShare.until >= clock.local_date(now),
    )
    for share in session.scalars(asked.options(joinedload(PlanShare.asked_by))):
        found.append(
            ToDo(
                _("May somebody else see parts of your plan?"),
                _("See who it is and answer"),
                "plan_sharing.show",
                share.asked_by.name,
            )
        )
    for task in queries.next_tasks(session, citizen_id, TASKS):
        found.append(
            ToDo(
                task.title,
                _("Mark as done"),
                "plan.tick",
                Expects.CASEWORKER if task.created_by_staff_id else Expects.SELF,
                {"task_id": task.id},
                due_on=task.due_on,
                tick=True,
            )
        )
    return found


def happened(citizen_id: int) -> list[sa.Select[Any]]:
    """Tasks that were done or added by the job centre, and answers to versions."""
    answered = [
        events(f"plan_{answer}", PlanVersion.answered_at, PlanVersion.id, who=Staff.name)
        .join(PlanVersion.proposed_by)
        .where(PlanVersion.citizen_id == citizen_id, PlanVersion.answer == answer)
        for answer in ("agreed", "objected")
    ]
    shared = [
        events(f"share_{what}", at, PlanShare.id, who=Staff.name)
        .join(PlanShare.staff)
        .where(PlanShare.citizen_id == citizen_id, PlanShare.answer == "accepted", at.is_not(None))
        for what, at in (("begun", PlanShare.answered_at), ("ended", PlanShare.ended_at))
    ]
    return [
        events("task_done", PlanTask.done_at, PlanTask.id, PlanTask.title).where(
            PlanTask.citizen_id == citizen_id, PlanTask.done_at.is_not(None)
        ),
        events("task_added", PlanTask.created_at, PlanTask.id, PlanTask.title).where(
            PlanTask.citizen_id == citizen_id, PlanTask.created_by_staff_id.is_not(None)
        ),
        *answered,
        *shared,
    ]
