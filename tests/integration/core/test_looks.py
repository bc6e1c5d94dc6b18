"""A staff page that shows a citizen writes a line about it, and one that shows none writes none."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.core import clock
from portal.core.audit import LOOKS
from portal.demo import loader
from portal.settings import Settings
from tests.conftest import NOW
from tests.integration.conftest import SignInAs
from tests.integration.core.world import addresses, of_audience

# A name nobody else has and no page makes up: the citizen can be told from what a page says.
CANARY = "Kanariefugl{0}x Skelbæk{0}x"
EMAILS = {
    "caseworker": "mette.sagsbehandler",
    "team_lead": "hanne",
    "business_consultant": "kasper",
    "administrator": "torben",
    "department": "dorte",
}
# One's own lines are shown to oneself: nothing is seen that is not in the log already.
ALREADY_WRITTEN = {"access_log.own"}
TRIED, SHOWN = 6, 1


@pytest.fixture(autouse=True)
def at_now(app: Flask, now: datetime, session: orm.Session) -> Iterator[None]:
    with clock.frozen(now), app.app_context():
        loader.load(session, Settings(env="test"), NOW, size=0.03)
        for one in session.scalars(sa.select(Citizen)):
            one.real_name = CANARY.format(one.id)
        session.commit()
    with clock.frozen(now):
        yield


def named(names: dict[str, int], text: str) -> set[int]:
    return {citizen_id for name, citizen_id in names.items() if name in text}


def written(session: orm.Session, since: int) -> set[int]:
    """Whom the trail has a look at, since a line."""
    return set(
        session.scalars(
            sa.text(
                "SELECT DISTINCT citizen_id FROM audit_event"
                " WHERE id > :since AND citizen_id IS NOT NULL AND action = ANY(:looks)"
            ),
            {"since": since, "looks": list(LOOKS)},
        )
    )


def last_line(session: orm.Session) -> int:
    return session.scalar(sa.text("SELECT max(id) FROM audit_event")) or 0


@pytest.mark.parametrize("role", list(EMAILS))
def test_a_line_is_written_if_and_only_if_a_citizen_is_shown(
    app: Flask, session: orm.Session, client_for: SignInAs, role: str
) -> None:
    persona = session.execute(
        sa.text(
            "SELECT s.id FROM staff s JOIN persona p ON p.claims ->> 'email' = s.email"
            " WHERE s.role = :role ORDER BY p.position LIMIT 1"
        ),
        {"role": role},
    ).scalar_one()
    client: FlaskClient = client_for(session.get_one(Staff, persona))
    names = {
        part: citizen_id
        for name, citizen_id in session.execute(sa.select(Citizen.real_name, Citizen.id))
        for part in name.split()
    }
    hidden = set(session.scalars(sa.select(Citizen.id).where(Citizen.protected_from.is_not(None))))
    wrong, pages, seen = [], 0, 0
    for rule in of_audience(app, "staff"):
        if "GET" not in (rule.methods or set()) or rule.endpoint in ALREADY_WRITTEN:
            continue
        shown = 0
        for address in addresses(session, rule, TRIED):
            before = last_line(session)
            got = client.get(address)
            if got.status_code != 200 or not got.mimetype.startswith("text/"):
                continue
            pages, shown = pages + 1, shown + 1
            here, noted = named(names, got.get_data(as_text=True)), written(session, before)
            seen += len(here)
            if here - noted:
                wrong.append(f"{address} shows {sorted(here - noted)[:3]} and writes nothing")
            if noted - here - hidden:
                wrong.append(f"{address} writes {sorted(noted - here)[:3]} and shows nothing")
            if shown == SHOWN:
                break
    assert "\n".join(wrong) == ""
    assert pages >= 3
    assert seen or role in ("administrator", "department")
