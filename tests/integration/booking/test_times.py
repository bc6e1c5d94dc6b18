"""Are there times enough? Asked on demand, each night, and on the team lead's page."""

import json
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.booking import jobs, queries, service
from portal.booking.models import Obligation, WorkingPattern
from portal.booking.queries import Illness
from portal.core import clock
from portal.core import worker as core_worker
from portal.core.access import Role
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import ObligationFactory, TalkFactory, during
from tests.integration.conftest import SignInAs

SOON = date(2026, 11, 25)


@pytest.fixture
def lead(citizen: Citizen) -> Staff:
    return StaffFactory(team=citizen.caseworker.team, role=Role.TEAM_LEAD)


def to_hold(citizen: Citizen, number: int, by: date = SOON) -> None:
    """So many talks with other citizens of the same caseworker, to be held by a day."""
    for _ in range(number):
        other = CitizenFactory(caseworker=citizen.caseworker)
        ObligationFactory(citizen=other, book_by=by - timedelta(days=1), hold_by=by)


def test_a_team_with_times_enough(session: orm.Session, citizen: Citizen, now: datetime) -> None:
    to_hold(citizen, 4)  # it is Monday at ten: free are four times from ten on Tuesday on
    [line] = queries.sufficiency(session, now)
    assert (line.kind, line.language, line.duties, line.shortage) == ("job", "da", 4, None)
    assert line.free == 6
    assert line.short_caseworkers == []


def test_a_team_that_lacks_times(session: orm.Session, citizen: Citizen, now: datetime) -> None:
    to_hold(citizen, 9)
    [line] = queries.sufficiency(session, now)
    assert line.shortage is not None
    assert (line.shortage.missing, line.shortage.hold_by) == (3, SOON)
    assert line.short_caseworkers == [citizen.caseworker.name]


def test_what_if_the_only_one_is_ill(session: orm.Session, citizen: Citizen, now: datetime) -> None:
    to_hold(citizen, 2)
    ill = Illness(frozenset({citizen.caseworker_id}), SOON, SOON)
    [line] = queries.sufficiency(session, now, illness=ill)
    assert line.free == 2
    assert line.shortage is None
    ill = Illness(frozenset({citizen.caseworker_id}), date(2026, 11, 24), SOON)
    [line] = queries.sufficiency(session, now, illness=ill)
    assert line.shortage is not None
    assert line.shortage.missing == 2


def test_a_language_nobody_speaks(session: orm.Session, citizen: Citizen, now: datetime) -> None:
    other = CitizenFactory(caseworker=citizen.caseworker, talk_language="ar")
    ObligationFactory(citizen=other, hold_by=SOON, book_by=SOON - timedelta(days=1))
    [line] = queries.sufficiency(session, now)
    assert (line.language, line.free) == ("ar", 0)
    assert line.shortage is not None


def test_the_command_says_the_same(
    app: Flask, session: orm.Session, citizen: Citizen, lead: Staff
) -> None:
    to_hold(citizen, 9)
    session.commit()
    run = app.test_cli_runner().invoke
    command = ["portal", "booking", "sufficiency", "--now", "2026-11-23T10:00"]
    [row] = json.loads(run(args=[*command, "--json"]).output)
    assert (row["duties"], row["free"], row["missing"]) == (9, 6, 3)
    assert row["missing_by"] == "2026-11-25"
    assert "3 missing by 2026-11-25" in run(args=command).output
    ill = [*command, "--ill", str(citizen.caseworker_id), "--json"]
    assert json.loads(run(args=ill).output)[0]["missing"] == 9


def test_leads_are_warned_before_the_deadlines_are_sent(
    app: Flask,
    session: orm.Session,
    lead: Staff,
    citizen: Citizen,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session.execute(sa.delete(WorkingPattern))
    citizen.course_started_on = clock.local_date(now) + timedelta(days=3)
    session.commit()
    monkeypatch.setattr(core_worker, "worker_app", [app])
    with clock.frozen(now):
        jobs.guard_times(0)
        jobs.guard_times(0)
    told = session.scalars(sa.select(OutboxMessage)).all()
    assert {message.kind for message in told} == {"not_enough_times"}
    assert {message.recipient_id for message in told} == {lead.id}
    assert len([m for m in told if m.channel == "inbox"]) == 1
    assert session.scalars(sa.select(Obligation)).all() == []


def test_nobody_is_warned_when_there_is_room(
    app: Flask, session: orm.Session, citizen: Citizen, lead: Staff, now: datetime
) -> None:
    to_hold(citizen, 1)
    session.commit()
    with app.app_context():
        assert service.guard.warn_leads(session, now) == 0


def test_the_page_of_the_team_lead(
    session: orm.Session, citizen: Citizen, lead: Staff, now: datetime, client_for: SignInAs
) -> None:
    to_hold(citizen, 9)
    earlier = StaffFactory(team=citizen.caseworker.team)
    for day, caseworker in ((2, earlier), (9, citizen.caseworker), (16, citizen.caseworker)):
        TalkFactory(
            citizen=citizen,
            caseworker=caseworker,
            status="held",
            during=during(date(2026, 11, day), "10:00"),
        )
    session.commit()
    client = client_for(lead)
    client.set_cookie("lang", "en")
    with clock.frozen(now):
        page = client.get("/personale/tider").text
        assert "3 times are missing" in page
        assert "1 of 2 talks were with another caseworker" in page
        page = client.get(f"/personale/tider?syg={citizen.caseworker_id}&syg=x").text
        assert "If they are away 30 Nov 2026 to 6 Dec 2026" in page


def test_caseworkers_do_not_see_it(citizen: Citizen, client_for: SignInAs) -> None:
    assert client_for(citizen.caseworker).get("/personale/tider").status_code == 403
