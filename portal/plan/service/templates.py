"""Putting what plans of a target group usually hold into a citizen's plan."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core.access import Actor
from portal.plan import queries
from portal.plan.models import PlanTask
from portal.plan.service.tasks import add_task


def apply_template(session: Session, staff: Actor, citizen: Citizen, *, now: datetime) -> int:
    """Add the tasks of the citizen's target group that were never in the plan; returns how many.

    Raises:
        Refused: when too many tasks are open.
    """
    today = clock.local_date(now)
    known = set(session.scalars(sa.select(PlanTask.title).where(PlanTask.citizen_id == citizen.id)))
    added = 0
    for one in queries.template(session, citizen.target_group, today):
        if one.title not in known:
            add_task(
                session,
                citizen.id,
                title=one.title,
                owner=one.owner,
                due_on=today + timedelta(days=one.due_days),
                step=one.step,
                actor=staff,
                now=now,
            )
            added += 1
    return added
