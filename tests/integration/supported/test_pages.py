"""From an application to somebody at work, on every side; and what is refused, in words."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.notifications.models import OutboxMessage
from portal.recruitment.service import links
from portal.supported.models import Placement, SupportedApplication, SupportedEvent
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.businesses import ProductionUnitFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.supported.conftest import (
    BUSINESS,
    OWN,
    STAFF,
    Scene,
    application,
    days,
    english,
)
from tests.statements import counted


def kinds(session: orm.Session) -> list[str]:
    return list(session.scalars(sa.select(SupportedEvent.kind).order_by(SupportedEvent.id)))


def only(session: orm.Session) -> SupportedApplication:
    return session.scalars(sa.select(SupportedApplication)).one()


def link(session: orm.Session) -> str:
    body = session.scalars(
        sa.select(OutboxMessage.body)
        .where(OutboxMessage.kind == "supported_consent_asked")
        .order_by(OutboxMessage.id.desc())
    ).first()
    found = re.search(r"/medarbejderrepraesentant/\S+", body or "")
    assert found
    return found[0]


def told(session: orm.Session, kind: str) -> int:
    wanted = (OutboxMessage.kind == kind, OutboxMessage.channel.in_(("inbox", "email")))
    return (
        session.scalar(sa.select(sa.func.count(sa.distinct(OutboxMessage.event))).where(*wanted))
        or 0
    )


@pytest.fixture
def sent(session: orm.Session, firm: FlaskClient, scene: Scene) -> SupportedApplication:
    """Sent, and nobody has answered."""
    answer = firm.post(f"{BUSINESS}/ny", data=application(scene))
    assert answer.status_code == 302, answer.text
    return only(session)


@pytest.fixture
def agreed(
    session: orm.Session, client: FlaskClient, sent: SupportedApplication
) -> SupportedApplication:
    """The representative has said yes."""
    assert client.post(link(session), data={"svar": "ja"}).status_code == 200
    return sent


@pytest.fixture
def approved(desk: FlaskClient, agreed: SupportedApplication) -> SupportedApplication:
    """The consultant has said yes."""
    assert (
        desk.post(f"{STAFF}/{agreed.id}/ja", data={"yes-reason": "Godt sted."}).status_code == 302
    )
    return agreed


@pytest.fixture
def placed(
    client_for: SignInAs, approved: SupportedApplication, scene: Scene
) -> SupportedApplication:
    """Anna has the place."""
    caseworker = client_for(scene.citizen.caseworker)
    path = f"{STAFF}/{approved.id}/borger/{scene.citizen.id}"
    assert caseworker.post(path).status_code == 302
    return approved


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
    looks = sa.select(AuditEvent.audience).where(
        AuditEvent.subject == "placement", AuditEvent.action == "read"
    )
    assert set(session.scalars(looks)) == {"business", "staff"}


def test_a_link_is_used_by_a_click_and_once(
    session: orm.Session, client: FlaskClient, sent: SupportedApplication
) -> None:
    client.set_cookie("lang", "en")
    address = link(session)
    for _ in range(3):
        page = client.get(address)
        assert page.status_code == 200
    for hidden in ("Sidsel", "Tilde", "tilde@", "45 97 30 11", "Anna", "Lars"):
        assert hidden not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert kinds(session) == ["sent"]
    assert client.post(address, data={"svar": "måske"}).status_code == 422
    assert client.post(address, data={"svar": "ja"}).status_code == 200
    assert client.post(address, data={"svar": "nej"}).status_code == 410
    assert client.get(address).status_code == 410
    assert kinds(session) == ["sent", "consented"]


def test_forged_and_foreign_links_show_nothing(
    app: Flask, session: orm.Session, client: FlaskClient, sent: SupportedApplication
) -> None:
    with app.app_context():
        other = links.make(links.STATUS, sent.id)
        missing = links.make("supported-consent", sent.id + 99)
    good = link(session).rsplit("/", 1)[1]
    for token in (other, missing, good[:-2] + "xx", "x", "x" * 5000):
        for answer in (
            client.get(f"/medarbejderrepraesentant/{token}"),
            client.post(f"/medarbejderrepraesentant/{token}", data={"svar": "ja"}),
        ):
            assert answer.status_code == 404
    assert kinds(session) == ["sent"]


def test_a_no_of_the_representative_stops_it(
    session: orm.Session, client: FlaskClient, desk: FlaskClient, sent: SupportedApplication
) -> None:
    assert (
        client.post(link(session), data={"svar": "nej", "text": "For få folk"}).status_code == 200
    )
    assert told(session, "supported_objected") == 1
    answer = desk.post(f"{STAFF}/{sent.id}/ja", data={"yes-reason": "Ja"})
    assert answer.status_code == 422
    assert "has not said yes" in answer.text
    assert desk.post(f"{STAFF}/{sent.id}/nej", data={"no-reason": "Intet ja"}).status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (days("ends_on", "2027-03-08"), "It can last until Sunday 7 March 2027 at the latest"),
        (days("ends_on", "2026-12-06"), "The last day comes before the first"),
        (days("starts_on", "2026-11-22"), "Choose a first day from today on"),
        (days("ends_on", "2026-02-30"), "There is no day 30"),
        ({"hours_per_week": "38"}, "at most 37 hours a week"),
        ({"hours_per_week": "1000000"}, "from 1 to 60"),
        ({"hours_per_week": "-3"}, "from 1 to 60"),
        ({"ordinary_staff": "0"}, "at most 0 at once"),
        ({"form": "public_benefit"}, "Only a public employer can have"),
        ({"form": "volunteer"}, "Choose one of the answers shown."),
        ({"unit": "999999"}, "Choose one of your company"),
        ({"unit": ""}, "production units"),
        ({"representative_email": "tilde"}, "Write an e-mail address"),
        ({"tasks": ""}, "Fill this in."),
        ({"tasks": "x" * 2001}, "at most 2000"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(
    session: orm.Session, firm: FlaskClient, scene: Scene, changes: dict[str, Any], sentence: str
) -> None:
    answer = firm.post(f"{BUSINESS}/ny", data=application(scene, **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert kinds(session) == []


def test_a_foreign_unit_a_megabyte_and_a_second_click(
    session: orm.Session, firm: FlaskClient, scene: Scene
) -> None:
    foreign = application(scene, unit=str(ProductionUnitFactory().id))
    assert firm.post(f"{BUSINESS}/ny", data=foreign).status_code == 422
    large = application(scene, tasks="x" * 1_100_000)
    assert firm.post(f"{BUSINESS}/ny", data=large).status_code in (413, 422)
    for _ in range(2):
        assert firm.post(f"{BUSINESS}/ny", data=application(scene)).status_code == 302
    assert kinds(session) == ["sent"]
    assert told(session, "supported_consent_asked") == 1


def test_it_begins_with_what_an_enquiry_said(
    session: orm.Session, firm: FlaskClient, scene: Scene
) -> None:
    asked = RequestFactory(
        business=scene.business, sent_by=scene.owner, kind="placement", title="Fejehjælp"
    )
    page = firm.get(f"{BUSINESS}/ny?henvendelse={asked.id}")
    assert "Fejehjælp" in page.text
    sent = firm.post(f"{BUSINESS}/ny?henvendelse={asked.id}", data=application(scene))
    assert sent.status_code == 302
    assert only(session).request_id == asked.id
    foreign = RequestFactory(kind="placement")
    assert firm.get(f"{BUSINESS}/ny?henvendelse={foreign.id}").status_code == 404


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


def test_a_taken_back_application_leaves_nothing_to_answer(
    session: orm.Session, firm: FlaskClient, client: FlaskClient, sent: SupportedApplication
) -> None:
    for _ in range(2):
        assert firm.post(f"{BUSINESS}/{sent.id}/fortryd").status_code == 302
    assert client.post(link(session), data={"svar": "ja"}).status_code == 410
    assert kinds(session) == ["sent", "withdrawn"]


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


def test_who_sees_what(
    session: orm.Session,
    client: FlaskClient,
    client_for: SignInAs,
    scene: Scene,
    placed: SupportedApplication,
) -> None:
    same = ProductionUnitFactory(business=scene.business)
    lead = StaffFactory(role="team_lead", team=scene.citizen.caseworker.team)
    mate = StaffFactory(team=scene.citizen.caseworker.team)
    people = {
        "own unit": BusinessUserFactory(business=scene.business, unit_id=scene.unit.id),
        "other unit": BusinessUserFactory(business=scene.business, unit_id=same.id),
        "other company": BusinessUserFactory(),
        "citizen": scene.citizen,
        "other citizen": CitizenFactory(),
        "consultant": scene.consultant,
        "lead": lead,
        "mate": mate,
        "far caseworker": StaffFactory(),
        "analyst": StaffFactory(role="analyst"),
        "administrator": StaffFactory(role="administrator"),
        "department": StaffFactory(role="department"),
    }
    pages = (
        f"{BUSINESS}/{placed.id}",
        f"{STAFF}/{placed.id}",
        STAFF,
        f"{STAFF}/{placed.id}/borger",
    )
    expected = {
        "own unit": (200, 403, 403, 403),
        "other unit": (404, 403, 403, 403),
        "other company": (404, 403, 403, 403),
        "citizen": (403, 403, 403, 403),
        "other citizen": (403, 403, 403, 403),
        "consultant": (403, 200, 200, 403),
        "lead": (403, 200, 200, 200),
        "mate": (403, 200, 200, 200),
        "far caseworker": (403, 200, 200, 200),
        "analyst": (403, 403, 403, 403),
        "administrator": (403, 403, 403, 403),
        "department": (403, 403, 403, 403),
    }
    names = {}
    for who, person in people.items():
        browser = client_for(person)
        answers = [browser.get(path) for path in pages]
        assert tuple(one.status_code for one in answers) == expected[who], who
        names[who] = any("Bodil Bro" in one.text for one in answers)
    shown = {who for who, seen in names.items() if seen}
    assert shown == {"own unit", "citizen", "consultant", "lead", "mate"}
    assert client.get(pages[0]).status_code == 302
    stranger = client_for(people["other citizen"])
    assert "Køkkenhjælp" not in stranger.get(OWN).text
    assert stranger.post(f"{OWN}/{placed.id}", data={}).status_code == 404
    far: Citizen = CitizenFactory()
    path = f"{STAFF}/{placed.id}/borger/{far.id}"
    assert client_for(mate).post(path).status_code == 404, "another team's citizen"


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


def test_the_representatives_page_asks_little(
    engine: sa.Engine, session: orm.Session, client: FlaskClient, sent: SupportedApplication
) -> None:
    address = link(session)
    client.get(address)
    with counted(engine) as asked:
        client.get(address)
    assert len(asked) <= 10, len(asked)
