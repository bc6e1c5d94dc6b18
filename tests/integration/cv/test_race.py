"""The same form sent several times in the same moment, each on a connection of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.core.access import Actor, Audience
from portal.core.audit import AuditEvent
from portal.core.errors import NotFound, Refused
from portal.cv import service as cv
from portal.cv.models import CvEducation, CvExperience
from portal.cv.rules import Education, Experience
from portal.joblog import service as joblog
from portal.joblog.models import JobLogEntry
from portal.plan import service as plan
from portal.plan.models import PlanTask
from tests.factories import bind
from tests.factories.accounts import CitizenFactory
from tests.factories.cv import CvEducationFactory

DAY = date(2026, 11, 23)
AT_ONCE = 6
Use = Callable[[orm.Session, Actor, datetime], Any]


@pytest.fixture
def actor(engine: sa.Engine, bare_app: Flask) -> Iterator[Actor]:
    """A citizen, committed, so that other connections see them."""
    with orm.Session(engine) as session:
        bind(session)
        citizen = CitizenFactory()
        session.commit()
        made = Actor(Audience.CITIZEN, citizen.id, citizen.name)
    yield made
    with engine.begin() as connection:
        connection.execute(sa.text("TRUNCATE team, audit_event CASCADE"))


def at_once(engine: sa.Engine, app: Flask, actor: Actor, now: datetime, use: Use) -> list[str]:
    """What comes of `use` on six connections that begin together."""
    together = Barrier(AT_ONCE)

    def run(_window: int) -> str:
        together.wait(timeout=10)
        with app.app_context(), orm.Session(engine) as session:
            try:
                use(session, actor, now)
                session.commit()
            except (Refused, NotFound) as refused:
                return type(refused).__name__
            return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(run, range(AT_ONCE)))


ADDS: list[tuple[type[Any], Use]] = [
    (CvExperience, lambda s, a, now: cv.add(s, a, Experience("Kok", "Café", DAY), now=now)),
    (JobLogEntry, lambda s, a, now: joblog.add(s, a, joblog.Entry("Kok", "Café", DAY), now=now)),
    (
        PlanTask,
        lambda s, a, now: plan.add_task(
            s, a.person_id, title="Ring", due_on=None, actor=a, now=now
        ),
    ),
]


@pytest.mark.parametrize(("model", "add"), ADDS)
def test_the_same_entry_at_once_is_one_entry_and_one_line(
    engine: sa.Engine, bare_app: Flask, actor: Actor, now: datetime, model: type[Any], add: Use
) -> None:
    assert at_once(engine, bare_app, actor, now, add) == ["done"] * AT_ONCE
    with orm.Session(engine) as session:
        for table in (model, AuditEvent):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 1


def test_the_last_place_is_given_once(
    engine: sa.Engine, bare_app: Flask, actor: Actor, now: datetime
) -> None:
    with orm.Session(engine) as session:
        bind(session)
        for _ in range(cv.MOST_ENTRIES - 1):
            CvEducationFactory(citizen_id=actor.person_id, citizen=None)
        session.commit()
    years = iter(range(2000, 2000 + AT_ONCE))

    def add(session: orm.Session, who: Actor, moment: datetime) -> None:
        cv.add(session, who, Education("Kursus", "VUF", next(years)), now=moment)

    answers = at_once(engine, bare_app, actor, now, add)
    assert answers == ["Refused"] * (AT_ONCE - 1) + ["done"]
    with orm.Session(engine) as session:
        assert (
            session.scalar(sa.select(sa.func.count()).select_from(CvEducation)) == cv.MOST_ENTRIES
        )


def test_an_entry_is_removed_once(
    engine: sa.Engine, bare_app: Flask, actor: Actor, now: datetime
) -> None:
    with orm.Session(engine) as session:
        entry_id = joblog.add(session, actor, joblog.Entry("Kok", "Café", DAY), now=now).id
        session.commit()

    def remove(session: orm.Session, who: Actor, moment: datetime) -> None:
        joblog.remove(session, who, entry_id, now=moment)

    answers = at_once(engine, bare_app, actor, now, remove)
    assert answers == ["NotFound"] * (AT_ONCE - 1) + ["done"]
    with orm.Session(engine) as session:
        actions = session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id))
        assert list(actions) == ["add", "remove"]
