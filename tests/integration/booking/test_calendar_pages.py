"""The calendar of staff: the week, time away, and a colleague who takes over."""

import re
from datetime import date, time

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.booking.models import Absence, StaffTime, Talk, TimeOffer
from portal.core.clock import at_local
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import (
    AbsenceFactory,
    ObligationFactory,
    TalkFactory,
    WorkingPatternFactory,
    during,
)
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")

MONDAY = date(2026, 11, 30)
AWAY = {
    "kind": "away",
    "first-day": "30",
    "first-month": "11",
    "first-year": "2026",
    "first_time": "00.00",
    "last-day": "30",
    "last-month": "11",
    "last-year": "2026",
    "last_time": "23:59",
}


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    """The caseworker's browser, in English."""
    return english_for(citizen.caseworker)


@pytest.fixture
def colleague(citizen: Citizen) -> Staff:
    """Another of the team, with mornings of talks."""
    made: Staff = StaffFactory(team=citizen.caseworker.team)
    for day in range(5):
        WorkingPatternFactory(staff=made, weekday=day)
    return made


def away(citizen: Citizen, **more: str) -> dict[str, str]:
    return AWAY | {"staff": str(citizen.caseworker_id)} | more


def test_a_week_shows_talks_time_away_and_free_times(
    client: FlaskClient, session: orm.Session, citizen: Citizen, colleague: Staff
) -> None:
    TalkFactory(citizen=citizen)
    other = TalkFactory(citizen=CitizenFactory(caseworker=colleague))
    AbsenceFactory(staff=citizen.caseworker, during=during(date(2026, 12, 1), "09:00", 60))
    page = client.get("/personale/kalender?uge=2026-W49").text
    assert citizen.name in page
    assert other.citizen.name not in page
    assert "3 free times" in page
    assert "Away" in page
    team = client.get("/personale/kalender?uge=2026-W49&hvem=team").text
    assert other.citizen.name in team
    one = client.get(f"/personale/kalender?uge=2026-W49&hvem={colleague.id}").text
    assert other.citizen.name in one
    assert "I take over this day" in one
    for odd in ("2026-W99", "x", "2027-W53"):
        assert client.get(f"/personale/kalender?uge={odd}&hvem=9999999").status_code == 200


def test_a_week_takes_as_many_statements_for_a_team_as_for_one(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    for _number in range(12):
        staff = StaffFactory(team=citizen.caseworker.team)
        WorkingPatternFactory(staff=staff)
        TalkFactory(citizen=CitizenFactory(caseworker=staff))
    session.flush()
    counts = []
    for whose in ("mig", "team"):
        statements: list[str] = []

        def count(*args: object, seen: list[str] = statements) -> None:
            if str(args[2]).startswith("SELECT"):
                seen.append(str(args[2]))

        sa.event.listen(session.connection(), "before_cursor_execute", count)
        client.get(f"/personale/kalender?uge=2026-W49&hvem={whose}")
        sa.event.remove(session.connection(), "before_cursor_execute", count)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12


def test_a_list_to_print(client: FlaskClient, citizen: Citizen) -> None:
    TalkFactory(citizen=citizen)
    assert citizen.name in client.get("/personale/kalender/dag/2026-11-30").text
    assert "No talks that day" in client.get("/personale/kalender/dag/2026-12-01").text
    for odd in ("i-dag", "2026-13-01", "9999-01-01"):
        assert client.get(f"/personale/kalender/dag/{odd}").status_code == 404


def test_time_away_is_never_saved_over_a_talk(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    ObligationFactory(citizen=citizen, status="booked")
    talk = TalkFactory(citizen=citizen)
    page = client.get("/personale/kalender/fravaer", query_string=away(citizen)).text
    assert citizen.name in page
    assert "Offer new times" in page
    refused = client.post("/personale/kalender/fravaer", data=away(citizen))
    assert refused.status_code == 409
    assert "Decide what becomes of it first" in refused.text
    assert session.scalars(sa.select(Absence)).all() == []
    sent = away(citizen) | {f"talk-{talk.id}": "offer"}
    client.post("/personale/kalender/fravaer", data=sent)
    assert len(session.scalars(sa.select(Absence)).all()) == 1
    offers = session.scalars(sa.select(TimeOffer)).all()
    assert len(offers) == 3
    assert {offer.talk_id for offer in offers} == {talk.id}
    assert all(offer.during.lower and offer.during.lower.date() != MONDAY for offer in offers)
    session.refresh(talk)
    assert talk.status == "booked"  # until the citizen answers


def test_the_citizen_says_yes_to_a_time_offered_for_an_absence(
    client: FlaskClient, client_for: SignInAs, session: orm.Session, citizen: Citizen
) -> None:
    talk = TalkFactory(citizen=citizen)
    sent = away(citizen) | {f"talk-{talk.id}": "offer"}
    client.post("/personale/kalender/fravaer", data=sent)
    offer = session.scalars(sa.select(TimeOffer).order_by(TimeOffer.id)).first()
    assert offer is not None
    own = client_for(citizen)
    assert own.post(f"/borger/samtaler/tilbud/{offer.id}/ja").status_code == 302
    session.refresh(talk)
    assert talk.status == "cancelled"
    assert len(session.scalars(sa.select(Talk).where(Talk.status == "booked")).all()) == 1


def test_a_talk_can_be_cancelled_or_handed_over_for_an_absence(
    client: FlaskClient, session: orm.Session, citizen: Citizen, colleague: Staff
) -> None:
    cancelled = TalkFactory(citizen=citizen)
    other = CitizenFactory(caseworker=citizen.caseworker)
    handed = TalkFactory(citizen=other, during=during(MONDAY, "10:30"))
    sent = away(citizen) | {
        f"talk-{cancelled.id}": "cancel",
        f"talk-{handed.id}": str(colleague.id),
    }
    client.post("/personale/kalender/fravaer", data=sent)
    for talk in (cancelled, handed):
        session.refresh(talk)
    assert (cancelled.status, cancelled.cancelled_by) == ("cancelled", "centre")
    assert (handed.caseworker_id, handed.instead_of_id) == (colleague.id, citizen.caseworker_id)
    holders = session.scalars(
        sa.select(StaffTime.staff_id).where(StaffTime.talk_id == handed.id)
    ).all()
    assert holders == [colleague.id]
    kinds = set(session.scalars(sa.select(OutboxMessage.kind)))
    assert {"talk_handed_over", "talk_cancelled_by_centre"} <= kinds


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"last-day": "29"}, "It must end after it begins."),
        ({"first_time": "25.00"}, "Write a time such as 08.30."),
        ({"first_time": "12.00", "last_time": "11.00"}, "It must end after it begins."),
        ({"last-year": "2028"}, "Check the year."),
        ({"staff": "9999"}, "Choose one of the answers shown."),
        ({"first-month": "13"}, "month 13"),
    ],
)
def test_odd_times_away_are_refused(
    client: FlaskClient, session: orm.Session, citizen: Citizen, change: dict[str, str], said: str
) -> None:
    for answer in (
        client.get("/personale/kalender/fravaer", query_string=away(citizen, **change)),
        client.post("/personale/kalender/fravaer", data=away(citizen, **change)),
    ):
        assert answer.status_code == 422
        assert said in answer.text
    assert session.scalars(sa.select(Absence)).all() == []


def test_only_a_lead_sends_others_away(
    client: FlaskClient,
    client_for: SignInAs,
    session: orm.Session,
    citizen: Citizen,
    colleague: Staff,
) -> None:
    of_other = away(citizen, staff=str(colleague.id))
    assert client.post("/personale/kalender/fravaer", data=of_other).status_code == 422
    absence = AbsenceFactory(staff=colleague)
    here = f"/personale/kalender/fravaer/{absence.id}/slet"
    assert client.post(here).status_code == 404
    lead = client_for(StaffFactory(team=colleague.team, role="team_lead"))
    assert lead.post("/personale/kalender/fravaer", data=of_other).status_code == 302
    assert lead.post(here).status_code == 302
    left = session.scalars(sa.select(Absence.id)).all()
    assert absence.id not in left


def test_a_substitute_takes_over_a_day_but_not_what_collides(
    client: FlaskClient,
    client_for: SignInAs,
    session: orm.Session,
    citizen: Citizen,
    colleague: Staff,
) -> None:
    first = TalkFactory(citizen=citizen)
    second = TalkFactory(
        citizen=CitizenFactory(caseworker=citizen.caseworker), during=during(MONDAY, "10:30")
    )
    TalkFactory(citizen=CitizenFactory(caseworker=colleague), during=during(MONDAY, "10:45"))
    substitute = client_for(colleague)
    substitute.set_cookie("lang", "en")
    sent = {"from_staff": str(citizen.caseworker_id), "day": MONDAY.isoformat()}
    page = substitute.post("/personale/kalender/overtag", data=sent, follow_redirects=True).text
    assert "You have taken over one talk." in page
    assert "One talk stays" in page
    for talk in (first, second):
        session.refresh(talk)
    assert (first.caseworker_id, second.caseworker_id) == (colleague.id, citizen.caseworker_id)
    outsider = client_for(StaffFactory())
    assert outsider.post("/personale/kalender/overtag", data=sent).status_code == 404
    assert outsider.post("/personale/kalender/overtag", data={"day": "x"}).status_code == 404


def test_a_caseworker_has_a_calendar_address(client: FlaskClient, citizen: Citizen) -> None:
    TalkFactory(citizen=citizen)
    page = client.post("/personale/kalender/adresse").text
    found = re.search(r"/kalender/[\w-]{43}\.ics", page)
    assert found is not None
    assert client.get(found[0]).text.count("BEGIN:VEVENT") == 1
    client.post("/personale/kalender/adresse/stop")
    assert client.get(found[0]).status_code == 404


def test_times_are_wall_times_on_the_day_of_the_clock_change(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    sunday = {
        "first-day": "28",
        "first-month": "3",
        "first-year": "2027",
        "first_time": "08.00",
        "last-day": "28",
        "last-month": "3",
        "last-year": "2027",
        "last_time": "09.00",
    }
    client.post("/personale/kalender/fravaer", data=away(citizen, **sunday))
    (absence,) = session.scalars(sa.select(Absence)).all()
    assert absence.during.lower == at_local(date(2027, 3, 28), time(8))


def test_every_link_of_the_team_week_opens(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    colleague = StaffFactory(team=citizen.caseworker.team)
    theirs = CitizenFactory(caseworker=colleague)
    TalkFactory(citizen=theirs, during=during(date(2026, 11, 24), "10:00"))
    TalkFactory(citizen=citizen, during=during(date(2026, 11, 24), "11:00"))
    session.commit()
    page = client.get("/personale/kalender?hvem=team").text
    links = re.findall(r'href="(/personale/(?:samtaler|borger)/[^"]+)"', page)
    assert len(links) == 2
    assert [client.get(link).status_code for link in links] == [200, 200]
