"""Own citizens and the team's; others only after a reason, which ends by itself."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.caseload import defaults, queries, service
from portal.caseload.models import CitizenLook, LookRule
from portal.core import audit, clock
from portal.core.access import Actor, Audience, Role
from portal.core.errors import NotFound
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import TalkFactory
from tests.integration.conftest import SignInAs
from tests.statements import counted

WHY = {"reason": "duty", "words": "Borgeren står i skranken, og sagsbehandleren er syg."}


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
def stranger() -> Staff:
    """A caseworker of another team."""
    made: Staff = StaffFactory()
    return made


@pytest.fixture
def client(english_for: SignInAs, stranger: Staff) -> FlaskClient:
    return english_for(stranger)


def acting(staff: Staff, role: Role = Role.CASEWORKER) -> Actor:
    return Actor(Audience.STAFF, staff.id, staff.name, role=role, team_id=staff.team_id)


def lines(session: orm.Session, citizen: Citizen) -> list[tuple[str, str, int | None]]:
    rows = session.execute(
        sa.select(audit.AuditEvent.action, audit.AuditEvent.subject, audit.AuditEvent.look_id)
        .where(audit.AuditEvent.citizen_id == citizen.id)
        .order_by(audit.AuditEvent.id)
    )
    return [tuple(row) for row in rows]


def test_staff_see_citizens_of_their_own_and_of_their_team_only(
    session: orm.Session, citizen: Citizen, stranger: Staff, now: datetime
) -> None:
    own, beside = citizen.caseworker, StaffFactory(team=citizen.caseworker.team)
    for staff in (own, beside):
        assert queries.citizen_of(session, acting(staff), citizen.id, now).id == citizen.id
    wrong = [
        (acting(stranger), citizen.id),
        (acting(own), citizen.id + 1),
        (acting(own, Role.CONSULTANT), citizen.id),
        (acting(own, Role.ADMINISTRATOR), citizen.id),
    ]
    for who, citizen_id in wrong:
        with pytest.raises(NotFound):
            queries.citizen_of(session, who, citizen_id, now)


def told(page: str) -> str:
    """What a page says, whatever number was asked for and when."""
    return re.sub(r"\d+", "N", re.sub(r'(csrf_token" value|data-token)="[^"]*"', "", page))


PAGES = ("", "/plan", "/cv", "/joblog", "/samtaler", "/traade", "/beskeder", "/kontakt",
         "/plan/deling", "/jobaabninger")  # fmt: skip


def test_another_teams_citizen_is_a_missing_one_until_a_reason_is_said(
    client: FlaskClient, citizen: Citizen, session: orm.Session
) -> None:
    pages = [f"/personale/borger/{citizen.id}{page}" for page in PAGES]
    for page in pages:
        missing = client.get(page.replace(str(citizen.id), str(citizen.id + 999)))
        refused = client.get(page)
        assert refused.status_code == missing.status_code == 404, page
        # The page offers to say why, for any number alike.
        assert told(refused.text) == told(missing.text)
    assert lines(session, citizen) == []

    ask = client.get(f"/personale/borger/{citizen.id}/grund?videre={pages[1]}")
    assert "Why do you need to look?" in ask.text
    assert "Anna" not in ask.text
    said = client.post(f"/personale/borger/{citizen.id}/grund?videre={pages[1]}", data=WHY)
    assert said.status_code == 302
    assert said.location == pages[1]
    for page in pages:
        assert client.get(page).status_code == 200, page
    look = session.scalars(sa.select(CitizenLook)).one()
    written = lines(session, citizen)
    assert written[0] == ("open", "citizen", look.id)
    assert {look_id for _action, _subject, look_id in written} == {look.id}
    assert {"plan", "job_log", "talk", "feed"} <= {subject for _action, subject, _id in written}


def test_the_look_ends_by_itself_at_midnight(
    client: FlaskClient, citizen: Citizen, now: datetime
) -> None:
    page = f"/personale/borger/{citizen.id}/plan"
    client.post(f"/personale/borger/{citizen.id}/grund", data=WHY)
    midnight = clock.start_of_day(clock.local_date(now) + timedelta(days=1))
    with clock.frozen(now + timedelta(minutes=20)):
        assert client.get(page).status_code == 200
    assert midnight - now > timedelta(hours=12)


def test_the_look_is_over_when_it_has_ended(
    session: orm.Session, citizen: Citizen, stranger: Staff, now: datetime
) -> None:
    session.add(LookRule(
        valid_from=clock.local_date(now), lasts_hours=2, names_shown=True,
        sample_size=10, sample_days=5, source="Test",
    ))  # fmt: skip
    session.flush()
    look = service.state_reason(session, acting(stranger), citizen.id, **WHY, now=now)
    assert look is not None
    assert look.until == now + timedelta(hours=2)
    just_before = look.until - timedelta(microseconds=1)
    assert queries.citizen_of(session, acting(stranger), citizen.id, just_before)
    for moment in (look.until, now - timedelta(seconds=1)):
        with pytest.raises(NotFound):
            queries.citizen_of(session, acting(stranger), citizen.id, moment)
    # A colleague beside has said nothing.
    with pytest.raises(NotFound):
        queries.citizen_of(session, acting(StaffFactory(team=stranger.team)), citizen.id, now)


def test_a_reason_is_one_of_the_list_with_words(
    client: FlaskClient, citizen: Citizen, session: orm.Session
) -> None:
    address = f"/personale/borger/{citizen.id}/grund"
    for wrong in ({}, WHY | {"reason": "x"}, WHY | {"words": " "}, WHY | {"words": "x" * 501}):
        assert client.post(address, data=wrong).status_code == 422
    assert client.post(f"/personale/borger/{citizen.id + 999}/grund", data=WHY).status_code == 404
    assert session.scalars(sa.select(CitizenLook)).all() == []


def test_only_pages_about_the_citizen_are_gone_on_to(client: FlaskClient, citizen: Citizen) -> None:
    there = f"/personale/borger/{citizen.id}"
    for wish in ("//evil.example", "https://evil.example", "/personale/borger/1/plan", "\\evil"):
        got = client.post(f"{there}/grund", query_string={"videre": wish}, data=WHY)
        assert got.location == there


def test_a_citizen_is_found_by_cpr_number_and_the_search_is_written_down(
    client: FlaskClient, citizen: Citizen, session: orm.Session, stranger: Staff
) -> None:
    cpr = "6101924321"
    other = CitizenFactory(cpr=cpr)
    mine = CitizenFactory(cpr="6101924322", caseworker=stranger)
    got = client.post("/personale/borgere", data={"cpr": f"{cpr[:6]}-{cpr[6:]}"})
    assert got.location == f"/personale/borger/{other.id}/grund"
    assert lines(session, other) == [("search", "citizen", None)]
    got = client.post("/personale/borgere", data={"cpr": "6101924322"})
    assert got.location == f"/personale/borger/{mine.id}"
    nobody = client.post("/personale/borgere", data={"cpr": "6101929999"})
    assert nobody.status_code == 422
    assert "no citizen with that number" in nobody.text
    assert client.post("/personale/borgere", data={"cpr": "12"}).status_code == 422
    details = session.scalars(sa.select(audit.AuditEvent.details)).all()
    assert cpr not in str(details)


def test_the_list_holds_ones_own_and_a_search_the_teams(
    client: FlaskClient, citizen: Citizen, stranger: Staff, session: orm.Session, engine: sa.Engine
) -> None:
    mine = CitizenFactory(name="Bo Bæk", caseworker=stranger)
    team = CitizenFactory(name="Bodil Bæk", caseworker=StaffFactory(team=stranger.team))
    with counted(engine) as sent:
        page = client.get("/personale/borgere").text
    assert len(sent) <= 5, sent
    assert "Bo Bæk" in page
    assert "Bodil" not in page
    assert "Anna" not in page
    found = client.get("/personale/borgere?q=bæk").text
    assert "Bo Bæk" in found
    assert "Bodil Bæk" in found
    assert [action for action, _s, _l in lines(session, mine)] == ["list", "search"]
    assert [action for action, _s, _l in lines(session, team)] == ["search"]
    assert client.get("/personale/borgere?q=holm&side=99999999999").status_code == 200


def test_a_talk_of_another_team_is_seen_after_the_reason(
    client: FlaskClient, citizen: Citizen
) -> None:
    talk = TalkFactory(citizen=citizen)
    assert client.get(f"/personale/samtaler/{talk.id}").status_code == 404
    client.post(f"/personale/borger/{citizen.id}/grund", data=WHY)
    assert client.get(f"/personale/samtaler/{talk.id}").status_code == 200
