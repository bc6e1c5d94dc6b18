"""What caseworker and citizen agree on: always one whole version, and only the current one."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import audit
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.notifications import service as notifications
from portal.plan import queries
from portal.plan.models import PlanVersion
from portal.plan.refusals import PlanRefusal
from portal.plan.service import use
from portal.plan.service.tasks import lock


def propose(session: Session, staff: Actor, citizen_id: int, *, now: datetime) -> PlanVersion:
    """Ask the citizen to agree to the plan as it is now; a proposal not answered is replaced.

    Raises:
        Refused: when the plan reads as what was proposed or agreed last.
    """
    lock(session, citizen_id)
    content = queries.snapshot(session, citizen_id)
    last = queries.last_version(session, citizen_id)
    if last and last.content == content and last.answer in (None, "agreed"):
        raise Refused(PlanRefusal.NOTHING_NEW)
    session.execute(
        sa.update(PlanVersion)
        .where(PlanVersion.citizen_id == citizen_id, PlanVersion.answer.is_(None))
        .values(answer="replaced", answered_at=now)
    )
    made = PlanVersion(
        citizen_id=citizen_id,
        number=last.number + 1 if last else 1,
        content=content,
        proposed_by_id=staff.person_id,
        proposed_at=now,
    )
    session.add(made)
    session.flush()
    notifications.tell(
        session,
        event=f"plan-version-{made.id}",
        kind="plan_proposed",
        audience=Audience.CITIZEN,
        recipient_id=citizen_id,
        now=now,
        path="/borger/min-plan/aftale",
    )
    audit.record(session, staff, "propose", "plan_version", made.id, now=now, citizen_id=citizen_id)
    return made


def answer(
    session: Session, actor: Actor, number: int, *, agreed: bool, reply: str, now: datetime
) -> PlanVersion:
    """The actor agrees to a version of their plan, or says what is to be different.

    The caseworker is told. The same answer again changes nothing.

    Raises:
        NotFound: when there is no such version of the actor's plan.
        Refused: when it is not the current one, or the plan has changed since it was proposed.
    """
    lock(session, actor.person_id)
    found = session.scalar(
        sa.select(PlanVersion)
        .where(PlanVersion.citizen_id == actor.person_id, PlanVersion.number == number)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    said = "agreed" if agreed else "objected"
    if found.answer == said:
        return found
    if found.answer is not None:
        raise Refused(PlanRefusal.NOT_CURRENT)
    if agreed and not queries.is_current(session, found):
        raise Refused(PlanRefusal.CHANGED_SINCE)
    found.answer, found.answered_at, found.reply = said, now, reply
    session.flush()
    if agreed:
        use.count(session, "agreed", now)
    _tell_caseworker(session, actor.person_id, found, now)
    audit.record(
        session, actor, said, "plan_version", found.id, now=now, citizen_id=actor.person_id
    )
    return found


def _tell_caseworker(
    session: Session, citizen_id: int, version: PlanVersion, now: datetime
) -> None:
    citizen = session.get_one(Citizen, citizen_id)
    notifications.tell(
        session,
        event=f"plan-answer-{version.id}",
        kind="plan_agreed" if version.answer == "agreed" else "plan_objected",
        audience=Audience.STAFF,
        recipient_id=citizen.caseworker_id,
        now=now,
        path=f"/personale/borger/{citizen_id}/plan",
        who=citizen.name_in_notices,
    )
