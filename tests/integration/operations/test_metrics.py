"""What Prometheus reads, and what the log says of a job."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import orm

from portal.core import clock, jobs, outgoing
from portal.core import worker as core_worker
from portal.core.db import db
from portal.notifications.models import OutboxMessage
from portal.operations import examining
from portal.operations.doctor import Finding, State
from portal.settings import ROOT

LAST_ARGUMENTS = sa.text("SELECT args FROM procrastinate_jobs ORDER BY id DESC LIMIT 1")


def told(client: FlaskClient) -> dict[tuple[str, str], float]:
    """Each sample by its name and its first label."""
    answer = client.get("/metrics")
    assert answer.content_type.startswith("text/plain")
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_routes_are_counted_and_addresses_are_not(client: FlaskClient) -> None:
    client.get("/svar/a-secret-token-9x7")
    client.open("/healthz", method="ODDMETHOD")
    client.get("/no/such/page-8y6")
    answer = client.get("/metrics").text
    assert 'portal_requests_total{method="GET",route="/svar/<token>"' in answer
    assert 'portal_request_seconds_bucket{le="0.5",route="/svar/<token>"}' in answer
    assert 'route="(none)",status="404"' in answer
    for secret in ("a-secret-token-9x7", "page-8y6", "ODDMETHOD"):
        assert secret not in answer


def test_the_work_behind_the_pages_is_told(client: FlaskClient, session: orm.Session) -> None:
    session.execute(
        sa.text(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, scheduled_at)"
            " VALUES ('default', 'x', '{}', now() - interval '20 minutes')"
        )
    )
    found = [
        Finding("times", "times_ok", State.OK, {"duties": 4, "free": 10, "missing": 0}),
        Finding("enquiries", "enquiries_ok", State.OK, {"seconds": 90.0, "number": 1, "late": 0}),
        Finding("mail", "mail_away", State.ERROR, {"host": "x"}),
    ]
    examining.keep(session, found, now=clock.now())
    outgoing.close(session, "restored", now=clock.now())
    session.commit()

    values = told(client)

    assert values["portal_database_up", ""] == 1
    assert 1190 < values["portal_jobs_oldest_seconds", ""] < 1300
    assert values["portal_outbox_open", ""] == 0
    assert values["portal_free_times_per_obligation", ""] == 2.5
    assert values["portal_enquiry_oldest_unanswered_seconds", ""] == 90
    assert values["portal_check_state", "mail"] == 2
    assert values["portal_check_state", "times"] == 0
    assert values["portal_examined_seconds", ""] < 60
    assert values["portal_standbys", ""] == 0


# What an operator must see, and the gauge that says so; a replica's lag in core/test_replica.py.
SEEN = {
    "rate and errors by route": "portal_requests_total",
    "duration by route": "portal_request_seconds_bucket",
    "age of the queue": "portal_jobs_oldest_seconds",
    "age of the outbox": "portal_outbox_oldest_seconds",
    "mails given up on": "portal_outbox_failed_last_day",
    "oldest enquiry without an answer": "portal_enquiry_oldest_unanswered_seconds",
    "free times for each duty": "portal_free_times_per_obligation",
    "connections kept": "portal_pool_size",
    "connections in use": "portal_pool_in_use",
}


def test_everything_an_operator_must_see_is_there(
    client: FlaskClient, session: orm.Session
) -> None:
    now = clock.now()
    common = {"kind": "talk_cancelled", "audience": "citizen", "recipient_id": 1, "language": "da"}
    common |= {"channel": "email", "subject": "", "body": "", "created_at": now}
    session.add_all(
        [
            OutboxMessage(event="seen:1", due_at=now - timedelta(minutes=30), **common),
            OutboxMessage(event="seen:2", due_at=now, failed_at=now - timedelta(hours=1), **common),
        ]
    )
    examining.keep(
        session,
        [
            Finding("times", "times_ok", State.OK, {"duties": 1, "free": 3, "missing": 0}),
            Finding("enquiries", "enquiries_ok", State.OK, {"seconds": 7.0, "number": 1}),
        ],
        now=now,
    )
    session.commit()
    client.get("/healthz")
    values = told(client)
    names = {name for name, _label in values}
    assert not {what for what, gauge in SEEN.items() if gauge not in names}
    assert 1790 < values["portal_outbox_oldest_seconds", ""] < 1900
    assert values["portal_outbox_failed_last_day", ""] == 1
    assert values["portal_pool_in_use", ""] >= 1


def test_each_line_of_the_log_is_json_under_the_requests_id() -> None:
    asked = "from wsgi import app; print(app.test_client().get('/healthz').headers['X-Request-Id'])"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env=os.environ | {"PORTAL_LOG_LEVEL": "info", "PORTAL_ENV": "test"},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    (line,) = [one for one in lines if one["event"] == "request"]
    assert line["request_id"] == done.stdout.strip()
    assert (line["method"], line["route"], line["status"]) == ("GET", "/healthz", 200)


def test_without_a_database_the_rest_is_still_told(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: Any) -> None:
        raise OSError

    monkeypatch.setattr("portal.operations.gauges.queries.waiting_jobs", away)
    values = told(client)
    assert values["portal_database_up", ""] == 0
    assert any(name == "portal_requests_total" for name, _label in values)


def test_the_log_of_a_job_carries_the_request_that_asked_for_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}
    arguments: list[dict[str, Any]] = []
    monkeypatch.setattr(core_worker, "worker_app", [app])

    @core_worker.in_app
    def work(number: int) -> None:
        seen.update(structlog.contextvars.get_contextvars(), number=number)

    for path, known in (("/", True), ("/svar/kode", False)):
        with app.test_request_context(path):
            app.preprocess_request()
            jobs.defer(db.session, "operations.examine", number=7)
            given = db.session.scalar(LAST_ARGUMENTS)
        arguments.append(given)
        assert (jobs.ASKED_BY in given) is known, path
    work(**arguments[0])
    assert seen["number"] == 7
    assert seen["request_id"] == arguments[0][jobs.ASKED_BY]
    assert seen["job"] == "work"
    assert "job" not in structlog.contextvars.get_contextvars()
