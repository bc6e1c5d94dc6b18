"""Every deed of this room, by everybody: who may, and that nothing happens for all others."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.supported.models import (
    PartnerAgreement,
    Placement,
    PlacementRule,
    SupportedApplication,
    SupportedEvent,
)
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.businesses import ProductionUnitFactory
from tests.integration.conftest import SignInAs
from tests.integration.supported.conftest import (
    BUSINESS,
    OWN,
    STAFF,
    Scene,
    application,
    days,
    link,
    only,
)
from tests.integration.supported.test_database import partner, put

COMPANY = {"owner", "own unit"}
DECIDERS = {"consultant", "lead"}
PLACERS = {"lead", "mate", "own caseworker"}


@dataclass
class Deed:
    """One thing that is done by a form, and who may do it."""

    route: str
    may: set[str]
    path: str
    data: dict[str, Any]
    before: str
    """How far the application must have come: 'sent', 'agreed', 'approved' or 'placed'."""


RULES = "/personale/regelbog/pladser"
RULE = {
    "form": "work_placement", "sector": "private", "length": "10", "unit": "weeks",
    "hours_most": "30", "ratio_each": "4", "ratio_up_to": "40", "ratio_each_above": "8",
    "decide_days": "10", "source": "Udvalget", **days("valid_from", "2027-01-01"),
}  # fmt: skip
DEEDS = [
    Deed("supported_business.send", COMPANY | {"other unit"}, f"{BUSINESS}/ny", {}, ""),
    Deed("supported_business.ask_again", COMPANY, f"{BUSINESS}/{{one}}/link", {
        "ask-representative_name": "T", "ask-representative_email": "t@example.invalid",
    }, "sent"),
    Deed("supported_business.extend", COMPANY, f"{BUSINESS}/{{one}}/forlaeng", {
        "key": "e", **days("ends_on", "2027-03-07"),
    }, "placed"),
    Deed("supported_business.take_back", COMPANY, f"{BUSINESS}/{{one}}/fortryd", {}, "sent"),
    Deed("supported_staff.ask_again", DECIDERS, f"{STAFF}/{{one}}/link", {}, "sent"),
    Deed("supported_staff.approve", DECIDERS, f"{STAFF}/{{one}}/ja",
         {"yes-reason": "Ja"}, "agreed"),
    Deed("supported_staff.refuse", DECIDERS, f"{STAFF}/{{one}}/nej", {"no-reason": "Nej"}, "sent"),
    Deed("supported_staff.place", PLACERS, f"{STAFF}/{{one}}/borger/{{citizen}}", {}, "approved"),
    Deed("supported_staff.end", DECIDERS | PLACERS | {"far caseworker"}, f"{STAFF}/{{one}}/slut",
         {"end-reason": "Job", **days("end-last", "2026-12-31")}, "placed"),
    Deed("supported_partners.make", DECIDERS, f"{STAFF}/aftaler/virksomhed/{{business}}", {
        "places": "2", "tasks": "Alt",
        **days("starts_on", "2026-12-01"), **days("ends_on", "2027-12-01"),
    }, ""),
    Deed("supported_partners.end", DECIDERS, f"{STAFF}/aftaler/{{agreement}}/slut", {}, "partner"),
    Deed("supported_rules.add", {"administrator"}, RULES, RULE, ""),
    Deed("supported_rules.take_back", {"administrator"}, f"{RULES}/fjern", {
        "form": "work_placement", "sector": "private", "valid_from": "2031-01-01",
    }, "rule"),
    Deed("supported.say", {"citizen"}, f"{OWN}/{{one}}", {"p{one}-text": "Godt"}, "placed"),
    Deed("supported.answer", set(), "{link}", {"svar": "ja"}, "sent"),
]  # fmt: skip
OPEN_TO_ALL = {"supported.answer"}
"""Whoever has the link may answer, signed in or not."""


def everybody(scene: Scene) -> dict[str, Any]:
    team = scene.citizen.caseworker.team
    other = ProductionUnitFactory(business=scene.business)
    return {
        "owner": scene.owner,
        "own unit": BusinessUserFactory(business=scene.business, unit_id=scene.unit.id),
        "other unit": BusinessUserFactory(business=scene.business, unit_id=other.id),
        "other company": BusinessUserFactory(),
        "citizen": scene.citizen,
        "other citizen": CitizenFactory(),
        "consultant": scene.consultant,
        "lead": StaffFactory(role="team_lead", team=team),
        "mate": StaffFactory(team=team),
        "own caseworker": scene.citizen.caseworker,
        "far caseworker": StaffFactory(),
        "analyst": StaffFactory(role="analyst"),
        "administrator": StaffFactory(role="administrator"),
        "department": StaffFactory(role="department"),
        "nobody": None,
    }


EVERYBODY = {
    "owner", "own unit", "other unit", "other company", "citizen", "other citizen", "consultant",
    "lead", "mate", "own caseworker", "far caseworker", "analyst", "administrator", "department",
    "nobody",
}  # fmt: skip


def staged(session: orm.Session, scene: Scene, firm: FlaskClient, before: str) -> dict[str, Any]:
    """What the deed is about, as far as it must have come; straight into the database."""
    found: dict[str, Any] = {"business": scene.business.id, "citizen": scene.citizen.id}
    if before == "rule":
        rule = session.scalars(sa.select(PlacementRule).limit(1)).one()
        kept = {c.name: getattr(rule, c.name) for c in PlacementRule.__table__.c}
        kept |= {"form": "work_placement", "sector": "private", "valid_from": date(2031, 1, 1)}
        session.add(PlacementRule(**kept))
    elif before == "partner":
        found["agreement"] = partner(session, scene).id
    elif before:
        assert firm.post(f"{BUSINESS}/ny", data=application(scene)).status_code == 302
        one = only(session)
        found |= {"one": one.id, "link": link(session)}
        steps = ["consented", "approved", "placed"]
        for kind in steps[: ["sent", "agreed", "approved", "placed"].index(before)]:
            session.add(
                SupportedEvent(application_id=one.id, kind=kind, at=session.scalar(sa.func.now()),
                               text="Godt")
            )  # fmt: skip
        if before == "placed":
            put(session, one, scene.citizen.id, scene.consultant.id)
    session.commit()
    return found


def state(session: orm.Session) -> list[Any]:
    """All that a deed can change."""
    session.expire_all()
    tables = (SupportedApplication, SupportedEvent, Placement, PartnerAgreement, PlacementRule)
    found = [session.execute(sa.select(*one.__table__.c).order_by(*one.__table__.primary_key)).all()
             for one in tables]  # fmt: skip
    session.commit()
    return found


@dataclass
class Try:
    """A deed made ready, to be tried by anybody."""

    session: orm.Session
    scene: Scene
    client: FlaskClient
    client_for: SignInAs
    firm: FlaskClient

    def ready(self, deed: Deed) -> Callable[[str], Any]:
        """Lets somebody try the deed."""
        people = everybody(self.scene)
        about = staged(self.session, self.scene, self.firm, deed.before)
        data = {name.format(**about): value for name, value in deed.data.items()}
        if deed.route == "supported_business.send":
            data = application(self.scene)
        if deed.route == "supported_partners.make":
            data |= {"unit": str(self.scene.unit.id)}

        def by(who: str) -> Any:
            browser = self.client_for(people[who]) if people[who] is not None else self.client
            return browser.post(deed.path.format(**about), data=data)

        return by


@pytest.fixture
def tries(
    session: orm.Session,
    scene: Scene,
    client: FlaskClient,
    client_for: SignInAs,
    firm: FlaskClient,
) -> Try:
    return Try(session, scene, client, client_for, firm)


@pytest.mark.parametrize(
    "deed", [one for one in DEEDS if one.route not in OPEN_TO_ALL], ids=lambda one: one.route
)
def test_nobody_else_can_do_it(tries: Try, session: orm.Session, deed: Deed) -> None:
    by = tries.ready(deed)
    before = state(session)
    others = EVERYBODY - deed.may
    assert len(others) >= 9
    for who in sorted(others):
        answer = by(who)
        assert answer.status_code in (302, 403, 404, 422), who
        assert answer.status_code != 302 or "/log-ind" in answer.location, who
        assert state(session) == before, f"{who} has changed something"


@pytest.mark.parametrize(
    ("deed", "who"),
    [(deed, who) for deed in DEEDS for who in sorted(deed.may) or ["nobody", "other citizen"]],
    ids=lambda one: one.route if isinstance(one, Deed) else one,
)
def test_who_may_can(tries: Try, session: orm.Session, deed: Deed, who: str) -> None:
    by = tries.ready(deed)
    before = state(session)
    assert by(who).status_code == (200 if deed.route in OPEN_TO_ALL else 302)
    assert state(session) != before


def test_every_deed_of_the_room_is_in_the_table(app: Flask) -> None:
    posts = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("supported") and "POST" in (rule.methods or ())
    }
    assert posts == {deed.route for deed in DEEDS}


@pytest.mark.parametrize("number", ["999999", str(2**63 - 1), str(2**63), "-1", "x"])
def test_ids_nobody_has_are_missing(client_for: SignInAs, scene: Scene, number: str) -> None:
    lead = client_for(StaffFactory(role="team_lead"))
    owner, citizen = client_for(scene.owner), client_for(scene.citizen)
    browsers = {"supported_business": owner, "supported": citizen}
    about = dict.fromkeys(("one", "business", "agreement", "citizen"), number)
    for deed in DEEDS:
        if "{" not in deed.path or "{link}" in deed.path:
            continue
        browser = browsers.get(deed.route.split(".")[0], lead)
        data = {name.format(**about): value for name, value in deed.data.items()}
        assert browser.post(deed.path.format(**about), data=data).status_code == 404, deed.route
