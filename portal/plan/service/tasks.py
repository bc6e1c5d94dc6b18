"""Use cases of Min Plan. Each change leaves a line in the audit trail."""

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import audit, clock
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.plan import queries, rules
from portal.plan.models import Plan, PlanTask
from portal.plan.refusals import PlanRefusal
from portal.plan.rules.agreement import WORDS
from portal.plan.service import use

MOST_OPEN = 100


def write(session: Session, actor: Actor, words: Mapping[str, str], *, now: datetime) -> None:
    """Replace some of the actor's own words: goal, what they have, what stands in the way, …

    `words` are by the names of `rules.agreement.WORDS`.
    """
    assert set(words) <= set(WORDS)
    lock(session, actor.person_id)
    head = session.get(Plan, actor.person_id, populate_existing=True)
    if head is None:
        head = queries.empty_head(actor.person_id)
        session.add(head)
    for name, text in words.items():
        setattr(head, name, text)
    head.updated_at = now
    session.flush()
    _note(session, actor, "change", actor.person_id, actor.person_id, now, ",".join(words))


def add_task(
    session: Session,
    citizen_id: int,
    *,
    title: str,
    owner: str = "citizen",
    due_on: date | None,
    step: int | None = None,
    actor: Actor,
    now: datetime,
) -> PlanTask:
    """Add a task to a citizen's plan. The very same again is the open task already there.

    Whether `actor` may write in this plan is for the caller to have asked.

    Raises:
        Refused: when the day is impossible, or too many tasks are open.
    """
    problem = rules.due_problem(due_on, clock.local_date(now))
    if problem is not None:
        raise Refused(PlanRefusal[problem.name])
    lock(session, citizen_id)
    still_open = (PlanTask.citizen_id == citizen_id, PlanTask.done_at.is_(None))
    same = {"title": title, "owner": owner, "due_on": due_on}
    there = session.scalar(sa.select(PlanTask).where(*still_open).filter_by(**same).limit(1))
    if there is not None:
        return there
    if (session.scalar(sa.select(sa.func.count()).where(*still_open)) or 0) >= MOST_OPEN:
        raise Refused(PlanRefusal.TOO_MANY)
    made = PlanTask(
        citizen_id=citizen_id,
        title=title,
        owner=owner,
        due_on=due_on,
        step=step,
        created_at=now,
        created_by_staff_id=actor.person_id if actor.audience is Audience.STAFF else None,
    )
    session.add(made)
    session.flush()
    _note(session, actor, "add", made.id, citizen_id, now, owner)
    return made


def tick(
    session: Session, citizen_id: int, task_id: int, *, done: bool, actor: Actor, now: datetime
) -> PlanTask:
    """Mark a task as done, or as not done after all. Twice is the same as once.

    Raises:
        NotFound: when there is no such task in the plan, or it is not the actor's to tick off.
    """
    lock(session, citizen_id)
    found = queries.task(session, citizen_id, task_id)
    is_citizen = actor.audience is Audience.CITIZEN
    if found is None or not rules.may_tick(found.owner, is_citizen=is_citizen):
        raise NotFound
    if done is (found.done_at is None):
        found.done_at = now if done else None
        session.flush()
        if done:
            use.count(session, "task_done", now)
        _note(session, actor, "tick" if done else "untick", task_id, citizen_id, now)
    return found


def say(session: Session, actor: Actor, task_id: int, comment: str, *, now: datetime) -> PlanTask:
    """Note what the actor says of a task in their own plan: how it went, or what was hard.

    Raises:
        NotFound: when the actor has no such task.
    """
    lock(session, actor.person_id)
    found = queries.task(session, actor.person_id, task_id)
    if found is None:
        raise NotFound
    found.comment = comment
    session.flush()
    _note(session, actor, "comment", task_id, actor.person_id, now)
    return found


def remove_task(session: Session, actor: Actor, task_id: int, *, now: datetime) -> None:
    """Take back a task the actor made for themselves and has not done.

    Raises:
        NotFound: when the actor has no such task.
    """
    lock(session, actor.person_id)
    found = queries.task(session, actor.person_id, task_id)
    if found is None or not rules.may_remove(
        found.owner, found.created_by_staff_id is not None, found.done_at is not None
    ):
        raise NotFound
    session.delete(found)
    session.flush()
    _note(session, actor, "remove", task_id, actor.person_id, now)


def note_look(session: Session, staff: Actor, citizen_id: int, *, now: datetime) -> None:
    """Write down that a member of staff has seen the citizen's plan."""
    audit.record(session, staff, "read", "plan", citizen_id, now=now, citizen_id=citizen_id)


def lock(session: Session, citizen_id: int) -> None:
    """Let writers of one plan take turns, so that what is counted or found holds until commit."""
    session.execute(
        sa.select(Citizen.id).where(Citizen.id == citizen_id).with_for_update(key_share=True)
    )


def _note(
    session: Session,
    actor: Actor,
    action: str,
    subject_id: int,
    citizen_id: int,
    now: datetime,
    part: str = "task",
) -> None:
    audit.record(
        session, actor, action, "plan", subject_id, now=now, citizen_id=citizen_id, part=part
    )
