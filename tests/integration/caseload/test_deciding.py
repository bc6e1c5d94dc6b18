"""A team lead changes the caseworker, and decides who sees a protected name."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, ProtectedReader, Staff
from portal.booking.models import Talk
from portal.caseload import defaults
from portal.core import audit, clock
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import ObligationFactory, TalkFactory
from tests.factories.cv import CvFactory
from tests.factories.openings import OpeningFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs

SINCE = {"since-day": "1", "since-month": "11", "since-year": "2026", "source": "CPR-registret"}
MASK = "Protected name and address"


@pytest.fixture(autouse=True)
def at_now(now: datetime, session: orm.Session) -> Iterator[None]:
    defaults.load_defaults(session)
    with clock.frozen(now):
        yield


@pytest.fixture
def citizen() -> Citizen:
    made: Citizen = CitizenFactory(
        name="Karla Skjold", address="Hemmelig Vej 7", phone="29 11 22 33", email="karla@skjold.dk"
    )
    return made


@pytest.fixture
def lead(citizen: Citizen) -> Staff:
    made: Staff = StaffFactory(role="team_lead", team=citizen.caseworker.team)
    return made


@pytest.fixture
def browser(client_for: SignInAs):
    def opened(staff: Staff) -> FlaskClient:
        client = client_for(staff)
        client.set_cookie("lang", "en")
        return client

    return opened


def test_the_caseworker_is_changed_talks_stay_and_both_are_told(
    browser, citizen: Citizen, lead: Staff, session: orm.Session
) -> None:
    talk, new = TalkFactory(citizen=citizen), StaffFactory()
    before = (talk.caseworker_id, citizen.caseworker_id)
    client, address = browser(lead), f"/personale/borger/{citizen.id}/sagsbehandler"
    assert "Karla Skjold" in client.get(address).text
    sent = {"to": str(new.id), "seen": str(before[1])}
    assert client.post(address, data=sent).status_code == 302
    session.expire_all()
    assert session.get_one(Citizen, citizen.id).caseworker_id == new.id
    assert session.get_one(Talk, talk.id).caseworker_id == before[0]
    kinds = session.scalars(sa.select(OutboxMessage.kind).order_by(OutboxMessage.kind)).all()
    assert {"caseworker_changed", "citizen_received"} <= set(kinds)
    line = session.scalars(
        sa.select(audit.AuditEvent).where(audit.AuditEvent.subject == "caseworker")
    ).one()
    assert line.details == {"from_staff": before[1], "to_staff": new.id}
    # The citizen is of another team now.
    assert client.post(address, data=sent).status_code == 404


def test_a_lead_who_saw_an_old_page_changes_nothing(
    browser, citizen: Citizen, lead: Staff, session: orm.Session
) -> None:
    client, address = browser(lead), f"/personale/borger/{citizen.id}/sagsbehandler"
    got = client.post(address, data={"to": str(lead.id), "seen": str(citizen.caseworker_id + 999)})
    assert got.status_code == 422
    assert "Somebody else has changed" in got.text
    for wrong in ("", "x", str(citizen.caseworker_id), str(StaffFactory(role="analyst").id)):
        sent = {"to": wrong, "seen": str(citizen.caseworker_id)}
        assert client.post(address, data=sent).status_code == 422
    assert session.scalar(
        sa.select(sa.func.count()).select_from(audit.AuditEvent).where(
            audit.AuditEvent.subject == "caseworker"
        )
    ) == 0  # fmt: skip


def test_only_the_teams_lead_decides(browser, citizen: Citizen) -> None:
    for staff, status in (
        (StaffFactory(role="team_lead"), 404),
        (citizen.caseworker, 403),
        (StaffFactory(role="administrator"), 403),
    ):
        page = browser(staff).get(f"/personale/borger/{citizen.id}/sagsbehandler")
        assert page.status_code == status


HIDDEN = ("Skjold", "Karla", "Hemmelig", "29 11 22 33", "karla@skjold.dk")


def seen(text: str) -> list[str]:
    return [one for one in HIDDEN if one in text]


def test_a_protected_name_is_hidden_from_all_but_those_named(
    browser, citizen: Citizen, lead: Staff, session: orm.Session, now: datetime
) -> None:
    TalkFactory(citizen=citizen, caseworker=citizen.caseworker)
    ObligationFactory(citizen=citizen)
    beside = browser(StaffFactory(team=citizen.caseworker.team))
    leads, own = browser(lead), browser(citizen.caseworker)
    there = f"/personale/borger/{citizen.id}"
    assert "Karla Skjold" in beside.get(there).text
    assert leads.post(f"{there}/beskyttelse", data=SINCE).status_code == 302
    pages = (there, f"{there}/plan", f"{there}/cv", f"{there}/joblog", f"{there}/samtaler",
             f"{there}/beskeder", f"{there}/jobaabninger", "/personale/kalender",
             "/personale/borgere", "/personale/borgere?q=arl", "/personale")  # fmt: skip
    for page in pages:
        got = beside.get(page)
        assert got.status_code == 200, page
        assert seen(got.text) == [], page
    assert MASK in beside.get(there).text
    # Where it can be changed it can't be seen either.
    assert beside.get(f"{there}/kontakt").status_code == 404
    for client in (leads, own):
        assert "Karla Skjold" in client.get(there).text
    assert "Karla Skjold" in own.get("/personale/borgere?q=karla").text


def test_a_hidden_name_has_no_place_in_the_alphabet(
    browser, citizen: Citizen, lead: Staff, session: orm.Session
) -> None:
    since, source = date(2026, 11, 1), "CPR-registret"
    own = StaffFactory(team=citizen.caseworker.team)
    ylva, anton = (
        CitizenFactory(name=name, caseworker=own, protected_from=since, protected_source=source)
        for name in ("Ylva Skjult", "Anton Skjult")
    )
    bent = CitizenFactory(name="Bent Åben", caseworker=own)
    session.commit()
    page = browser(lead).get("/personale/borgere").text
    places = [page.find(f"/personale/borger/{one.id}") for one in (ylva, anton, bent)]
    assert -1 not in places
    assert places == sorted(places)


def test_staff_are_named_one_by_one_and_taken_off_again(
    browser, citizen: Citizen, lead: Staff, session: orm.Session
) -> None:
    colleague = StaffFactory(team=citizen.caseworker.team)
    client, leads = browser(colleague), browser(lead)
    there = f"/personale/borger/{citizen.id}"
    leads.post(f"{there}/beskyttelse", data=SINCE)
    named = {"staff": str(colleague.id)}
    assert leads.post(f"{there}/beskyttelse/navngiv", data=named).status_code == 302
    assert "Karla Skjold" in client.get(there).text
    again = leads.post(f"{there}/beskyttelse/navngiv", data=named, follow_redirects=True)
    assert "They may see it already." in again.text
    leads.post(f"{there}/beskyttelse/{colleague.id}/slut")
    assert seen(client.get(there).text) == []
    assert leads.post(f"{there}/beskyttelse/{colleague.id}/slut").status_code == 404
    assert leads.post(f"{there}/beskyttelse/slut").status_code == 302
    assert "Karla Skjold" in client.get(there).text
    open_rows = sa.select(ProtectedReader).where(ProtectedReader.ended_at.is_(None))
    assert session.scalars(open_rows).all() == []
    actions = session.scalars(
        sa.select(audit.AuditEvent.action)
        .where(audit.AuditEvent.citizen_id == citizen.id)
        .where(audit.AuditEvent.action.in_(("protect", "name", "end", "unprotect")))
        .order_by(audit.AuditEvent.id)
    ).all()
    assert actions == ["protect", "name", "name", "name", "end", "unprotect"]


def test_the_citizens_own_pages_and_mails_keep_the_name(
    client_for: SignInAs, browser, citizen: Citizen, lead: Staff, session: orm.Session
) -> None:
    citizen.protected_from, citizen.protected_source = date(2026, 11, 1), "CPR-registret"
    session.flush()
    own = client_for(citizen)
    assert "Karla" in own.get("/borger").text
    new = StaffFactory(team=lead.team)
    sent = {"to": str(new.id), "seen": str(citizen.caseworker_id)}
    browser(lead).post(f"/personale/borger/{citizen.id}/sagsbehandler", data=sent)
    mails = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.channel == "email")).all()
    assert "karla@skjold.dk" in {one.address for one in mails if one.audience == "citizen"}
    to_staff = [one for one in session.scalars(sa.select(OutboxMessage)) if one.audience == "staff"]
    assert to_staff
    assert not any("Skjold" in f"{one.subject}{one.body}" for one in to_staff)


def test_the_protection_is_kept_by_the_teams_lead_and_administrators(
    browser, citizen: Citizen
) -> None:
    address = f"/personale/borger/{citizen.id}/beskyttelse"
    for staff, status in (
        (StaffFactory(role="team_lead"), 404),
        (StaffFactory(role="administrator"), 200),
        (citizen.caseworker, 403),
    ):
        assert browser(staff).get(address).status_code == status
    wrong = browser(StaffFactory(role="administrator")).post(address, data={"source": ""})
    assert wrong.status_code == 422


def test_no_consultant_finds_a_protected_citizen_for_a_company(
    browser, citizen: Citizen, session: orm.Session
) -> None:
    CvFactory(citizen=citizen, wished_occupations="Bager")
    CvFactory(citizen=CitizenFactory(name="Åben Bagersen"), wished_occupations="Bager")
    consultant = StaffFactory(role="business_consultant")
    opening, request = OpeningFactory(title="Bager"), RequestFactory(title="Bager")
    client = browser(consultant)
    find, match = (
        f"/personale/jobaabninger/{opening.id}/henvis",
        f"/personale/henvendelser/{request.id}/kandidater",
    )
    letter = f"{find}/{citizen.id}"
    for page in (find, match):
        assert "Karla" in client.get(page).text, page
    assert client.get(letter).status_code == 200
    citizen.protected_from, citizen.protected_source = date(2026, 11, 1), "CPR-registret"
    session.flush()
    for page in (find, match):
        got = client.get(page).text
        assert "Åben" in got, page
        assert seen(got) == [], page
        assert MASK not in got, page
    assert client.get(letter).status_code == 404
