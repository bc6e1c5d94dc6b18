"""Two people decide or answer at once, each on a connection of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.core.access import Actor
from portal.core.errors import Refused
from portal.supported import service
from portal.supported.models import SupportedEvent
from portal.supported.service.log import append
from tests.conftest import NOW
from tests.factories import bind
from tests.integration.recruitment.conftest import staff_actor
from tests.integration.supported.conftest import make_scene
from tests.integration.supported.test_database import applied

WRITTEN = "team, placement_rule, business, outbox_message, audit_event, procrastinate_jobs"
ROUNDS = 6
Deed = Callable[[orm.Session], object]


@pytest.fixture
def stage(engine: sa.Engine, bare_app: Flask) -> Iterator[Callable[[int], tuple[list[int], Actor]]]:
    """So many applications of one unit that has room for one person, all to be decided."""

    def make(number: int) -> tuple[list[int], Actor]:
        with bare_app.app_context(), orm.Session(engine, expire_on_commit=False) as session:
            bind(session)
            scene = make_scene(session)
            made = [applied(session, scene, ordinary_staff=5) for _ in range(number)]
            for one in made:
                append(session, one.id, "sent", now=NOW, actor=None)
                append(session, one.id, "consented", now=NOW, actor=None)
            session.commit()
            return [one.id for one in made], staff_actor(scene.consultant)

    yield make
    with engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {WRITTEN} CASCADE"))


def together(engine: sa.Engine, app: Flask, *deeds: Deed) -> list[object]:
    """What each came to, begun at the same moment and committed."""
    barrier = Barrier(len(deeds))

    def run(deed: Deed) -> object:
        with app.app_context(), orm.Session(engine, expire_on_commit=False) as session:
            barrier.wait(timeout=10)
            try:
                deed(session)
                session.commit()
            except Refused as refused:
                return refused.refusal.name
            return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def approving(one: int, actor: Actor) -> Deed:
    return lambda session: service.approve(session, one, reason="Ja", actor=actor, now=NOW)


def refusing(one: int, actor: Actor) -> Deed:
    return lambda session: service.refuse(session, one, reason="Nej", actor=actor, now=NOW)


def decided(engine: sa.Engine, ids: list[int]) -> list[str]:
    with orm.Session(engine) as session:
        wanted = sa.select(SupportedEvent.kind).where(
            SupportedEvent.application_id.in_(ids), SupportedEvent.kind.in_(("approved", "refused"))
        )
        return list(session.scalars(wanted))


def test_two_decisions_at_once_never_break_the_ratio_of_a_unit(
    engine: sa.Engine,
    bare_app: Flask,
    stage: Callable[[int], tuple[list[int], Actor]],
) -> None:
    for _ in range(ROUNDS):
        ids, consultant = stage(3)
        said = together(engine, bare_app, *(approving(one, consultant) for one in ids))
        assert sorted(map(str, said)) == ["CHECKS", "CHECKS", "done"]
        assert decided(engine, ids) == ["approved"]


def test_a_yes_and_a_no_at_once_are_one_decision(
    engine: sa.Engine,
    bare_app: Flask,
    stage: Callable[[int], tuple[list[int], Actor]],
) -> None:
    for _ in range(ROUNDS):
        ids, consultant = stage(1)
        said = together(
            engine, bare_app, approving(ids[0], consultant), refusing(ids[0], consultant)
        )
        assert sorted(map(str, said)) == ["NOT_OPEN", "done"]
        assert len(decided(engine, ids)) == 1
