"""The same form sent several times in the same moment, each on a connection of its own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.core.access import Actor, Audience
from portal.messages import service
from portal.messages.models import MessageThread, ThreadMessage
from portal.notifications.models import OutboxMessage
from tests.factories import bind
from tests.factories.accounts import CitizenFactory
from tests.integration.messages.written import key

AT_ONCE = 6


@pytest.fixture
def citizen(engine: sa.Engine, bare_app: Flask) -> Iterator[tuple[Actor, int]]:
    """A citizen and the id of her caseworker, committed, so that other connections see them."""
    with orm.Session(engine) as session:
        bind(session)
        made = CitizenFactory()
        session.commit()
        actor = Actor(Audience.CITIZEN, made.id, made.name), made.caseworker_id
    yield actor
    with engine.begin() as connection:
        connection.execute(sa.text("TRUNCATE team, audit_event, outbox_message CASCADE"))


def test_six_at_once_are_one_message_and_one_notice(
    engine: sa.Engine, bare_app: Flask, citizen: tuple[Actor, int], now: datetime
) -> None:
    actor, caseworker_id = citizen
    together = Barrier(AT_ONCE)

    def send(_window: int) -> bool:
        together.wait(timeout=10)
        with bare_app.app_context(), orm.Session(engine) as session:
            if service.hold(session, actor, key(1)) is not None:
                return False
            service.start_by_citizen(
                session, actor, caseworker_id, "Kursus", "Må jeg?", key(1), now=now
            )
            session.commit()
            return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert sum(pool.map(send, range(AT_ONCE))) == 1
    with orm.Session(engine) as session:
        for table in (MessageThread, ThreadMessage):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 1
        notices = sa.select(sa.func.count()).where(OutboxMessage.channel == "email")
        assert session.scalar(notices) == 1


def test_answers_at_once_are_all_kept_and_told_once(
    engine: sa.Engine, bare_app: Flask, citizen: tuple[Actor, int], now: datetime
) -> None:
    actor, caseworker_id = citizen
    with bare_app.app_context(), orm.Session(engine) as session:
        first = service.start_by_citizen(
            session, actor, caseworker_id, "Kursus", "Må jeg?", key(0), now=now
        )
        session.commit()
        thread_id = first.thread_id
    together = Barrier(AT_ONCE)

    def send(window: int) -> None:
        together.wait(timeout=10)
        with bare_app.app_context(), orm.Session(engine) as session:
            service.reply(session, actor, thread_id, f"{window}", key(window + 1), now=now)
            session.commit()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(send, range(AT_ONCE)))
    with orm.Session(engine) as session:
        said = set(session.scalars(sa.select(ThreadMessage.text)))
        assert said == {"Må jeg?", *map(str, range(AT_ONCE))}
        notices = sa.select(sa.func.count()).where(OutboxMessage.channel == "email")
        assert session.scalar(notices) == 1
