"""Every route, with every method, asked by every kind of caller: the table in docs/access.md."""

import re
from datetime import datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm
from werkzeug.routing import Rule

from portal import create_app
from portal.core import access_table
from portal.core.access import Role
from portal.core.access_table import IN, KINDS, REFUSED, SIGN_IN, TOKEN
from portal.settings import ROOT, Settings
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.systems import bearer, token_for
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")

PAGE = ROOT / "docs" / "access.md"
INSIDE = "let in"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def gates(app: Flask, settings: Settings) -> Flask:
    """The portal with its guard and its marks, and nothing behind them but a word."""
    made = create_app(settings)
    made.config["WTF_CSRF_ENABLED"] = False
    for name in ("portal.engine", "portal.test_connection"):
        made.extensions[name] = app.extensions[name]
    for endpoint, view in made.view_functions.items():

        def inside(**_values: object) -> str:
            return INSIDE

        vars(inside).update(vars(view))
        made.view_functions[endpoint] = inside
    return made


@pytest.fixture
def callers(gates: Flask, client_for: SignInAs, session: orm.Session, now: datetime) -> dict:
    """A client of each kind of caller, with the headers it sends."""
    administrator = BusinessUserFactory(is_administrator=True)
    people = {
        "citizen": CitizenFactory(),
        "business": BusinessUserFactory(),
        **{role.value: StaffFactory(role=role.value) for role in Role},
    }
    found: dict[str, tuple[FlaskClient, dict[str, str]]] = {"nobody": (gates.test_client(), {})}
    for kind, person in people.items():
        cookie = client_for(person).get_cookie("signin")
        assert cookie is not None
        found[kind] = (gates.test_client(), {})
        found[kind][0].set_cookie("signin", cookie.value)
    for scope in ("read", "write"):
        token = token_for(session, administrator, now, scopes=(scope,), name=scope)
        found[f"token: {scope}"] = (gates.test_client(), bearer(token))
    return found


def promised() -> dict[tuple[str, str], list[str]]:
    """What the page says: by address and method the answer to each kind of caller."""
    cells = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        address, *rest = line.strip("| ").split(" | ")
        if re.fullmatch("`/.*`", address):
            for method in rest[0].split():
                cells[address.strip("`"), method] = rest[2:]
    return cells


def address_of(rule: Rule) -> str:
    """An address the route answers, with something in each of its places."""

    def fill(place: re.Match[str]) -> str:
        listed = re.match(r"any\(\W*(\w+)", place[1])
        kind = place[1].partition(":")[0].partition("(")[0]
        return listed[1] if listed else {"int": "1", "uuid": str(UUID(int=1))}.get(kind, "x")

    return re.sub(r"<([^>]*)>", fill, rule.rule)


def test_every_route_answers_each_caller_as_the_page_says(
    gates: Flask, callers: dict, session: orm.Session
) -> None:
    table, wrong, asked = promised(), [], 0
    for rule in gates.url_map.iter_rules():
        for method in set(rule.methods or ()) & set(METHODS):
            cells = table.get((rule.rule, "GET" if method == "HEAD" else method))
            assert cells is not None, f"{method} {rule.rule} is missing in docs/access.md"
            session.execute(sa.text("DELETE FROM rate_window"))  # we ask more often than one may
            for kind, cell in zip(KINDS, cells, strict=True):
                client, headers = callers[kind]
                got = client.open(address_of(rule), method=method, headers=headers)
                asked += 1
                if not as_promised(got, method, cell):
                    wrong.append(f"{method} {rule.rule} {kind}: {got.status}, promised {cell}")
    assert "\n".join(wrong) == ""
    assert asked > 3000


def as_promised(got, method: str, cell: str) -> bool:
    """Whether the answer is that of the cell."""
    if cell == IN:
        return got.status_code == 200 and (method == "HEAD" or got.text == INSIDE)
    if cell == SIGN_IN and method in ("GET", "HEAD"):
        return got.status_code == 302 and got.location.startswith("/log-ind?next=")
    wanted = {SIGN_IN: 403, REFUSED: 403, TOKEN: 401}[cell]
    return got.status_code == wanted and INSIDE not in got.text


def test_no_route_is_without_a_mark(bare_app: Flask) -> None:
    open_ends = [
        route.address
        for route in access_table.routes(bare_app)
        if route.mark == access_table.Mark.UNMARKED
    ]
    assert open_ends == []
