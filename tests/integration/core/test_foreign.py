"""Another's object answers like a missing one: every route with an id, asked by a newcomer."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm
from werkzeug.test import TestResponse

from portal.core import clock
from portal.demo import loader
from portal.settings import Settings
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory, CitizenFactory
from tests.integration.conftest import SignInAs
from tests.integration.core.world import MISSING, WORDS, ids, of_audience, places, table_of

# Vacancies are for everybody who is signed in.
FOR_EVERYBODY = {"opening_id"}
TRIED = 3


@pytest.fixture(autouse=True)
def at_now(app: Flask, now: datetime, session: orm.Session) -> Iterator[None]:
    with clock.frozen(now), app.app_context():
        loader.load(session, Settings(env="test"), NOW, size=0.03)
        session.commit()
    with clock.frozen(now):
        yield


def same(answer: TestResponse, numbers: set[str]) -> tuple[int, str, str]:
    """What may not differ: status, body and where it leads, without the numbers asked for."""
    text = answer.get_data(as_text=True) + "\n" + answer.headers.get("Location", "")
    for number in sorted(numbers, key=len, reverse=True):
        text = re.sub(rf"(?<!\d){number}(?!\d)", "N", text)
    text = re.sub(r'(csrf_token" value|data-token)="[^"]*"', "", text)
    return answer.status_code, answer.mimetype, text


def fresh(client: FlaskClient) -> FlaskClient:
    """The client without what its last request left to be said."""
    with client.session_transaction() as kept:
        kept.pop("_flashes", None)
    return client


def ways(rule, name: str, value: str, second: str) -> str:
    """The address with `value` in the place called `name` and `second` in other places of rows."""

    def fill(place: re.Match[str]) -> str:
        found = place[2]
        if found == name:
            return value
        if place[1] and place[1].startswith("any"):
            return place[1][4:].split(",")[0].strip("' )")
        return second if table_of(rule, found) else WORDS.get(found, "1")

    return re.sub(r"<(?:([^<>]*):)?(\w+)>", fill, rule.rule)


def walk(app: Flask, session: orm.Session, client: FlaskClient, audience: str) -> tuple[int, list]:
    asked, wrong = 0, []
    for rule in of_audience(app, audience):
        named = [n for kind, n in places(rule) if kind == "int" and table_of(rule, n)]
        named = [name for name in named if name not in FOR_EVERYBODY]
        for name in named[:1]:
            for row in ids(session, table_of(rule, name), TRIED):
                for method in sorted((rule.methods or set()) & {"GET", "HEAD", "POST"}):
                    theirs = ways(rule, name, str(row), str(row))
                    nobodys = ways(rule, name, str(MISSING), str(row))
                    got = fresh(client).open(theirs, method=method)
                    missing = fresh(client).open(nobodys, method=method)
                    asked += 1
                    numbers = {str(row), str(MISSING)}
                    if same(got, numbers) != same(missing, numbers):
                        wrong.append(f"{method} {theirs}: {got.status} but {missing.status}")
                    elif got.status_code in (200, 500):
                        wrong.append(f"{method} {theirs}: {got.status}")
    return asked, wrong


def trail(session: orm.Session) -> int:
    return session.scalar(sa.text("SELECT count(*) FROM audit_event")) or 0


def test_a_citizen_finds_nothing_of_others(
    app: Flask, session: orm.Session, client_for: SignInAs
) -> None:
    client = client_for(CitizenFactory())
    before = trail(session)
    asked, wrong = walk(app, session, client, "citizen")
    assert wrong == []
    assert asked > 100
    assert trail(session) == before


def test_a_company_finds_nothing_of_others(
    app: Flask, session: orm.Session, client_for: SignInAs
) -> None:
    client = client_for(BusinessUserFactory(is_administrator=True))
    before = trail(session)
    asked, wrong = walk(app, session, client, "business")
    assert wrong == []
    assert asked > 60
    assert trail(session) == before
