"""Anything, by anybody, at any address: never a 5xx, never another's canary, never a change without
its line in the audit trail, never a change by looking. 400 requests; `make fuzz` sends 20,000.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from flask import Flask, Response, request
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as run_as
from sqlalchemy import orm

from portal import create_app
from portal.accounts import queries
from portal.accounts import service as accounts
from portal.accounts.models import BusinessUser, Identity, Persona, Staff
from portal.core import clock
from portal.core.access import public
from portal.core.db import db
from portal.demo import loader
from portal.invariants import check_invariants
from portal.settings import Settings
from tests.fuzz.monkey import (
    HOMES,
    WHIMS,
    Click,
    Monkey,
    Whim,
    click_of,
    others,
    pairs,
    plain,
    routes,
)
from tests.fuzz.watch import SHOWN, UNSENT, watched
from tests.integration.conftest import fresh_database, migrated
from tests.visits import CheckedClient, watch_sessions

REQUESTS = int(os.environ.get("PORTAL_FUZZ", "400"))
ANONYMOUS = ("", "", 0, "")
# Each citizen's own words hold a word that is found again wherever it is shown.
CANARIES = (
    "UPDATE cv SET profile_text = left(profile_text, 400) || ' kanariecv' || citizen_id || 'x'",
    "UPDATE plan SET goal = left(goal, 200) || ' kanarieplan' || citizen_id || 'x'",
    "UPDATE job_log_entry SET note = 'kanariejoblog' || citizen_id || 'x'",
    "UPDATE thread_message m SET text = text || ' kanariebesked' || t.citizen_id || 'x'"
    " FROM message_thread t WHERE t.id = m.thread_id",
)


@dataclass
class Town:
    """The demo municipality with its personas as monkeys, and what went wrong so far."""

    app: Flask
    engine: sa.Engine
    monkeys: list[Monkey]
    ids: list[str]
    wrong: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    sent: int = 0

    def do(self, monkey: Monkey, click: Click) -> None:
        """Send one request and judge the answer."""
        self.sent += 1
        if self.sent % 50 == 0:  # or the walls against floods would soon refuse all
            with self.engine.begin() as connection:
                connection.execute(sa.text("TRUNCATE rate_window"))
        with watched(self.engine) as deeds:
            try:
                answer = monkey.client.open(
                    plain(click.path),
                    method=click.method,
                    data=pairs(click.data) if click.method != "GET" else None,
                    query_string=None,
                )
            except AssertionError as error:
                self.blame(monkey, click, f"the page itself: {str(error)[:160]}")
                return
            except ValueError:  # no address at all: nothing could be sent
                self.statuses[0] += 1
                return
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self.blame(monkey, click, f"answered {answer.status_code}")
        for canary in others(answer.text if answer.mimetype.startswith("text") else "", monkey):
            self.blame(monkey, click, f"shows {canary}")
        if click.method in ("GET", "HEAD") and deeds.kept - {"audit_event"} - SHOWN:
            self.blame(monkey, click, f"looking changed {sorted(deeds.kept)}")
        if deeds.unaudited - UNSENT - SHOWN:
            self.blame(monkey, click, f"changed {sorted(deeds.unaudited)} without a line")
        monkey.learn(answer)
        if "/log-ind" in answer.headers.get("Location", "") and monkey.audience:
            sign_in(self, monkey)

    def blame(self, monkey: Monkey, click: Click, what: str) -> None:
        """Note what went wrong once for each route."""
        with self.app.test_request_context(click.path.split("?")[0], method=click.method):
            rule = request.url_rule.rule if request.url_rule else click.path
        self.wrong[f"{click.method} {rule}: {what} (as {monkey.name}, {click.data!r:.300})"] += 1


def sign_in(town: Town, monkey: Monkey) -> None:
    """Let the monkey in anew."""
    column = {"citizen": "citizen_id", "business": "business_user_id", "staff": "staff_id"}
    with town.app.app_context(), orm.Session(town.engine) as session:
        subject = f"fuzz-{monkey.name}"
        known = session.scalar(sa.select(Identity).where(Identity.subject == subject))
        if known is None:
            known = Identity(
                issuer="test",
                subject=subject,
                audience=monkey.audience,
                **{column[monkey.audience]: monkey.person_id},
            )
            session.add(known)
            session.flush()
        limits = accounts.limits(town.app.extensions["portal.settings"])
        secret = accounts.open_sign_in(session, known, "high", limits, clock.now())
        session.commit()
    monkey.client.set_cookie(accounts.COOKIE, secret)


def person_of(session: orm.Session, settings: Settings, persona: Persona) -> tuple[int, str]:
    """The id and role behind a persona."""
    claims = persona.claims
    if persona.audience == "staff":
        one = session.scalars(sa.select(Staff).where(Staff.email == claims["email"])).one()
        return one.id, one.role
    if persona.audience == "business":
        user = session.scalars(
            sa.select(BusinessUser).where(BusinessUser.email == claims["email"])
        ).first()
        return (user.id if user else 0), ""
    return queries.citizen_named(session, settings, persona.subject) or 0, ""


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """The demo municipality, committed, with canaries in everybody's words."""
    engine = migrated(fresh_database("portal_test_fuzz"))
    app = create_app(Settings(env="test", log_level="error"))
    app.extensions["portal.engine"] = engine
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = CheckedClient
    watch_sessions(app)
    with app.app_context(), orm.Session(engine) as session:
        loader.load(session, app.extensions["portal.settings"], clock.now())
        for statement in CANARIES:
            session.execute(sa.text(statement))
        session.commit()
        loader.analyze(engine)
        made = Town(app, engine, [], [])
        for persona in session.scalars(sa.select(Persona)):
            number, role = person_of(session, app.extensions["portal.settings"], persona)
            if number:
                client = app.test_client()
                made.monkeys.append(Monkey(persona.subject, persona.audience, number, role, client))
        numbers = set(map(str, range(1, 40)))
        for table in (
            "talk",
            "recruitment_request",
            "referral",
            "opening",
            "supported_application",
        ):
            numbers |= set(
                map(
                    str,
                    session.scalars(sa.text(f"SELECT id FROM {table} ORDER BY id DESC LIMIT 20")),
                )
            )
        odd = ["0", "-1", "9" * 18, "guidance", "2026-Q3", "x", "%00", "æøå"]
        made.ids = [*sorted(numbers), *odd]
    for monkey in made.monkeys:
        sign_in(made, monkey)
        monkey.learn(monkey.client.get(HOMES[monkey.audience]))
    made.monkeys.append(Monkey("nobody", *ANONYMOUS[1:2], 0, "", app.test_client()))
    made.monkeys[-1].learn(made.monkeys[-1].client.get("/"))
    yield made
    engine.dispose()


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
