"""One town for all that is tried on it."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal import create_app
from portal.accounts.models import Persona
from portal.core import clock
from portal.demo import loader
from portal.settings import Settings
from tests.fuzz.monkey import HOMES, Monkey
from tests.fuzz.town import ANONYMOUS, CANARIES, Town, person_of, sign_in
from tests.fuzz.watch import capture
from tests.integration.conftest import fresh_database, migrated
from tests.visits import CheckedClient, watch_sessions


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """The demo municipality, committed, with canaries in everybody's words."""
    url = fresh_database("portal_test_fuzz")
    engine = migrated(url)
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
    capture(url)
    yield made
    engine.dispose()
