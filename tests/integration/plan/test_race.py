"""Agreeing, proposing and showing at the same moment, each on a connection of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core.access import Actor, Audience, Role
from portal.core.errors import Refused
from portal.notifications.models import OutboxMessage
from portal.plan import service as plan
from portal.plan.models import PlanShare, PlanVersion
from tests.factories import bind
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.plan import PlanTaskFactory

Use = Callable[[orm.Session], Any]


@pytest.fixture
def people(engine: sa.Engine, bare_app: Flask) -> Iterator[tuple[Actor, Actor, int]]:
    """A citizen with a plan, the caseworker, and the id of somebody of another department."""
    with orm.Session(engine) as session:
        bind(session)
        citizen = CitizenFactory()
        nurse = StaffFactory(role="department")
        PlanTaskFactory(citizen=citizen, title="Ring til Netto")
        session.commit()
        own = Actor(Audience.CITIZEN, citizen.id, citizen.name)
        desk = Actor(Audience.STAFF, citizen.caseworker_id, "Mette", role=Role.CASEWORKER)
        nurse_id = nurse.id
    yield own, desk, nurse_id
    with engine.begin() as connection:
        connection.execute(sa.text("TRUNCATE team, audit_event, outbox_message, plan_use CASCADE"))


def run(engine: sa.Engine, app: Flask, uses: list[Use]) -> list[str]:
    """What comes of each use, all begun together."""
    together = Barrier(len(uses))

    def one(use: Use) -> str:
        with app.app_context(), orm.Session(engine) as session:
            together.wait(timeout=10)
            try:
                use(session)
                session.commit()
            except Refused as refused:
                return refused.refusal.name
            return "done"

    with ThreadPoolExecutor(len(uses)) as pool:
        return list(pool.map(one, uses))


def propose(engine: sa.Engine, app: Flask, own: Actor, desk: Actor, now: datetime) -> None:
    assert run(engine, app, [lambda s: plan.propose(s, desk, own.person_id, now=now)]) == ["done"]


def test_only_one_of_yes_and_no_counts(
    engine: sa.Engine, bare_app: Flask, people: tuple[Actor, Actor, int], now: datetime
) -> None:
    own, desk, _nurse = people
    propose(engine, bare_app, own, desk, now)

    def say(agreed: bool) -> Use:
        return lambda s: plan.answer(s, own, 1, agreed=agreed, reply="", now=now)

    said = run(engine, bare_app, [say(True), say(False)] * 3)
    with orm.Session(engine) as session:
        [version] = session.scalars(sa.select(PlanVersion)).all()
        kinds = session.scalars(
            sa.select(OutboxMessage.kind).where(
                OutboxMessage.channel == "inbox", OutboxMessage.audience == "staff"
            )
        ).all()
    won = version.answer == "agreed"
    assert [one == "done" for one in said] == [won, not won] * 3
    assert set(said) == {"done", "NOT_CURRENT"}
    assert kinds == ["plan_agreed" if won else "plan_objected"]


def test_nobody_agrees_to_a_version_that_is_replaced_or_to_a_plan_that_changed(
    engine: sa.Engine, bare_app: Flask, people: tuple[Actor, Actor, int], now: datetime
) -> None:
    own, desk, _nurse = people
    propose(engine, bare_app, own, desk, now)
    for turn in range(5):
        with orm.Session(engine) as session:
            number = session.scalar(sa.select(sa.func.max(PlanVersion.number))) or 0

        def agree(s: orm.Session, number: int = number) -> None:
            plan.answer(s, own, number, agreed=True, reply="", now=now)

        def change(s: orm.Session, turn: int = turn) -> None:
            plan.add_task(s, own.person_id, title=f"Nyt {turn}", due_on=None, actor=desk, now=now)
            plan.propose(s, desk, own.person_id, now=now)

        said = run(engine, bare_app, [agree, change])
        with orm.Session(engine) as session:
            old, new = session.scalars(
                sa.select(PlanVersion)
                .where(PlanVersion.number >= number)
                .order_by(PlanVersion.number)
            ).all()
        assert said[1] == "done"
        assert (said[0], old.answer) in {("done", "agreed"), ("NOT_CURRENT", "replaced")}
        assert new.answer is None, "the newest waits, whatever became of the one before"


def test_one_invitation_at_a_time_and_none_shows_after_the_end(
    engine: sa.Engine, bare_app: Flask, people: tuple[Actor, Actor, int], now: datetime
) -> None:
    own, desk, nurse = people

    def invite(s: orm.Session) -> None:
        citizen = s.get_one(Citizen, own.person_id)
        until = (now + timedelta(days=9)).date()
        plan.invite(s, desk, citizen, nurse, sections=("goal",), why="x", until=until, now=now)

    assert sorted(run(engine, bare_app, [invite] * 4)) == ["ALREADY"] * 3 + ["done"]
    with orm.Session(engine) as session:
        share_id = session.scalars(sa.select(PlanShare.id)).one()
    said = run(
        engine,
        bare_app,
        [
            lambda s: plan.allow(s, own, share_id, ("goal",), now=now),
            lambda s: plan.end(s, own, share_id, now=now),
        ],
    )
    with orm.Session(engine) as session:
        share = session.scalars(sa.select(PlanShare)).one()
    assert share.ended_at is not None, "a no is never overtaken by a yes"
    assert said in (["done", "done"], ["OVER", "done"])
