"""The API of free times says what the page and the command say."""

import json
from datetime import date, datetime
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking import queries
from tests.factories.booking import ObligationFactory, TalkFactory, during
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")

SLOTS = "/api/v1/slots"


def test_it_is_the_list_of_the_page_and_the_command(
    app: Flask, session: orm.Session, citizen: Citizen, client_for: SignInAs, now: datetime
) -> None:
    ObligationFactory(citizen=citizen)
    session.commit()
    answer = client_for(citizen).get(SLOTS, query_string={"channel": "phone"})
    assert answer.headers["Cache-Control"] == "private, no-store"
    planner = queries.planner(session, citizen.id, now, channel="phone")
    assert [datetime.fromisoformat(row["start"]) for row in answer.json] == [
        slot.starts for slot in planner.all_slots()
    ]
    command = ["portal", "booking", "slots", "--citizen", str(citizen.id), "--channel", "phone"]
    days = ["--from", "2026-11-23", "--to", "2027-03-01", "--now", "2026-11-23T10:00", "--json"]
    said = app.test_cli_runner().invoke(args=[*command, *days]).output
    assert answer.json == json.loads(said)


def test_some_days_only(session: orm.Session, citizen: Citizen, client_for: SignInAs) -> None:
    session.commit()
    client = client_for(citizen)
    rows = client.get(SLOTS, query_string={"from": "2026-11-30", "to": "2026-11-30"}).json
    assert {row["start"][:10] for row in rows} == {"2026-11-30"}
    assert len(rows) == 4
    assert client.get(SLOTS, query_string={"from": "2020-01-01", "to": "2020-12-31"}).json == []
    assert len(client.get(SLOTS, query_string={"to": "9999-12-31"}).json) > 100


def test_who_has_a_talk_has_nothing_to_choose(
    session: orm.Session, citizen: Citizen, client_for: SignInAs
) -> None:
    TalkFactory(citizen=citizen, during=during(date(2026, 12, 1), "10:00"))
    session.commit()
    assert client_for(citizen).get(SLOTS).json == []


@pytest.mark.parametrize("query", ["from=x", "to=2026-13-01", "channel=fax", "channel=workplace"])
def test_what_makes_no_sense(citizen: Citizen, client_for: SignInAs, query: str) -> None:
    answer = client_for(citizen).get(f"{SLOTS}?{query}")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.json["error"] == HTTPStatus.BAD_REQUEST


def test_only_citizens_ask(client: FlaskClient, citizen: Citizen, client_for: SignInAs) -> None:
    assert client.get(SLOTS).status_code == HTTPStatus.UNAUTHORIZED
    assert client.get(SLOTS).json == {"error": 401}
    assert client_for(citizen.caseworker).get(SLOTS).status_code == HTTPStatus.FORBIDDEN


def test_it_is_described(citizen: Citizen, client_for: SignInAs) -> None:
    client = client_for(citizen)
    document = client.get("/api/v1/openapi.json").json
    named = document["paths"][SLOTS]["get"]["responses"]["200"]["content"]["application/json"]
    assert named["schema"]["items"] == {"$ref": "#/components/schemas/Slot"}
    row = client.get(SLOTS).json[0]
    assert set(row) == set(document["components"]["schemas"]["Slot"]["required"])
