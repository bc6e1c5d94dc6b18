"""What operators ask in the terminal."""

import json

import pytest
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.core.calendar import OpeningHours
from portal.recruitment.commands import recruitment
from tests.conftest import NOW
from tests.factories.recruitment import RequestFactory
from tests.integration.recruitment.test_queries import CLOSES, OPENS

RECEIVED = "2026-11-23T14:32"


def run(app: Flask, *words: str) -> str:
    result = app.test_cli_runner().invoke(recruitment, words)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.usefixtures("consultant")
def test_both_deadlines_counted_both_ways(app: Flask, session: orm.Session) -> None:
    session.add_all(
        OpeningHours(weekday=day, valid_from=NOW.date(), opens=OPENS, closes=CLOSES, source="test")
        for day in range(5)
    )
    session.commit()
    assert json.loads(run(app, "due", "--received", RECEIVED, "--json")) == {
        "answer": {
            "elapsed": "2026-11-24T14:32:00+01:00",
            # 28 minutes on Monday, then six hours a day.
            "opening": "2026-11-27T14:32:00+01:00",
        },
        "candidates": {
            "elapsed": "2026-11-26T14:32:00+01:00",
            "opening": "2026-12-09T14:32:00+01:00",
        },
    }
    assert "2026-11-24T14:32:00+01:00" in run(app, "due", "--received", RECEIVED)


@pytest.mark.usefixtures("consultant", "session")
def test_without_opening_hours_there_is_no_such_deadline(app: Flask) -> None:
    found = json.loads(run(app, "due", "--received", RECEIVED, "--json"))
    assert found["answer"]["opening"] is None
    assert "never" in run(app, "due", "--received", RECEIVED)


def test_the_queue_as_json_and_as_lines(
    app: Flask, session: orm.Session, consultant: Staff
) -> None:
    request = RequestFactory(consultant=consultant, happened=["answered"])
    RequestFactory(happened=["withdrawn"])
    session.commit()
    (entry,) = json.loads(run(app, "queue", "--now", "2026-11-23T20:00", "--json"))
    assert entry["id"] == request.id
    assert entry["consultant"] == consultant.name
    assert entry["clocks"]["answer"]["state"] == "done_in_time"
    assert entry["clocks"]["candidates"] == {
        "due": "2026-11-26T09:00:00+01:00",
        "done": None,
        "state": "in_time",
    }
    assert "Bager" in run(app, "queue", "--now", "2026-11-23T20:00")
    assert (
        json.loads(run(app, "queue", "--now", "2026-11-26T20:00", "--json"))[0]["clocks"][
            "candidates"
        ]["state"]
        == "late"
    )


def test_a_moment_that_is_none_is_a_usage_error(app: Flask, session: orm.Session) -> None:
    result = app.test_cli_runner().invoke(recruitment, ["due", "--received", "i morgen"])
    assert result.exit_code == 2
