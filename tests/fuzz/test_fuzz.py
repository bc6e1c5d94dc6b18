"""Anything, by anybody, at any address: never a 5xx, never another's canary, never a change without
its line in the audit trail, never a change by looking. 400 requests; `make fuzz` sends 20,000.
"""

import os
import random
import time
from collections import Counter

import sqlalchemy as sa
from flask import Response
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as run_as

from portal.core.access import public
from portal.core.db import db
from portal.invariants import check_invariants
from tests.fuzz.monkey import (
    WHIMS,
    Click,
    Whim,
    click_of,
    routes,
)
from tests.fuzz.town import Town

REQUESTS = int(os.environ.get("PORTAL_FUZZ", "400"))


def test_anything_by_anybody_at_any_address(town: Town) -> None:
    rules, began = routes(town.app), time.monotonic()
    assert len(town.monkeys) > 8

    @run_as(
        max_examples=REQUESTS,
        phases=[Phase.generate],  # what was clicked before can't be taken back, so no shrinking
        database=None,
        deadline=None,
        derandomize=REQUESTS == 400,
        suppress_health_check=list(HealthCheck),
    )
    @given(WHIMS)
    def click(whim: Whim) -> None:
        # Hypothesis likes to try nearly the same again; the turn makes it something else.
        chance = random.Random(f"{town.sent} {whim.pick}")
        monkey = chance.choice(town.monkeys)
        town.do(monkey, click_of(whim, chance, monkey, rules, town.ids))

    click()
    spent = time.monotonic() - began
    print(f"\n{town.sent} requests in {spent:.0f} s: {dict(sorted(town.statuses.items()))}")
    assert not town.wrong, "\n" + "\n".join(f"{n}× {what}" for what, n in town.wrong.most_common())
    with town.engine.connect() as connection:
        check_invariants(connection)


def broken(town: Town, path: str, work: str) -> str:
    """What is said of a page that does this."""
    rule = f"/i-stykker/{path}"

    def view() -> Response:
        if work:
            db.session.execute(sa.text(work))
            db.session.commit()
        if path == "kaputt":
            raise RuntimeError
        return Response("kanarieplan999999999x", mimetype="text/plain")

    town.app.view_functions.pop(path, None)
    town.app._got_first_request = False  # a page that only the test adds
    town.app.add_url_rule(rule, path, public(view))
    before = Counter(town.wrong)
    monkey = next(one for one in town.monkeys if one.audience == "citizen")
    town.do(monkey, Click("GET", rule))
    said = " ".join(town.wrong - before)
    town.wrong = before
    return said


def test_the_watch_sees_what_it_is_there_to_see(town: Town) -> None:
    assert "answered 500" in broken(town, "kaputt", "")
    assert "shows plan of 999999999" in broken(town, "plaudert", "")
    said = broken(town, "schreibt", "UPDATE citizen SET name = name")
    assert "looking changed ['citizen']" in said
    assert "changed ['citizen'] without a line" in said
