"""More attacks: what else PostgreSQL, the queue and the log note when somebody answers."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.core import clock
from portal.surveys import defaults, service
from portal.surveys.models import STATEMENTS, CallWish
from portal.surveys.service import calls
from tests.conftest import NOW
from tests.factories import bind
from tests.factories.surveys import InvitationFactory
from tests.integration.surveys.conftest import MakeSession
from tests.integration.surveys.test_anonymity import Crowd, rows, spell

SURVEY = ("survey_answer", "survey_sealed_answer", "survey_spent_link", "survey_tally")


@pytest.fixture
def crowd(connect: MakeSession) -> Crowd:
    session = connect()
    bind(session)
    return Crowd(session)


def counters(session: orm.Session) -> list[Any]:
    """Every sequence of the database, and the queue of jobs."""
    found = rows(
        session, "SELECT schemaname, sequencename, last_value FROM pg_sequences ORDER BY 2"
    )
    return found + rows(session, "SELECT count(*), max(id) FROM procrastinate_jobs")


def test_an_answer_draws_no_number_and_leaves_no_job(connect: MakeSession) -> None:
    session = connect()
    bind(session)
    token = service.link_token(InvitationFactory())
    session.commit()
    before = counters(session)
    session.commit()
    service.submit(session, token, spell(7), "Ord", now=NOW)
    session.commit()
    assert counters(session) == before


def test_a_wish_to_be_called_right_after_the_answer_leads_to_no_answer(crowd: Crowd) -> None:
    """The wish has a name and, for ever, the number of a transaction just after the answer's. When
    the worker has passed, nothing that was answered lies beside it any more."""
    session = crowd.session
    for person in range(12):
        crowd.answer(1)
        said = calls.Wish(f"Person {person}", "45973000", "", "da")
        calls.wish(session, calls.ticket(), said, now=NOW)
        session.commit()
    crowd.lay()
    wishes = [int(x) for (x,) in rows(session, "SELECT xmin::text FROM survey_call_wish")]
    assert len(set(wishes)) == 12
    for table in SURVEY:
        numbers = {int(x) for (x,) in rows(session, f"SELECT xmin::text FROM {table}")}
        assert len(numbers) == 1, table
        assert numbers.pop() > max(wishes), table
    session.execute(sa.delete(CallWish))
    session.commit()


def test_postgresql_keeps_no_time_of_a_transaction(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SHOW track_commit_timestamp")) == "off"


def test_the_log_of_a_request_names_no_link_and_no_sender(
    app: Flask, session: orm.Session, caplog: pytest.LogCaptureFixture
) -> None:
    defaults.load_defaults(session)
    with app.app_context():
        token = service.link_token(InvitationFactory())
    session.commit()
    client = app.test_client()
    sender = {"REMOTE_ADDR": "203.0.113.77"}
    with clock.frozen(NOW), caplog.at_level("DEBUG"):
        asked = {**dict.fromkeys(STATEMENTS, "4"), "open": "Kanariefugl"}
        client.get(f"/svar/{token}", environ_overrides=sender)
        sent = client.post(f"/svar/{token}", data=asked, environ_overrides=sender)
    assert sent.status_code == 302
    said = repr([(record.msg, record.args) for record in caplog.records])
    assert "/svar/<token>" in said
    for secret in (token, token[:20], "203.0.113.77", "Kanariefugl"):
        assert secret not in said
