"""Caseworkers and team leads keep the times talks can be booked; no talk loses its place."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking import queries
from portal.booking.models import Talk, WorkingPattern
from portal.core import clock
from portal.core.access import Role
from tests.factories.accounts import StaffFactory
from tests.factories.booking import TalkFactory, during
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")

TIMES = "/personale/kalender/arbejdstid"
NEW = {
    "weekdays": ["0", "2"],
    "starts": "13.00",
    "ends": "14.30",
    "valid_from-day": "24",
    "valid_from-month": "11",
    "valid_from-year": "2026",
}


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    """The caseworker's browser, in English."""
    return english_for(citizen.caseworker)


def monday(session: orm.Session) -> WorkingPattern:
    return session.scalars(
        sa.select(WorkingPattern).where(WorkingPattern.weekday == 0).order_by(WorkingPattern.id)
    ).first()


def starts(session: orm.Session, citizen: Citizen, now: datetime, day: date) -> list[str]:
    slots = queries.planner(session, citizen.id, now).all_slots()
    found = [clock.local(slot.starts) for slot in slots]
    return [f"{one:%H:%M}" for one in found if one.date() == day]


def test_new_times_can_be_booked_at_once(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    client.post(TIMES, data=NEW)
    assert starts(session, citizen, now, date(2026, 11, 25))[-2:] == ["13:00", "13:45"]
    page = client.get(TIMES).text
    assert "13:00–14:30" in page
    assert "From 24 Nov 2026" in page


def test_times_kept_for_staff(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    client.post(TIMES, data=NEW | {"kept_for_staff": "y", "released_hours_before": "30"})
    assert "13:00" not in starts(session, citizen, now, date(2026, 11, 30))
    later = datetime(2026, 11, 29, 9, tzinfo=now.tzinfo)
    assert "13:00" in starts(session, citizen, later, date(2026, 11, 30))
    assert "Staff; citizens from 30 hours before" in client.get(TIMES).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"starts": "11.00"}, "There are times then already."),
        ({"ends": "12.00"}, "It must end after it begins."),
        ({"starts": "25.00"}, "Write a time such as 08.30."),
        ({"weekdays": []}, "Choose at least one day."),
        ({"weekdays": ["7"]}, "Choose one of the answers shown."),
        ({"valid_from-day": "22"}, "It can begin today at the earliest."),
        ({"released_hours_before": "24"}, "Only times kept for staff can be let go later."),
        ({"valid_to-day": "1", "valid_to-month": "11", "valid_to-year": "2026"}, "It must end"),
    ],
)
def test_times_that_cannot_be(
    client: FlaskClient, session: orm.Session, change: dict[str, str], sentence: str
) -> None:
    answer = client.post(TIMES, data=NEW | change)
    assert answer.status_code in (409, 422)
    assert sentence in answer.text
    assert session.scalar(sa.select(sa.func.count(WorkingPattern.id))) == 5


def test_ending_times_shows_the_talks_after_it_and_keeps_them(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    talk = TalkFactory(citizen=citizen, during=during(date(2026, 12, 7), "10:00"))
    TalkFactory(citizen=citizen, during=during(date(2026, 11, 30), "10:00"))
    session.commit()
    pattern = monday(session)
    data = {
        "pattern": str(pattern.id),
        "last_day-day": "30",
        "last_day-month": "11",
        "last_day-year": "2026",
    }
    assert "End these times" in client.get(f"{TIMES}/slut?pattern={pattern.id}").text
    shown = client.post(f"{TIMES}/slut", data=data)
    assert shown.status_code == 409
    assert "One talk is booked after that day" in shown.text
    session.refresh(pattern)
    assert pattern.valid_to is None
    assert client.post(f"{TIMES}/slut", data=data | {"keep": str(talk.id)}).status_code == 302
    session.refresh(pattern)
    assert pattern.valid_to == date(2026, 11, 30)
    assert starts(session, citizen, now, date(2026, 12, 7)) == []
    kept = session.get_one(Talk, talk.id)
    assert (kept.status, kept.caseworker_id) == ("booked", citizen.caseworker_id)


def test_times_that_never_began_are_taken_away(client: FlaskClient, session: orm.Session) -> None:
    client.post(TIMES, data=NEW | {"weekdays": ["2"], "valid_from-day": "30"})
    new = session.scalars(sa.select(WorkingPattern).order_by(WorkingPattern.id.desc())).first()
    assert new is not None
    day = {"last_day-day": "23", "last_day-month": "11", "last_day-year": "2026"}
    client.post(f"{TIMES}/slut", data=day | {"pattern": str(new.id)})
    assert session.scalar(sa.select(sa.func.count(WorkingPattern.id))) == 5


def test_a_lead_keeps_the_teams_times_and_others_only_their_own(
    client: FlaskClient, client_for: SignInAs, session: orm.Session, citizen: Citizen
) -> None:
    lead = StaffFactory(team=citizen.caseworker.team, role=Role.TEAM_LEAD)
    other = StaffFactory(team=citizen.caseworker.team)
    stranger = StaffFactory()
    session.commit()
    assert client.get(f"{TIMES}?hvem={other.id}").status_code == 404
    assert client.get(f"{TIMES}?hvem=x").status_code == 404
    leads = client_for(lead)
    assert leads.post(f"{TIMES}?hvem={other.id}", data=NEW).status_code == 302
    assert leads.get(f"{TIMES}?hvem={stranger.id}").status_code == 404
    whose = session.scalars(sa.select(WorkingPattern.staff_id).distinct()).all()
    assert set(whose) == {citizen.caseworker_id, other.id}
    pattern = monday(session).id
    assert leads.get(f"{TIMES}/slut?pattern={pattern}&hvem={other.id}").status_code == 404


def test_so_many_talks_a_day_and_in_these_languages(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    TalkFactory(
        citizen=citizen,
        caseworker=citizen.caseworker,
        during=during(date(2026, 11, 30), "09:00"),
    )
    assert starts(session, citizen, now, date(2026, 11, 30))
    sent = {"daily_talk_limit": "1", "languages": ["da", "ar"]}
    assert client.post(f"{TIMES}/rammer", data=sent).status_code == 302
    session.expire_all()
    assert citizen.caseworker.languages == ["ar", "da"]
    assert starts(session, citizen, now, date(2026, 11, 30)) == []
    page = client.get(TIMES).text
    limit = page.split('name="daily_talk_limit"')[1].split(">")[0]
    assert 'value="1"' in limit
    client.post(f"{TIMES}/rammer", data=sent | {"daily_talk_limit": ""})
    session.expire_all()
    assert citizen.caseworker.daily_talk_limit is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"daily_talk_limit": "0"},
        {"daily_talk_limit": "many"},
        {"languages": []},
        {"languages": ["xx"]},
    ],
)
def test_limits_that_cannot_be(
    client: FlaskClient, session: orm.Session, citizen: Citizen, wrong: dict[str, object]
) -> None:
    before = list(citizen.caseworker.languages)
    sent = {"daily_talk_limit": "2", "languages": ["da"]} | wrong
    assert client.post(f"{TIMES}/rammer", data=sent).status_code == 422
    session.expire_all()
    assert (citizen.caseworker.languages, citizen.caseworker.daily_talk_limit) == (before, None)


def test_limits_are_for_oneself_or_for_the_lead(
    client: FlaskClient, client_for: SignInAs, session: orm.Session, citizen: Citizen
) -> None:
    colleague = StaffFactory(team=citizen.caseworker.team)
    lead = StaffFactory(team=citizen.caseworker.team, role=Role.TEAM_LEAD)
    sent = {"daily_talk_limit": "3", "languages": ["da"]}
    there = f"{TIMES}/rammer?hvem={colleague.id}"
    assert client.post(there, data=sent).status_code == 404
    assert client_for(lead).post(there, data=sent).status_code == 302
    session.expire_all()
    assert colleague.daily_talk_limit == 3
