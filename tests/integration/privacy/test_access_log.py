"""Who has seen my data, what staff are written down with, and the monthly check."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm
from sqlalchemy.exc import DBAPIError

from portal.accounts.models import Citizen, Staff
from portal.caseload import defaults
from portal.caseload import service as caseload
from portal.caseload.models import LookRule
from portal.core import audit, clock
from portal.core.access import Actor, Audience, Role
from portal.core.audit import AuditEvent
from portal.core.errors import Refused
from portal.privacy.access_log import queries, service
from portal.privacy.access_log.models import AccessSample, SampledLook
from portal.settings import Settings
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs
from tests.statements import counted

OCTOBER = date(2026, 10, 1)
THEN = datetime(2026, 10, 14, 8, 30, tzinfo=UTC)
WHY = {"reason": "duty", "words": "Borgeren stod i skranken."}


@pytest.fixture(autouse=True)
def at_now(now: datetime, session: orm.Session) -> Iterator[None]:
    defaults.load_defaults(session)
    with clock.frozen(now):
        yield


@pytest.fixture
def citizen() -> Citizen:
    made: Citizen = CitizenFactory(name="Anna Holm")
    return made


@pytest.fixture
def auditor() -> Staff:
    made: Staff = StaffFactory(role="administrator")
    return made


@pytest.fixture
def browser(client_for: SignInAs):
    def opened(person) -> FlaskClient:
        client = client_for(person)
        client.set_cookie("lang", "en")
        return client

    return opened


def acting(staff: Staff, role: Role = Role.CASEWORKER) -> Actor:
    return Actor(Audience.STAFF, staff.id, staff.name, role=role, team_id=staff.team_id)


def look(session: orm.Session, staff: Staff, citizen: Citizen, at: datetime, subject="plan"):
    audit.record(session, acting(staff), "read", subject, now=at, citizen_id=citizen.id)
    session.flush()


def test_the_citizen_sees_who_looked_when_and_what_for(
    browser, citizen: Citizen, session: orm.Session, engine: sa.Engine
) -> None:
    own, stranger = citizen.caseworker, StaffFactory(name="Ib Fjern")
    look(session, own, citizen, THEN)
    look(session, own, citizen, THEN + timedelta(minutes=4))
    caseload.state_reason(session, acting(stranger), citizen.id, **WHY, now=THEN)
    look(session, StaffFactory(name="Nul"), CitizenFactory(), THEN)
    client = browser(citizen)
    with counted(engine) as sent:
        page = client.get("/borger/mine-data/hvem-har-set")
    assert len(sent) <= 3, sent
    assert "Wednesday 14 October" in page.text
    assert "Worked with the plan" in page.text
    assert own.name in page.text
    assert "2 times" in page.text
    assert "Ib Fjern" in page.text
    assert "The citizen asked, and I am on duty" in page.text
    assert "Borgeren stod i skranken." in page.text
    assert "Nul" not in page.text


def test_names_stand_there_when_the_rule_says_so(
    browser, citizen: Citizen, session: orm.Session, now: datetime
) -> None:
    session.add(LookRule(
        valid_from=clock.local_date(now), lasts_hours=None, names_shown=False,
        sample_size=10, sample_days=5, source="Test",
    ))  # fmt: skip
    look(session, citizen.caseworker, citizen, THEN)
    page = browser(citizen).get("/borger/mine-data/hvem-har-set").text
    assert citizen.caseworker.name not in page
    assert "Caseworker" in page


def test_pages_follow_each_other_without_a_gap(
    browser, citizen: Citizen, session: orm.Session
) -> None:
    for minute in range(250):
        look(session, citizen.caseworker, citizen, THEN + timedelta(minutes=minute))
    found, before = [], None
    for _ in range(3):
        page = queries.of_citizen(session, citizen.id, queries.mark(before))
        found += [one.id for one in page.looks]
        before = page.older
    assert before is None
    assert len(found) == len(set(found)) == 250
    client = browser(citizen)
    for wrong in ("x", "1-1", "99999999999.000000-1", "1.000000-" + "9" * 30, "-", "٣.000000-1"):
        page = client.get("/borger/mine-data/hvem-har-set", query_string={"foer": wrong})
        assert page.status_code == 200


def test_a_company_sees_staffs_looks_at_it(browser, session: orm.Session) -> None:
    user = BusinessUserFactory()
    staff = StaffFactory(role="business_consultant", name="Kaj Konsulent")
    client = browser(user)
    assert "Nobody has looked yet" in client.get("/virksomhed/hvem-har-set").text
    assert browser(staff).get(f"/personale/virksomheder/{user.business_id}").status_code == 200
    page = client.get("/virksomhed/hvem-har-set").text
    assert "Kaj Konsulent" in page
    assert "Worked with the company" in page
    other = browser(BusinessUserFactory())
    assert "Kaj Konsulent" not in other.get("/virksomhed/hvem-har-set").text


def test_a_company_sees_who_looked_at_its_enquiries(browser, session: orm.Session) -> None:
    request = RequestFactory()
    staff = browser(StaffFactory(role="business_consultant", name="Kaj Konsulent"))
    paths = (
        f"/personale/henvendelser/{request.id}",
        f"/personale/henvendelser/{request.id}/kandidater",
    )
    for times, path in enumerate(paths, 1):
        assert staff.get(path).status_code == 200
        looks = session.scalars(
            sa.select(AuditEvent).where(
                AuditEvent.subject == "recruitment_request",
                AuditEvent.business_id == request.business_id,
            )
        ).all()
        assert len(looks) == times
    own = browser(BusinessUserFactory(business=request.business)).get("/virksomhed/hvem-har-set")
    assert "Worked with the enquiry" in own.text
    assert "Kaj Konsulent" in own.text
    other = browser(BusinessUserFactory())
    assert "Kaj Konsulent" not in other.get("/virksomhed/hvem-har-set").text


def test_staff_see_what_they_are_written_down_with(
    browser, citizen: Citizen, session: orm.Session
) -> None:
    look(session, citizen.caseworker, citizen, THEN)
    page = browser(citizen.caseworker).get("/personale/mine-opslag").text
    assert "Anna Holm" in page
    assert "Worked with the plan" in page
    assert "Anna Holm" not in browser(StaffFactory()).get("/personale/mine-opslag").text


def test_the_log_can_be_neither_changed_nor_emptied(session: orm.Session, citizen: Citizen) -> None:
    look(session, citizen.caseworker, citizen, THEN)
    for sql in ("UPDATE audit_event SET person_id = 1", "DELETE FROM audit_event"):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(sa.text(sql))


def test_looks_of_other_teams_and_at_protected_people_are_always_drawn(
    session: orm.Session, settings: Settings, citizen: Citizen, now: datetime
) -> None:
    hidden = CitizenFactory(protected_from=date(2026, 1, 1), protected_source="CPR")
    stranger = StaffFactory()
    for minute in range(60):
        look(session, citizen.caseworker, citizen, THEN + timedelta(minutes=minute))
    for minute in range(5):
        look(session, hidden.caseworker, hidden, THEN + timedelta(minutes=minute))
    stated = caseload.state_reason(session, acting(stranger), citizen.id, **WHY, now=THEN)
    look(session, citizen.caseworker, citizen, now)
    drawn = service.draw(session, settings, OCTOBER, now)
    rows = queries.drawn(session, OCTOBER)
    by_why = {why: [one for one in rows if one.row.why == why] for why in ("outside", "protected")}
    assert [one.words for one in by_why["outside"]] == [WHY["words"]]
    assert stated is not None
    assert {one.citizen_id for one in by_why["protected"]} == {hidden.id}
    assert len(by_why["protected"]) == 1
    assert drawn == len(rows)
    assert 25 <= len(rows) <= 27
    assert session.get_one(AccessSample, OCTOBER).looks == 66
    assert all(one.at and one.at.month == 10 for one in rows)


def test_the_same_month_is_drawn_once_and_the_same(
    session: orm.Session, settings: Settings, citizen: Citizen, now: datetime
) -> None:
    for minute in range(80):
        look(session, citizen.caseworker, citizen, THEN + timedelta(minutes=minute))
    assert service.draw(session, settings, OCTOBER, now) == 25
    assert service.draw(session, settings, OCTOBER, now) is None
    first = sorted(session.scalars(sa.select(SampledLook.event_id)))
    session.execute(sa.delete(SampledLook))
    session.execute(sa.delete(AccessSample))
    service.draw(session, settings, OCTOBER, now + timedelta(days=1))
    assert sorted(session.scalars(sa.select(SampledLook.event_id))) == first
    assert service.seed_of(settings, OCTOBER) != service.seed_of(settings, date(2026, 9, 1))


def test_each_drawn_look_is_signed_off_once_by_another(
    browser, session: orm.Session, settings: Settings, citizen: Citizen, auditor: Staff,
    now: datetime,
) -> None:  # fmt: skip
    look(session, citizen.caseworker, citizen, THEN)
    look(session, auditor, citizen, THEN + timedelta(minutes=1))
    service.draw(session, settings, OCTOBER, now)
    rows = {one.person_id: one.row for one in queries.drawn(session, OCTOBER)}
    theirs, mine = rows[citizen.caseworker_id], rows[auditor.id]
    client, there = browser(auditor), "/personale/adgangslog/2026-10"
    page = client.get(there).text
    assert "Anna Holm" in page
    assert "It is your own look" in page

    def sign(row: SampledLook, **said: str):
        return client.post(
            f"{there}/{row.id}", data={f"l{row.id}-{key}": value for key, value in said.items()}
        )

    assert sign(theirs).status_code == 422
    assert sign(theirs, verdict="ask").status_code == 422
    assert "Write what there is to ask about." in sign(theirs, verdict="ask").text
    assert sign(theirs, verdict="ask", note="Hvorfor?").status_code == 302
    assert sign(theirs, verdict="in_order").status_code == 422
    assert sign(mine, verdict="in_order").status_code == 422
    session.expire_all()
    assert (theirs.verdict, theirs.note, theirs.signed_by_id) == ("ask", "Hvorfor?", auditor.id)
    assert mine.verdict is None
    # The check is a look too, and the citizen sees it.
    own = browser(citizen).get("/borger/mine-data/hvem-har-set").text
    assert "Checked who has looked at the data" in own
    assert client.get("/personale/adgangslog/2026-09").status_code == 404
    assert client.get("/personale/adgangslog/2026-13").status_code == 404


def test_a_late_check_is_shown_as_late(
    browser, session: orm.Session, settings: Settings, citizen: Citizen, auditor: Staff,
    now: datetime,
) -> None:  # fmt: skip
    look(session, citizen.caseworker, citizen, THEN)
    service.draw(session, settings, OCTOBER, now - timedelta(days=15))
    client = browser(auditor)
    assert "Late" in client.get("/personale/adgangslog").text
    assert "The check is late" in client.get("/personale/adgangslog/2026-10").text
    assert queries.late(session, clock.local_date(now)) == 1


def test_only_the_auditor_may(browser, citizen: Citizen) -> None:
    for staff in (citizen.caseworker, StaffFactory(role="team_lead"), StaffFactory(role="analyst")):
        assert browser(staff).get("/personale/adgangslog").status_code == 403


def test_signing_twice_at_once_is_one_signature(
    session: orm.Session, settings: Settings, citizen: Citizen, auditor: Staff, now: datetime
) -> None:
    look(session, citizen.caseworker, citizen, THEN)
    service.draw(session, settings, OCTOBER, now)
    row = session.scalars(sa.select(SampledLook)).one()
    who = acting(auditor, Role.ADMINISTRATOR)
    service.sign(session, who, row.id, "in_order", "", now=now)
    with pytest.raises(Refused):
        service.sign(session, who, row.id, "in_order", "", now=now)


def test_the_command_draws_and_tells(app: Flask, session: orm.Session, citizen: Citizen) -> None:
    look(session, citizen.caseworker, citizen, THEN)
    run = app.test_cli_runner().invoke
    told = run(args=["portal", "access-log", "sample", "--now", "2026-11-02T05:17", "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.output) == [
        {"month": "2026-10", "looks": 1, "drawn": 1, "open": 1, "asked": 0,
         "due_on": "2026-11-16", "late": False}
    ]  # fmt: skip
    early = run(args=["portal", "access-log", "sample", "--month", "2026-11",
                      "--now", "2026-11-02T05:17"])  # fmt: skip
    assert early.exit_code == 1
