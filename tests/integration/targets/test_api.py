"""The figures for other systems, and the same on the command line."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.core import clock
from portal.targets.rules.quarters import Quarter
from tests.conftest import NOW
from tests.integration.targets.conftest import Answers, Enquiry, publish

TARGETS, SERVICE = "/api/v1/targets", "/api/v1/service-goals"
Q3 = Quarter(2026, 3)


@pytest.fixture(autouse=True)
def present(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture(autouse=True)
def history(session: orm.Session, answers: Answers, enquiry: Enquiry) -> None:
    answers(Q3.first_day, "purpose", 400, 100, not_relevant=7)
    answers(Q3.first_day, "guidance", 3, 1)
    publish(session)
    for hours in (1, 2, 3, 24, 30):
        enquiry(datetime(2026, 8, 3, 8, 0, tzinfo=UTC), answered=hours, closed=60)


def only(rows: list[dict[str, Any]], key: str, period: str) -> dict[str, Any]:
    (row,) = [row for row in rows if row["key"] == key and row["period"] == period]
    return row


def test_targets_by_key_and_quarter(client: FlaskClient) -> None:
    rows = client.get(TARGETS).json
    assert len(rows) == 5 * 8
    assert only(rows, "purpose", "2026-Q3") == {
        "key": "purpose",
        "target": 0.8,
        "period": "2026-Q3",
        "invited": 0,
        "n": 500,
        "favourable": 400,
        "share": 0.8,
        "low": 0.7627,
        "high": 0.8327,
        "verdict": "on_the_right_way",
        "response_rate": None,
        "change": None,
        "change_low": None,
        "change_high": None,
        "movement": None,
        "weighted_share": 0.8,  # there is only one group, so it weighs as it is
        "weighted_low": 0.7627,
        "weighted_high": 0.8327,
        "published_at": "2026-11-23T09:00:00+00:00",
        "final": True,
    }


def test_hidden_and_empty_are_the_same(client: FlaskClient) -> None:
    rows = client.get(TARGETS).json
    when = {"period": "", "published_at": "", "final": True}
    hidden = only(rows, "guidance", "2026-Q3") | when
    assert hidden == only(rows, "guidance", "2026-Q2") | when
    assert {hidden[f] for f in ("n", "favourable", "share", "low", "high")} == {None}
    assert hidden["verdict"] == "too_early_to_say"


def test_service_goals_by_key_and_quarter(client: FlaskClient) -> None:
    rows = client.get(SERVICE).json
    assert len(rows) == 2 * 8
    assert only(rows, "answer", "2026-Q3") == {
        "key": "answer",
        "hours": 24,
        "period": "2026-Q3",
        "n": 5,
        "within": 4,
        "share": 0.8,
        "median_hours": 3.0,
        "p90_hours": 30.0,
        "worst_hours": 30.0,
        "counted": "elapsed",
    }
    empty = only(rows, "answer", "2026-Q2")
    hidden = ("n", "within", "share", "median_hours", "p90_hours", "worst_hours")
    assert {empty[f] for f in hidden} == {None}


def test_one_quarter_can_be_asked_for(client: FlaskClient) -> None:
    rows = client.get(f"{TARGETS}?quarter=2026-Q3").json
    assert {row["period"] for row in rows} == {"2026-Q3"}
    assert len(client.get(f"{SERVICE}?quarter=2026-Q3").json) == 2
    assert client.get(f"{TARGETS}?quarter=1900-Q1").json == []
    assert client.get(f"{SERVICE}?quarter=9000-Q4").json == []


@pytest.mark.parametrize("quarter", ["", "2026", "2026-Q5", "'; --", "9999-Q4", "x" * 5000])
def test_what_is_no_quarter_is_an_error_in_json(client: FlaskClient, quarter: str) -> None:
    for path in (TARGETS, SERVICE):
        answer = client.get(path, query_string={"quarter": quarter})
        assert answer.status_code == 400
        assert answer.json["error"] == 400
        assert "2026-Q3" in answer.json["message"]


def test_the_api_is_public_and_may_be_kept_for_a_minute(client: FlaskClient) -> None:
    for path in (TARGETS, SERVICE, "/api/v1/openapi.json"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert answer.mimetype == "application/json"
        assert "Set-Cookie" not in answer.headers
    assert client.post(TARGETS).status_code == 405
    assert client.get("/api/v1/nothing").json == {"error": 404}


def test_the_description_fits_what_is_answered(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    for path in (TARGETS, SERVICE):
        responses = document["paths"][path]["get"]["responses"]
        name = responses["200"]["content"]["application/json"]["schema"]["items"]["$ref"]
        schema = document["components"]["schemas"][name.rsplit("/", 1)[1]]
        for row in client.get(path).json:
            assert list(row) != []
            assert set(row) == set(schema["required"]) == set(schema["properties"])
            for field, value in row.items():
                assert fits(value, schema["properties"][field]), (field, value)


def test_changes_come_with_their_interval(
    client: FlaskClient, session: orm.Session, answers: Answers
) -> None:
    answers(Q3.shifted(-1).first_day, "purpose", 300, 200)
    publish(session)
    row = only(client.get(TARGETS).json, "purpose", "2026-Q3")
    assert (row["change"], row["movement"]) == (0.2, "risen")
    assert 0 < row["change_low"] < 0.2 < row["change_high"] < 1


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """True when `value` is of a type, and among the values, that the schema names."""
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    known = {
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    return any(isinstance(value, known[t]) for t in types) and value in schema.get("enum", [value])


def run(app: Flask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=["portal", *words])


def test_the_command_line_prints_the_same(app: Flask, client: FlaskClient) -> None:
    now = NOW.isoformat()
    for command, path in (("targets", TARGETS), ("service-goals", SERVICE)):
        printed = run(app, command, "show", "--json", "--now", now)
        assert json.loads(printed.output) == client.get(path).json
        one = run(app, command, "show", "--json", "--quarter", "2026-Q3")
        assert json.loads(one.output) == client.get(f"{path}?quarter=2026-Q3").json
        table = run(app, command, "show", "--quarter", "2026-Q3", "--now", now).output
        assert table.startswith("key")
        assert "–" in table
    assert "nothing to show" in run(app, "targets", "show", "--quarter", "1999-Q1").output
    assert run(app, "targets", "show", "--quarter", "soon").exit_code == 2


def test_figures_do_not_move_when_asked_twice(client: FlaskClient, session: orm.Session) -> None:
    assert client.get(TARGETS).data == client.get(TARGETS).data
