"""What pages read of plans: the citizen's own, and that of a caseworker's citizen."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Citizen, Staff
from portal.core.access import Actor
from portal.core.errors import NotFound
from portal.plan.models import Plan, PlanTask

DONE_SHOWN = 10


@dataclass(frozen=True)
class Contents:
    """A plan: the citizen's words, the tasks still to do, and those done last."""

    head: Plan
    open_tasks: list[PlanTask]
    done_tasks: list[PlanTask]


def head(session: Session, citizen_id: int) -> Plan:
    """The citizen's words, also when nothing is written yet."""
    return session.get(Plan, citizen_id) or empty_head(citizen_id)


def contents(session: Session, citizen_id: int) -> Contents:
    """The citizen's plan. Open tasks come by day, those without a day last."""
    return Contents(
        head=head(session, citizen_id),
        open_tasks=list(session.scalars(_open_tasks(citizen_id))),
        done_tasks=list(
            session.scalars(
                sa.select(PlanTask)
                .where(PlanTask.citizen_id == citizen_id, PlanTask.done_at.is_not(None))
                .order_by(PlanTask.done_at.desc(), PlanTask.id)
                .limit(DONE_SHOWN)
            )
        ),
    )


def next_tasks(session: Session, citizen_id: int, limit: int = 3) -> list[PlanTask]:
    """The citizen's own next tasks, the nearest day first."""
    own = _open_tasks(citizen_id).where(PlanTask.owner == "citizen")
    return list(session.scalars(own.limit(limit)))


def task(session: Session, citizen_id: int, task_id: int) -> PlanTask | None:
    """A task of the citizen's plan, or None: another's is as good as none."""
    return session.scalar(
        sa.select(PlanTask).where(PlanTask.id == task_id, PlanTask.citizen_id == citizen_id)
    )


def caseworker(session: Session, citizen_id: int) -> Staff:
    """Who follows the citizen's course."""
    return session.scalars(
        sa.select(Staff)
        .join(Citizen, Citizen.caseworker_id == Staff.id)
        .where(Citizen.id == citizen_id)
    ).one()


def citizen_of(session: Session, staff: Actor, citizen_id: int) -> Citizen:
    """A citizen of the staff's own caseload or team, with the caseworker.

    Raises:
        NotFound: when there is no such citizen, or it is not theirs to see.
    """
    found = session.scalar(
        sa.select(Citizen)
        .join(Citizen.caseworker)
        .options(joinedload(Citizen.caseworker))
        .where(
            Citizen.id == citizen_id,
            sa.or_(Staff.id == staff.person_id, Staff.team_id == staff.team_id),
        )
    )
    if found is None:
        raise NotFound
    return found


def empty_head(citizen_id: int) -> Plan:
    """The head of a plan nobody has written in; it belongs to no session."""
    return Plan(citizen_id=citizen_id, goal="", strengths="")


def _open_tasks(citizen_id: int) -> sa.Select[PlanTask]:
    return (
        sa.select(PlanTask)
        .where(PlanTask.citizen_id == citizen_id, PlanTask.done_at.is_(None))
        .order_by(PlanTask.due_on.asc().nulls_last(), PlanTask.id)
    )


def agreed_in(session: Session, talk_id: int) -> list[PlanTask]:
    """The tasks that were agreed in a talk, in the order they are due."""
    wanted = sa.select(PlanTask).where(PlanTask.talk_id == talk_id)
    return list(session.scalars(wanted.order_by(PlanTask.due_on, PlanTask.id)))
