"""From an application to somebody at work, on every side; and what is refused, in words."""

import re
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.core import clock
from portal.core.audit import AuditEvent
from portal.supported.models import Placement, SupportedApplication
from tests.integration.conftest import SignInAs
from tests.integration.supported.conftest import (
    BUSINESS,
    OWN,
    STAFF,
    Scene,
    days,
    english,
    kinds,
    link,
    told,
)
from tests.statements import counted


def test_from_application_to_a_citizen_at_work(
    session: orm.Session,
    firm: FlaskClient,
    desk: FlaskClient,
    client_for: SignInAs,
    scene: Scene,
    placed: SupportedApplication,
) -> None:
    assert kinds(session) == ["sent", "consented", "approved", "placed"]
    for kind in ("consent_asked", "received", "to_decide", "approved", "placed", "yours"):
        assert told(session, f"supported_{kind}") == 1, kind
    assert "Bodil Bro has the place" in firm.get(f"{BUSINESS}/{placed.id}").text
    assert "Bodil Bro" in desk.get(f"{STAFF}/{placed.id}").text
    anna = english(client_for(scene.citizen))
    page = anna.get(OWN).text
    for seen in ("Køkkenhjælp", "Sidsel Bage", "Monday 7 December 2026"):
        assert seen in page
    assert "You begin at" in anna.get("/borger").text
    assert "Køkkenhjælp" in anna.get("/borger/min-plan").text
    assert "A place: Køkkenhjælp" in anna.get("/borger/det-er-sket").text
    said = {f"p{placed.id}-text": "Jeg glæder mig"}
    assert anna.post(f"{OWN}/{placed.id}", data=said).status_code == 302
    assert "Jeg glæder mig" in desk.get(f"{STAFF}/{placed.id}").text
    assert "Jeg glæder mig" not in firm.get(f"{BUSINESS}/{placed.id}").text
    assert told(session, "supported_said") == 1
    said = {f"p{placed.id}-text": ""}
    assert anna.post(f"{OWN}/{placed.id}", data=said).status_code == 302, "taken back"
    assert "Jeg glæder mig" not in desk.get(f"{STAFF}/{placed.id}").text
    assert told(session, "supported_said") == 1
    looks = sa.select(AuditEvent.audience).where(
        AuditEvent.subject == "placement", AuditEvent.action == "read"
    )
    assert set(session.scalars(looks)) == {"business", "staff"}


def test_more_time_is_its_own_application_and_all_of_it_is_counted(
    session: orm.Session,
    firm: FlaskClient,
    desk: FlaskClient,
    client: FlaskClient,
    placed: SupportedApplication,
) -> None:
    path = f"{BUSINESS}/{placed.id}/forlaeng"
    too_long = firm.post(path, data={"key": "e", **days("ends_on", "2027-03-08")})
    assert too_long.status_code == 422
    assert "It can last until Sunday 7 March 2027" in too_long.text
    for _ in range(2):
        assert (
            firm.post(path, data={"key": "e", **days("ends_on", "2027-03-07")}).status_code == 302
        )
    later = session.scalars(
        sa.select(SupportedApplication).where(SupportedApplication.extends_id == placed.id)
    ).one()
    assert later.counted_from == placed.starts_on
    assert firm.post(path, data={"key": "f", **days("ends_on", "2027-03-07")}).status_code == 422
    assert client.post(link(session), data={"svar": "ja"}).status_code == 200
    assert (
        desk.post(f"{STAFF}/{later.id}/ja", data={"yes-reason": "Det går godt."}).status_code == 302
    )
    assert len(session.scalars(sa.select(Placement)).all()) == 2


def test_an_early_end_frees_the_citizen_and_is_told(
    session: orm.Session, desk: FlaskClient, firm: FlaskClient, placed: SupportedApplication
) -> None:
    path = f"{STAFF}/{placed.id}/slut"
    for wrong in ("2027-03-01", "2026-01-01"):
        bad = desk.post(path, data={"end-reason": "Job", **days("end-last", wrong)})
        assert bad.status_code == 422
    good = {"end-reason": "Har fået job", **days("end-last", "2026-12-31")}
    assert desk.post(path, data=good).status_code == 302
    assert desk.post(path, data=good).status_code == 422
    assert (told(session, "supported_ended"), told(session, "supported_ended_business")) == (1, 1)
    assert "31 Dec 2026" in firm.get(BUSINESS).text


def test_what_is_decided_can_not_be_taken_back_or_decided_again(
    session: orm.Session, firm: FlaskClient, desk: FlaskClient, approved: SupportedApplication
) -> None:
    firm.post(f"{BUSINESS}/{approved.id}/fortryd")
    answer = desk.post(f"{STAFF}/{approved.id}/nej", data={"no-reason": "Nej"})
    assert answer.status_code == 422
    assert kinds(session) == ["sent", "consented", "approved"]


def test_a_deadline_is_red_when_late(
    desk: FlaskClient,
    client_for: SignInAs,
    scene: Scene,
    agreed: SupportedApplication,
    now: datetime,
) -> None:
    assert "14 days left" in desk.get(STAFF).text
    with clock.frozen(now + timedelta(days=15)):
        page = english(client_for(scene.consultant)).get(STAFF).text
    assert re.search(r"badge-error.*1 day late", page, re.S)


def test_pages_ask_little(
    engine: sa.Engine,
    firm: FlaskClient,
    desk: FlaskClient,
    client_for: SignInAs,
    scene: Scene,
    placed: SupportedApplication,
) -> None:
    for browser, path, most in (
        (firm, BUSINESS, 12),
        (firm, f"{BUSINESS}/{placed.id}", 14),
        (desk, STAFF, 24),
        (desk, f"{STAFF}/{placed.id}", 16),
        (firm, f"{BUSINESS}/ny", 14),
        (desk, f"{STAFF}/aftaler/virksomhed/{scene.business.id}", 8),
        (client_for(scene.citizen), OWN, 14),
        (client_for(scene.citizen.caseworker), f"{STAFF}/{placed.id}/borger?q=bro", 16),
    ):
        browser.get(path)
        with counted(engine) as sent:
            browser.get(path)
        assert len(sent) <= most, (path, len(sent))
