"""Consultants are told while there is still time, once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.core import clock
from portal.core.jobs import queue
from portal.notifications.models import OutboxMessage
from portal.recruitment import jobs
from portal.recruitment.service import notices
from tests.factories.recruitment import RECEIVED, RequestFactory

pytestmark = pytest.mark.usefixtures("in_app")
HOUR = timedelta(hours=1)


def told(session: orm.Session) -> list[tuple[str, int]]:
    rows = session.execute(
        sa.select(OutboxMessage.kind, OutboxMessage.recipient_id)
        .where(OutboxMessage.channel == "inbox")
        .order_by(OutboxMessage.id)
    )
    return [(kind, recipient) for kind, recipient in rows]


def test_a_consultant_is_told_when_three_quarters_have_passed(
    session: orm.Session, consultant: Staff
) -> None:
    RequestFactory(consultant=consultant)
    assert notices.warn(session, RECEIVED + 18 * HOUR - timedelta(seconds=1)) == 0
    assert notices.warn(session, RECEIVED + 18 * HOUR) == 1
    assert notices.warn(session, RECEIVED + 19 * HOUR) == 0
    assert told(session) == [("request_answer_due", consultant.id)]
    assert notices.warn(session, RECEIVED + 54 * HOUR) == 1
    assert told(session)[1:] == [("request_candidates_due", consultant.id)]


def test_a_missed_run_is_caught_up(session: orm.Session, consultant: Staff) -> None:
    RequestFactory(consultant=consultant)
    assert notices.warn(session, RECEIVED + timedelta(days=9)) == 2


def test_what_is_done_or_ended_needs_no_notice(session: orm.Session, consultant: Staff) -> None:
    RequestFactory(consultant=consultant, happened=["answered", "presented"])
    RequestFactory(consultant=consultant, happened=["withdrawn"])
    RequestFactory(consultant=consultant, happened=["answered", "closed"])
    assert notices.warn(session, RECEIVED + timedelta(days=9)) == 0
    assert told(session) == []


def test_the_worker_does_it_by_itself(
    app: Flask, session: orm.Session, consultant: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    RequestFactory(consultant=consultant)
    session.commit()
    monkeypatch.setattr("portal.core.jobs.worker_app", [app])
    assert {"recruitment.warn", "recruitment.forget_drafts"} <= set(queue.tasks)
    with clock.frozen(RECEIVED + 20 * HOUR):
        jobs.warn(timestamp=0)
        jobs.forget_drafts(timestamp=0)
    assert told(session) == [("request_answer_due", consultant.id)]
