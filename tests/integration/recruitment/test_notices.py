"""Consultants are told while there is still time, once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.core import clock
from portal.core.worker import queue
from portal.notifications import checks
from portal.notifications.models import OutboxMessage
from portal.recruitment import jobs
from portal.recruitment.models import DutyShift
from portal.recruitment.service import notices
from tests.factories.accounts import StaffFactory
from tests.factories.recruitment import RECEIVED, RequestEventFactory, RequestFactory

pytestmark = pytest.mark.usefixtures("in_app")
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


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
    assert notices.warn(session, RECEIVED + 12 * HOUR - SECOND) == 0
    assert notices.warn(session, RECEIVED + 12 * HOUR) == 1
    assert notices.warn(session, RECEIVED + 18 * HOUR - SECOND) == 0
    assert notices.warn(session, RECEIVED + 18 * HOUR) == 1
    assert notices.warn(session, RECEIVED + 19 * HOUR) == 0
    assert told(session) == [
        ("request_answer_half", consultant.id),
        ("request_answer_soon", consultant.id),
    ]
    assert notices.warn(session, RECEIVED + 54 * HOUR) == 2
    assert told(session)[2:] == [
        ("request_answer_late", consultant.id),
        ("request_candidates_soon", consultant.id),
    ]


def test_the_team_lead_is_told_what_gets_serious(session: orm.Session, consultant: Staff) -> None:
    lead = StaffFactory(role="team_lead", team=consultant.team)
    StaffFactory(role="team_lead")  # of another team
    RequestFactory(consultant=consultant, kind="other")
    notices.warn(session, RECEIVED + 12 * HOUR)
    notices.warn(session, RECEIVED + 18 * HOUR)
    notices.warn(session, RECEIVED + 25 * HOUR)
    assert told(session) == [
        ("request_answer_half", consultant.id),
        ("request_answer_soon", consultant.id),
        ("request_answer_soon", lead.id),
        ("request_answer_late", consultant.id),
        ("request_answer_late", lead.id),
    ]


def test_nobody_is_woken_but_whoever_is_on_call(session: orm.Session, consultant: Staff) -> None:
    lead = StaffFactory(role="team_lead", team=consultant.team)
    RequestFactory(consultant=consultant, kind="other")
    night = RECEIVED + 18 * HOUR  # three o'clock in Denmark
    session.add(DutyShift(day=clock.local_date(night), staff_id=consultant.id, at_night=True))
    session.flush()
    notices.warn(session, night)
    due = dict(
        session.execute(
            sa.select(OutboxMessage.recipient_id, OutboxMessage.due_at).where(
                OutboxMessage.channel == "inbox"
            )
        ).all()
    )
    assert due == {consultant.id: night, lead.id: clock.parse_moment("2026-11-24T07:00")}


def test_what_is_done_meanwhile_is_not_told_in_the_morning(
    session: orm.Session, consultant: Staff
) -> None:
    request = RequestFactory(consultant=consultant, kind="other")
    notices.warn(session, RECEIVED + 18 * HOUR)
    fact = session.scalars(sa.select(OutboxMessage.still_true).limit(1)).one()
    assert checks.holds(session, fact)
    RequestEventFactory(request_id=request.id, kind="answered", at=RECEIVED + 19 * HOUR)
    assert not checks.holds(session, fact)


def test_a_paused_promise_is_quiet(session: orm.Session, consultant: Staff) -> None:
    request = RequestFactory(consultant=consultant, happened=["answered"])
    at = RECEIVED + 2 * HOUR
    RequestEventFactory(request_id=request.id, kind="paused", code="wants_later", at=at)
    assert notices.warn(session, RECEIVED + timedelta(days=9)) == 0


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
    monkeypatch.setattr("portal.core.worker.worker_app", [app])
    assert "recruitment.warn" in queue.tasks
    with clock.frozen(RECEIVED + 20 * HOUR):
        jobs.warn(timestamp=0)
    assert told(session) == [("request_answer_soon", consultant.id)]
