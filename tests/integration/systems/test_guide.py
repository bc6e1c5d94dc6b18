"""The guide's examples do what they say."""

import re
import shlex

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import BusinessUser
from portal.core import clock
from portal.recruitment.models import RecruitmentRequest
from portal.settings import ROOT
from portal.systems.problem import TITLES
from tests.factories.systems import token_for

GUIDE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
CALLS = re.findall(r"^curl (?:.*\\\n)*.*(?:\n +.*)*", GUIDE, re.MULTILINE)


def run(client: FlaskClient, call: str, token: str, number: int) -> int:
    """Ask what a curl command would ask."""
    words = shlex.split(call.replace("\\\n", " "))
    headers, method, body, path = {}, "GET", None, ""
    for position, word in enumerate(words):
        if word == "-H":
            name, _colon, value = words[position + 1].partition(": ")
            headers[name] = value.replace("$TOKEN", token)
        elif word == "-X":
            method = words[position + 1]
        elif word == "-d":
            method, body = "POST", words[position + 1]
        elif word.startswith("$PORTAL"):
            path = word.removeprefix("$PORTAL").replace("requests/1", f"requests/{number}")
    return client.open(path, method=method, data=body, headers=headers).status_code


def test_every_call_of_the_guide_works(
    client: FlaskClient, session: orm.Session, administrator: BusinessUser
) -> None:
    token = token_for(session, administrator, clock.now())
    assert len(CALLS) == 4
    assert run(client, CALLS[0], token, 0) == 201
    number = session.scalars(sa.select(RecruitmentRequest.id)).one()
    assert [run(client, call, token, number) for call in CALLS[1:]] == [200, 200, 200]


@pytest.mark.parametrize(("status", "problem"), TITLES.items())
def test_every_problem_is_in_the_guide(status: int, problem: tuple[str, object]) -> None:
    assert f"| `{problem[0]}` | {status} |" in GUIDE
