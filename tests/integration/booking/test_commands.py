"""What operators ask about talks."""

import json
from datetime import date, datetime, timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking import queries
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import ObligationFactory, TalkFactory, during

NOW = "2026-11-23T10:00"


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["portal", "booking", *arguments])


def slots(app: Flask, citizen: Citizen, first: str, last: str, *more: str) -> Result:
    who = str(citizen.id)
    return run(app, "slots", "--citizen", who, "--from", first, "--to", last, "--now", NOW, *more)


def test_the_command_lists_what_the_page_offers(
    app: Flask, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    ObligationFactory(citizen=citizen)
    TalkFactory(
        citizen=CitizenFactory(caseworker=citizen.caseworker),
        during=during(date(2026, 11, 30), "09:45"),
    )
    session.commit()
    answer = slots(app, citizen, "2026-11-30", "2026-12-31", "--json")
    assert answer.exit_code == 0, answer.output
    rows = json.loads(answer.output)
    assert rows[0] == {
        "start": "2026-11-30T09:00:00+01:00",
        "end": "2026-11-30T09:45:00+01:00",
        "caseworker": citizen.caseworker.name,
        "kind": "job",
        "channel": "in_person",
    }
    offered = queries.planner(session, citizen.id, now).all_slots()
    wanted = [s.starts for s in offered if s.starts.date() >= date(2026, 11, 30)]
    assert [datetime.fromisoformat(row["start"]) for row in rows] == wanted
    assert max(row["start"] for row in rows) < "2026-12-15"  # the talk must be held by the 14th


def test_times_through_a_clock_change_keep_their_wall_time(
    app: Flask, session: orm.Session, citizen: Citizen
) -> None:
    session.commit()
    answer = run(
        app,
        *("slots", "--citizen", str(citizen.id), "--from", "2027-10-29", "--to", "2027-11-01"),
        *("--now", "2027-10-20T10:00", "--json"),
    )
    starts = [row["start"] for row in json.loads(answer.output)]
    assert starts[0] == "2027-10-29T09:00:00+02:00"
    assert starts[4] == "2027-11-01T09:00:00+01:00"
    assert len(starts) == 8


def test_people_may_read_it_too(app: Flask, session: orm.Session, citizen: Citizen) -> None:
    session.commit()
    answer = slots(app, citizen, "2026-11-30", "2026-11-30")
    assert answer.output.count("2026-11-30T") == 8
    assert citizen.caseworker.name in answer.output


@pytest.mark.parametrize("who", ["nobody", "999999999", "99999999999999999999"])
def test_unknown_citizens(app: Flask, session: orm.Session, centre: None, who: str) -> None:
    answer = run(app, "slots", "--citizen", who, "--from", "2026-11-30", "--to", "2026-11-30")
    assert answer.exit_code == 1
    assert "There is no citizen" in answer.output


def test_the_nights_work_by_hand(
    app: Flask, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    duty = ObligationFactory(citizen=citizen, book_by=now.date() - timedelta(days=1))
    session.commit()
    answer = app.test_cli_runner().invoke(args=["portal", "obligations", "run", "--now", NOW])
    assert answer.output == "0 exemptions ended, 0 moved, 1 missed, 0 made.\n"
    session.refresh(duty)
    assert duty.status == "expired"
