"""What the survey says on first pages, and that none of it tells who has answered."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.core import clock
from portal.surveys import defaults, service
from portal.surveys.models import STATEMENTS, CallWish, Invitation, OpenAnswer, OptOut
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.surveys import InvitationFactory, WaveFactory
from tests.integration.conftest import SignInAs
from tests.statements import counted

AGREE: dict[str, int | None] = dict.fromkeys(STATEMENTS, 4)
QUESTION = "Answer 5 short questions"


@pytest.fixture(autouse=True)
def present(session: orm.Session) -> Iterator[None]:
    defaults.load_defaults(session)
    with clock.frozen(NOW):
        yield


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    made: Citizen = CitizenFactory(caseworker=StaffFactory())
    session.commit()
    return made


def first_page(client: FlaskClient, path: str = "/borger") -> str:
    client.set_cookie("lang", "en")
    return client.get(path).text


def without_forgery_tokens(page: str) -> str:
    """The page without what differs each time: tokens of forms, and the signature's moment."""
    return re.sub(r'((value|data-token)="[^"]{60,}"|/svar/[^"]+|nonce-\S+)', "…", page)


def test_an_open_invitation_stands_on_the_first_page_and_is_no_duty(
    client_for: SignInAs, session: orm.Session, citizen: Citizen
) -> None:
    client = client_for(citizen)
    assert QUESTION not in first_page(client)
    InvitationFactory(citizen=citizen)
    session.commit()
    page = first_page(client)
    assert QUESTION in page
    assert "Voluntary" in page
    assert page.index("This also waits for you") < page.index(QUESTION)
    link = re.search(r'href="(/svar/[^"]+)"', page)
    assert link
    assert client.get(link[1]).status_code == 200
    with clock.frozen(NOW + timedelta(days=40)):
        assert QUESTION not in first_page(client_for(citizen))


def test_it_looks_the_same_before_and_after_the_answer_to_the_citizen_and_to_staff(
    app: Flask, client_for: SignInAs, session: orm.Session, citizen: Citizen
) -> None:
    invitation: Invitation = InvitationFactory(citizen=citizen)
    session.commit()
    mine, staffs = client_for(citizen), client_for(citizen.caseworker)
    seen = [first_page(mine), first_page(staffs, f"/personale/borger/{citizen.id}")]
    assert QUESTION in seen[0]
    assert QUESTION in seen[1]
    assert "/svar/" not in seen[1]
    with app.app_context():
        service.submit(session, service.link_token(invitation), AGREE, now=NOW)
        session.commit()
    after = [first_page(mine), first_page(staffs, f"/personale/borger/{citizen.id}")]
    assert [*map(without_forgery_tokens, after)] == [*map(without_forgery_tokens, seen)]


def test_who_does_not_want_to_be_asked_is_not(
    client_for: SignInAs, session: orm.Session, citizen: Citizen
) -> None:
    InvitationFactory(citizen=citizen)
    session.add(OptOut(citizen_id=citizen.id, since=date(2026, 11, 1)))
    session.commit()
    assert QUESTION not in first_page(client_for(citizen))


def wait(session: orm.Session, words: int, calls: int) -> None:
    wave = WaveFactory()
    session.add_all(OpenAnswer(wave_id=wave.id, words=f"Ord {n}") for n in range(words))
    today = clock.local_date(NOW)
    session.add_all(
        CallWish(name=f"Bo {n}", phone="45973000", received_on=today, due_on=today)
        for n in range(calls)
    )
    session.commit()


@pytest.mark.parametrize(
    ("role", "says", "silent"),
    [
        ("analyst", "3 answers in citizens' own words", "asked to be called"),
        ("team_lead", "2 people have asked to be called", "own words"),
        ("caseworker", "Talks today", "asked to be called"),
    ],
)
def test_my_day_says_what_waits_at_the_surveys_desk(
    client_for: SignInAs, session: orm.Session, role: str, says: str, silent: str
) -> None:
    person: Staff = StaffFactory(role=role)
    wait(session, 3, 2)
    page = first_page(client_for(person), "/personale")
    assert says in page
    assert silent not in page
    session.execute(sa.update(OpenAnswer).values(words=""))
    session.execute(sa.delete(CallWish))
    session.commit()
    assert "the survey." not in first_page(client_for(person), "/personale")


@pytest.mark.parametrize(
    ("role", "path", "most"),
    [
        ("analyst", "/personale/undersoegelse", 10),
        ("analyst", "/personale/undersoegelse/ord", 9),
        ("team_lead", "/personale/undersoegelse/ring-op", 8),
        ("administrator", "/personale/undersoegelse/papir", 9),
    ],
)
def test_the_pages_ask_the_database_no_more_when_more_waits(
    client_for: SignInAs, session: orm.Session, engine: sa.Engine, role: str, path: str, most: int
) -> None:
    client = client_for(StaffFactory(role=role))
    wait(session, 1, 1)
    with counted(engine) as few:
        assert client.get(path).status_code == 200
    wait(session, 9, 20)
    with counted(engine) as many:
        assert client.get(path).status_code == 200
    assert len(many) == len(few)
    assert len(many) <= most, many
