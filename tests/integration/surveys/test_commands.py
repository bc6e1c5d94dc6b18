"""The operators' commands, and the jobs of the worker."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Persona
from portal.core import clock
from portal.core import worker as core_worker
from portal.surveys import defaults
from portal.surveys import jobs as survey_jobs
from portal.surveys.models import STATEMENTS, Answer, Invitation
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory

NOW_TEXT = NOW.isoformat()


def run(app: Flask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=["portal", "surveys", *words])


def test_a_link_printed_for_a_citizen_opens_the_form(
    app: Flask, client: FlaskClient, session: orm.Session
) -> None:
    defaults.load_defaults(session)
    citizen = CitizenFactory()
    session.commit()
    printed = run(app, "link", "--citizen", str(citizen.id), "--now", NOW_TEXT)
    address = urlsplit(printed.output.strip())
    assert f"{address.scheme}://{address.netloc}" == "http://127.0.0.1:8000"
    with clock.frozen(NOW):
        assert client.get(address.path).status_code == 200
        assert client.post(address.path, data=dict.fromkeys(STATEMENTS, "5")).status_code == 302
    again = run(app, "link", "--citizen", str(citizen.id), "--now", NOW_TEXT)
    assert again.exit_code == 1
    assert "has answered this quarter" in again.output
    next_quarter = (NOW + timedelta(days=60)).isoformat()
    assert run(app, "link", "--citizen", str(citizen.id), "--now", next_quarter).exit_code == 0


def test_a_link_can_be_asked_for_by_persona(app: Flask, session: orm.Session) -> None:
    citizen = CitizenFactory(cpr="6101921111")
    session.add(
        Persona(
            subject="anna",
            audience="citizen",
            name="Anna",
            role="",
            story_da="",
            story_en="",
            claims={"cpr": "610192-1111"},
            position=1,
        )
    )
    session.commit()
    assert run(app, "link", "--citizen", "anna").exit_code == 0
    assert session.scalars(sa.select(Invitation.citizen_id)).all() == [citizen.id]


@pytest.mark.parametrize("citizen", ["0", "nobody", "9" * 30, "-1"])
def test_an_unknown_citizen_is_a_usage_error(app: Flask, citizen: str) -> None:
    printed = run(app, "link", f"--citizen={citizen}")
    assert printed.exit_code == 2
    assert "there is no citizen" in printed.output


def test_due_invitations_and_laying_can_be_run_by_hand(app: Flask, session: orm.Session) -> None:
    CitizenFactory()
    session.commit()
    last_day = clock.parse_moment("2026-12-31T12:00").isoformat()
    assert run(app, "invite-due", "--now", last_day).output == "1 invited, and 0 of businesses\n"
    assert run(app, "invite-due", "--now", last_day).output == "0 invited, and 0 of businesses\n"
    assert run(app, "lay").output == "0 laid down\n"


def test_the_worker_knows_the_jobs_and_runs_them(app: Flask, session: orm.Session) -> None:
    defaults.load_defaults(session)
    CitizenFactory()
    session.commit()
    assert {survey_jobs.LAY, survey_jobs.INVITE_DUE} <= set(core_worker.queue.tasks)
    core_worker.worker_app[:] = [app]
    try:
        with clock.frozen(clock.parse_moment("2026-12-31T12:00")):
            core_worker.queue.tasks[survey_jobs.INVITE_DUE](timestamp=0)
            core_worker.queue.tasks[survey_jobs.LAY](timestamp=0)
    finally:
        core_worker.worker_app.clear()
    assert len(session.scalars(sa.select(Invitation.id)).all()) == 1
    assert session.scalars(sa.select(Answer.id)).all() == []
