"""The same enquiry sent twice at the same moment: real sessions that meet each other."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.recruitment import defaults
from portal.recruitment.api_description import EXAMPLE
from portal.recruitment.models import RecruitmentRequest, RequestEvent
from portal.systems.models import SystemAnswer
from tests.factories import bind
from tests.factories.accounts import BusinessUserFactory
from tests.factories.recruitment import ConsultantFactory
from tests.factories.systems import bearer, token_for

PATH = "/api/v1/recruitment-requests"
WRITTEN = (
    "team, opening, service_goal, match_weight, share_rule, criterion_pattern, business,"
    " outbox_message, audit_event, procrastinate_jobs, rate_window"
)
ROUNDS, AT_ONCE = 5, 4


@pytest.fixture
def token(engine: sa.Engine, bare_app: Flask, now: datetime) -> Iterator[str]:
    """A token that other connections see."""
    with bare_app.app_context(), orm.Session(engine, expire_on_commit=False) as session:
        bind(session)
        defaults.load_defaults(session)
        ConsultantFactory()
        made = token_for(session, BusinessUserFactory(is_administrator=True), now)
        session.commit()
    yield made
    with engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {WRITTEN} CASCADE"))


def test_the_same_key_at_the_same_moment_is_one_enquiry(
    bare_app: Flask, engine: sa.Engine, token: str
) -> None:
    barrier = Barrier(AT_ONCE)

    def send(key: str) -> Any:
        client = bare_app.test_client()
        barrier.wait(timeout=10)
        return client.post(PATH, json=EXAMPLE, headers=bearer(token, Idempotency_Key=key))

    for turn in range(ROUNDS):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(send, [f"order-{turn}-a"] * AT_ONCE))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.json["id"] for answer in answers}) == 1
        replayed = [answer.headers.get("Idempotency-Key-Replayed") for answer in answers]
        assert replayed.count("true") == AT_ONCE - 1
    with orm.Session(engine) as session:
        for model, wanted in ((RecruitmentRequest, ROUNDS), (SystemAnswer, ROUNDS)):
            assert session.scalar(sa.select(sa.func.count()).select_from(model)) == wanted
        received = sa.select(sa.func.count()).where(RequestEvent.kind == "received")
        assert session.scalar(received) == ROUNDS


def test_different_enquiries_with_one_key_at_the_same_moment(
    bare_app: Flask, engine: sa.Engine, token: str
) -> None:
    """One is taken; the others are told that the key stands for something else."""
    barrier = Barrier(AT_ONCE)

    def send(number: int) -> Any:
        client = bare_app.test_client()
        content = EXAMPLE | {"title": f"Bager {number}"}
        barrier.wait(timeout=10)
        return client.post(PATH, json=content, headers=bearer(token, Idempotency_Key="order-x-a"))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = sorted(answer.status_code for answer in pool.map(send, range(AT_ONCE)))
    assert found == [201] + [422] * (AT_ONCE - 1)
    with orm.Session(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(RecruitmentRequest)) == 1
