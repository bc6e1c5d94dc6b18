"""What Min Plan keeps, refuses and writes in the audit trail."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core.access import Actor, Audience, Role
from portal.core.audit import AuditEvent
from portal.core.errors import NotFound, Refused
from portal.plan import queries, service
from portal.plan.models import PlanTask
from portal.plan.service import PlanRefusal, tasks
from tests.factories.accounts import CitizenFactory
from tests.factories.plan import PlanTaskFactory


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    made: Citizen = CitizenFactory()
    return made


@pytest.fixture
def actor(citizen: Citizen) -> Actor:
    return Actor(Audience.CITIZEN, citizen.id, citizen.name)


@pytest.fixture
def caseworker(citizen: Citizen) -> Actor:
    staff = citizen.caseworker
    return Actor(Audience.STAFF, staff.id, staff.name, role=Role.CASEWORKER, team_id=staff.team_id)


def actions(session: orm.Session, citizen: Citizen) -> list[str]:
    return list(
        session.scalars(
            sa.select(AuditEvent.action)
            .where(AuditEvent.citizen_id == citizen.id, AuditEvent.subject == "plan")
            .order_by(AuditEvent.id)
        )
    )


def test_goal_and_strengths_are_the_citizens_own_words(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    assert queries.contents(session, citizen.id).head.goal == ""
    service.write(session, actor, {"goal": "Jeg vil være kok"}, now=now)
    service.write(session, actor, {"strengths": "Jeg er god til mad"}, now=now)
    head = queries.contents(session, citizen.id).head
    assert (head.goal, head.strengths) == ("Jeg vil være kok", "Jeg er god til mad")
    assert actions(session, citizen) == ["change", "change"]


def test_ticking_twice_is_ticking_once_and_can_be_undone(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    task = PlanTaskFactory(citizen=citizen)
    service.tick(session, citizen.id, task.id, done=True, actor=actor, now=now)
    service.tick(
        session, citizen.id, task.id, done=True, actor=actor, now=now + timedelta(minutes=1)
    )
    assert task.done_at == now
    service.tick(session, citizen.id, task.id, done=False, actor=actor, now=now)
    assert task.done_at is None
    assert actions(session, citizen) == ["tick", "untick"]


def test_each_side_ticks_off_its_own(
    session: orm.Session, citizen: Citizen, actor: Actor, caseworker: Actor, now: datetime
) -> None:
    mine = PlanTaskFactory(citizen=citizen)
    theirs = PlanTaskFactory(citizen=citizen, owner="caseworker")
    for task, who in ((mine, caseworker), (theirs, actor)):
        with pytest.raises(NotFound):
            service.tick(session, citizen.id, task.id, done=True, actor=who, now=now)
    service.tick(session, citizen.id, theirs.id, done=True, actor=caseworker, now=now)
    assert theirs.done_at == now


def test_anothers_task_is_as_good_as_none(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    task = PlanTaskFactory()
    for task_id in (task.id, task.id + 1):
        with pytest.raises(NotFound):
            service.tick(session, citizen.id, task_id, done=True, actor=actor, now=now)
        with pytest.raises(NotFound):
            service.remove_task(session, actor, task_id, now=now)
    assert session.get_one(PlanTask, task.id).done_at is None


def test_a_task_sent_twice_is_one_but_may_come_again_when_done(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    def add() -> PlanTask:
        return service.add_task(
            session, citizen.id, title="Ring til a-kassen", due_on=None, actor=actor, now=now
        )

    first = add()
    assert add().id == first.id
    service.tick(session, citizen.id, first.id, done=True, actor=actor, now=now)
    assert add().id != first.id


@pytest.mark.parametrize(
    ("due_on", "refusal"),
    [
        (date(2026, 11, 22), PlanRefusal.PAST),
        (date(9999, 12, 31), PlanRefusal.TOO_FAR),
    ],
)
def test_impossible_days_are_refused(
    session: orm.Session,
    citizen: Citizen,
    actor: Actor,
    now: datetime,
    due_on: date,
    refusal: PlanRefusal,
) -> None:
    with pytest.raises(Refused) as refused:
        service.add_task(session, citizen.id, title="Ring", due_on=due_on, actor=actor, now=now)
    assert refused.value.refusal is refusal
    assert queries.contents(session, citizen.id).open_tasks == []


def test_the_hundred_and_first_open_task_is_refused(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    PlanTaskFactory.create_batch(tasks.MOST_OPEN, citizen=citizen)
    PlanTaskFactory(citizen=citizen, done_at=now)
    with pytest.raises(Refused) as refused:
        service.add_task(session, citizen.id, title="Ring", due_on=None, actor=actor, now=now)
    assert refused.value.refusal is PlanRefusal.TOO_MANY


def test_only_own_unfinished_tasks_can_be_taken_back(
    session: orm.Session, citizen: Citizen, actor: Actor, caseworker: Actor, now: datetime
) -> None:
    agreed = service.add_task(
        session, citizen.id, title="Skriv CV", due_on=None, actor=caseworker, now=now
    )
    own = service.add_task(session, citizen.id, title="Ring", due_on=None, actor=actor, now=now)
    service.remove_task(session, actor, own.id, now=now)
    with pytest.raises(NotFound):
        service.remove_task(session, actor, agreed.id, now=now)
    assert queries.contents(session, citizen.id).open_tasks == [agreed]
    assert agreed.created_by_staff_id == caseworker.person_id


def test_next_tasks_are_the_citizens_own_with_the_nearest_day_first(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    some_time = PlanTaskFactory(citizen=citizen)
    later = PlanTaskFactory(citizen=citizen, due_on=date(2026, 12, 4))
    soon = PlanTaskFactory(citizen=citizen, due_on=date(2026, 11, 27))
    PlanTaskFactory(citizen=citizen, owner="caseworker", due_on=date(2026, 11, 25))
    PlanTaskFactory(citizen=citizen, done_at=now)
    PlanTaskFactory()
    assert queries.next_tasks(session, citizen.id) == [soon, later, some_time]
    assert queries.next_tasks(session, citizen.id, limit=1) == [soon]
