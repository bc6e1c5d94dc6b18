"""What pages read of plans: the citizen's own, and that of a caseworker's citizen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.accounts.models import Citizen, Staff, Team
from portal.core import audit, policy
from portal.core.access import Actor
from portal.core.errors import NotFound
from portal.plan.models import (
    Plan,
    PlanContact,
    PlanShare,
    PlanTask,
    PlanTemplate,
    PlanUse,
    PlanVersion,
)
from portal.plan.rules import agreement

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


def empty_head(citizen_id: int) -> Plan:
    """The head of a plan nobody has written in; it belongs to no session."""
    return Plan(citizen_id=citizen_id, **dict.fromkeys(agreement.WORDS, ""))


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


def snapshot(
    session: Session, citizen_id: int, done_since: datetime | None = None
) -> dict[str, Any]:
    """The plan as a version keeps it: the citizen's words, and the tasks still to do.

    With `done_since` those done since that moment are among them: doing a task changes no plan.
    """
    mine = head(session, citizen_id)
    still: sa.ColumnElement[bool] = PlanTask.done_at.is_(None)
    if done_since is not None:
        still = sa.or_(still, PlanTask.done_at >= done_since)
    tasks = session.scalars(
        sa.select(PlanTask)
        .where(PlanTask.citizen_id == citizen_id, still)
        .order_by(PlanTask.due_on.asc().nulls_last(), PlanTask.id)
    )
    return {name: getattr(mine, name) for name in agreement.WORDS} | {
        "tasks": [
            {
                "title": one.title,
                "owner": one.owner,
                "due_on": one.due_on.isoformat() if one.due_on else None,
            }
            for one in tasks
        ]
    }


def versions(session: Session, citizen_id: int) -> Sequence[PlanVersion]:
    """The versions that were proposed, the newest first, with who proposed them."""
    return session.scalars(
        sa.select(PlanVersion)
        .where(PlanVersion.citizen_id == citizen_id)
        .options(joinedload(PlanVersion.proposed_by))
        .order_by(PlanVersion.number.desc())
        .limit(50)
    ).all()


def last_version(session: Session, citizen_id: int) -> PlanVersion | None:
    """The version proposed last."""
    return session.scalar(
        sa.select(PlanVersion)
        .where(PlanVersion.citizen_id == citizen_id)
        .order_by(PlanVersion.number.desc())
        .limit(1)
    )


def last_agreed(session: Session, citizen_id: int) -> PlanVersion | None:
    """The version the citizen agreed to last."""
    return session.scalar(
        sa.select(PlanVersion)
        .where(PlanVersion.citizen_id == citizen_id, PlanVersion.answer == "agreed")
        .order_by(PlanVersion.number.desc())
        .limit(1)
    )


def new_since_agreed(session: Session, agreed: PlanVersion | None) -> agreement.Changes | None:
    """What the plan says now and did not say then; None before anything was agreed on."""
    if agreed is None:
        return None
    now_says = snapshot(session, agreed.citizen_id, done_since=agreed.proposed_at)
    return agreement.changes(agreed.content, now_says)


def is_current(session: Session, version: PlanVersion) -> bool:
    """True while the plan still says what the version says."""
    now_says = snapshot(session, version.citizen_id, done_since=version.proposed_at)
    return agreement.same(version.content, now_says)


def contacts(session: Session, citizen_id: int) -> Sequence[PlanContact]:
    """Who is in the course besides the caseworker."""
    return session.scalars(
        sa.select(PlanContact)
        .where(PlanContact.citizen_id == citizen_id)
        .order_by(PlanContact.role, PlanContact.name)
    ).all()


def template(session: Session, target_group: str, today: date) -> Sequence[PlanTemplate]:
    """The tasks that plans of a target group usually hold, as of today."""
    in_force = sa.select(sa.func.max(PlanTemplate.valid_from)).where(
        PlanTemplate.target_group == target_group, PlanTemplate.valid_from <= today
    )
    return session.scalars(
        sa.select(PlanTemplate)
        .where(
            PlanTemplate.target_group == target_group,
            PlanTemplate.valid_from == in_force.scalar_subquery(),
        )
        .order_by(PlanTemplate.position)
    ).all()


def use(session: Session, since: date) -> dict[tuple[date, str], int]:
    """How often plans were used, by month and what, from the month of `since` on."""
    rows = session.scalars(sa.select(PlanUse).where(PlanUse.month >= since.replace(day=1)))
    return {(row.month, row.what): row.times for row in rows}


def invitable(session: Session, citizen: Citizen) -> Sequence[Staff]:
    """Who of other departments and teams can be invited to see the citizen's plan."""
    own_team = sa.select(Staff.team_id).where(Staff.id == citizen.caseworker_id)
    roles = policy.SEE_SHARED_PLANS.values
    return session.scalars(
        sa.select(Staff)
        .join(Staff.team)
        .options(contains_eager(Staff.team))
        .where(Staff.active, Staff.role.in_(roles), Staff.team_id != own_team.scalar_subquery())
        .order_by(Team.name, Staff.name)
    ).all()


def _shares() -> sa.Select[PlanShare]:
    return sa.select(PlanShare).options(
        joinedload(PlanShare.staff).joinedload(Staff.team), joinedload(PlanShare.asked_by)
    )


def shares(session: Session, citizen_id: int) -> Sequence[PlanShare]:
    """Who is or was invited to see the citizen's plan, the newest first."""
    own = _shares().where(PlanShare.citizen_id == citizen_id)
    return session.scalars(own.order_by(PlanShare.id.desc()).limit(50)).all()


def looks(session: Session, citizen_id: int) -> dict[int, tuple[int, datetime]]:
    """How often those invited have looked, and when they did last, by invitation."""
    rows = session.execute(
        sa.select(audit.AuditEvent.subject_id, sa.func.count(), sa.func.max(audit.AuditEvent.at))
        .where(
            audit.AuditEvent.citizen_id == citizen_id,
            audit.AuditEvent.subject == "plan_share",
            audit.AuditEvent.action == "read",
        )
        .group_by(audit.AuditEvent.subject_id)
    )
    return {int(share_id): (number, last) for share_id, number, last in rows if share_id}


def _open_to(staff_id: int, today: date) -> sa.Select[PlanShare]:
    return (
        sa.select(PlanShare)
        .join(PlanShare.citizen)
        .options(contains_eager(PlanShare.citizen).joinedload(Citizen.caseworker))
        .where(
            PlanShare.staff_id == staff_id,
            PlanShare.answer == "accepted",
            PlanShare.ended_at.is_(None),
            PlanShare.until >= today,
        )
    )


def shared_with(session: Session, staff: Actor, today: date) -> Sequence[PlanShare]:
    """The plans that citizens let this member of staff see today."""
    mine = _open_to(staff.person_id, today)
    return session.scalars(mine.order_by(Citizen.sorts_as, PlanShare.id)).all()


def share_open_to(session: Session, staff: Actor, share_id: int, today: date) -> PlanShare:
    """One of them.

    Raises:
        NotFound: when there is no such, it is another's, not allowed, over, or taken back.
    """
    found = session.scalar(_open_to(staff.person_id, today).where(PlanShare.id == share_id))
    if found is None:
        raise NotFound
    return found
