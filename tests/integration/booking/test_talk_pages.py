"""What citizens see and do with a talk: agenda, waiting list, offers, help, calendar address."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range

from portal.accounts.models import Citizen
from portal.booking import service
from portal.booking.models import AgendaItem, CalendarFeed, NoTimeFound, Talk, TimeOffer
from portal.core import clock
from portal.core.access import Actor, Audience
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import ObligationFactory, ResourceFactory, TalkFactory, during

pytestmark = pytest.mark.usefixtures("at_now")

Client = Callable[[Citizen], FlaskClient]


@pytest.fixture
def client(client_for: Client, citizen: Citizen, now: datetime) -> FlaskClient:
    """The citizen's browser, in English."""
    client = client_for(citizen)
    client.set_cookie("lang", "en")
    return client


def offered(session: orm.Session, citizen: Citizen, now: datetime, talk: Talk) -> TimeOffer:
    starts = during(date(2026, 11, 30), "09:00").lower
    assert starts is not None
    made = TimeOffer(
        citizen_id=citizen.id,
        talk_id=talk.id,
        staff_id=citizen.caseworker_id,
        during=Range(starts, starts + timedelta(minutes=45)),
        channel="in_person",
        because="earlier_time",
        made_at=now,
        expires_at=now + timedelta(days=1),
    )
    session.add(made)
    session.flush()
    return made


def test_a_point_for_the_talk_is_written_shown_and_taken_away(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    talk = TalkFactory(citizen=citizen)
    here = f"/borger/samtaler/{talk.id}"
    words = "<b>Kan jeg få truckkort?</b>"
    page = client.post(f"{here}/punkt", data={"words": words}, follow_redirects=True).text
    assert "&lt;b&gt;Kan jeg få truckkort?&lt;/b&gt;" in page
    item = session.scalars(sa.select(AgendaItem)).one()
    page = client.post(f"{here}/punkt/{item.id}/fjern", follow_redirects=True).text
    assert "truckkort" not in page
    client.post(f"{here}/punkt", data={"words": "  "})
    assert session.scalars(sa.select(AgendaItem)).all() == []


def test_another_citizens_talk_is_not_there(client: FlaskClient, session: orm.Session) -> None:
    other = TalkFactory()
    here = f"/borger/samtaler/{other.id}"
    for path, data in (
        ("/punkt", {"words": "Hej"}),
        ("/punkt/1/fjern", {}),
        ("/vent", {}),
        ("/vent-ikke", {}),
    ):
        assert client.post(here + path, data=data).status_code == 404
    assert session.scalars(sa.select(AgendaItem)).all() == []


def test_a_citizen_waits_for_an_earlier_time_and_takes_it(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    talk = TalkFactory(citizen=citizen, during=during(date(2026, 12, 4), "09:00"))
    page = client.post(f"/borger/samtaler/{talk.id}/vent", follow_redirects=True).text
    assert "You are on the list" in page
    made = offered(session, citizen, now, talk)
    assert "We have a time for you" in client.get("/borger/samtaler").text
    assert "Instead of" in client.get("/borger/samtaler/tilbud").text
    answer = client.post(f"/borger/samtaler/tilbud/{made.id}/ja", follow_redirects=True)
    assert "Your talk is booked" in answer.text
    session.refresh(talk)
    assert talk.status == "cancelled"


def test_a_time_that_is_gone_says_so_and_keeps_the_talk(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    talk = TalkFactory(citizen=citizen, during=during(date(2026, 12, 4), "09:00"))
    made = offered(session, citizen, now, talk)
    TalkFactory(citizen=CitizenFactory(caseworker=citizen.caseworker))
    page = client.post(f"/borger/samtaler/tilbud/{made.id}/ja", follow_redirects=True).text
    assert "The time has just been taken" in page
    assert "No times are offered to you right now" in page
    session.refresh(talk)
    assert talk.status == "booked"


def test_no_thanks_is_an_answer(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    talk = TalkFactory(citizen=citizen, during=during(date(2026, 12, 4), "09:00"))
    made = offered(session, citizen, now, talk)
    page = client.post(f"/borger/samtaler/tilbud/{made.id}/nej", follow_redirects=True).text
    assert "Thank you for answering" in page
    assert client.post("/borger/samtaler/tilbud/999999/nej").status_code == 404


def test_who_finds_no_time_says_so_once(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    ObligationFactory(citizen=citizen)
    assert "Then it is our job" in client.get("/borger/samtaler/ingen-tid?channel=phone").text
    sent = {"channel": "phone", "wish": "Kun efter klokken 15"}
    page = client.post("/borger/samtaler/ingen-tid", data=sent, follow_redirects=True).text
    assert "You hear from us by Wednesday 25 November" in page
    assert "Your deadline stands still" in page
    assert session.scalars(sa.select(NoTimeFound.wish)).all() == ["Kun efter klokken 15"]
    assert "You have told us" in client.get("/borger/samtaler/ingen-tid").text
    too_long = client.post("/borger/samtaler/ingen-tid", data={"wish": "x" * 501})
    assert "at most 500" in too_long.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": "exempt"}, "Your caseworker finds a time"),
        ({"stopped_at": datetime.now().astimezone(), "stopped_because": "centre_absent"}, "sorry"),
        ({"status": "expired"}, "should have been booked"),
        ({}, "Book your next talk no later than Thursday 3 December"),
    ],
)
def test_the_duty_is_one_plain_sentence(
    client: FlaskClient, citizen: Citizen, change: dict[str, object], said: str
) -> None:
    ObligationFactory(citizen=citizen, **change)
    assert said in client.get("/borger/samtaler").text
    assert said in client.get("/borger").text


def test_a_calendar_address_is_shown_once_renewed_and_stopped(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    talk = TalkFactory(citizen=citizen)
    moved = TalkFactory(
        citizen=citizen,
        status="cancelled",
        calendar_uid=talk.calendar_uid,
        version=1,
        cancelled_at=talk.created_at,
        during=during(date(2026, 12, 1), "09:00"),
    )
    talk.version = 2
    session.flush()
    addresses = []
    for _time in range(2):
        page = client.post("/borger/samtaler/kalender").text
        found = re.search(r"/kalender/[\w-]{43}\.ics", page)
        assert found is not None
        addresses.append(found[0])
    assert addresses[1] not in client.get("/borger/samtaler/kalender").text
    assert client.get(addresses[0]).status_code == 404
    feed = client.get(addresses[1])
    assert feed.mimetype == "text/calendar"
    assert feed.text.count("BEGIN:VEVENT") == 1
    assert str(moved.calendar_uid) in feed.text.replace("\r\n ", "")
    for word in ("job", "Job", citizen.caseworker.name):
        assert word not in feed.text.replace("Jobcenterportalen", "")
    again = client.get(addresses[1], headers={"If-None-Match": feed.headers["ETag"]})
    assert again.status_code == 304
    client.post("/borger/samtaler/kalender/stop")
    assert client.get(addresses[1]).status_code == 404
    assert client.get("/kalender/kort.ics").status_code == 404
    assert {feed.revoked_at is None for feed in session.scalars(sa.select(CalendarFeed))} == {False}


def test_a_caseworkers_feed_holds_the_talks_with_them(
    session: orm.Session, citizen: Citizen, client_for: Client, now: datetime
) -> None:
    TalkFactory(citizen=citizen)
    staff = citizen.caseworker
    with clock.frozen(now):
        secret = service.feeds.renew(session, Actor(Audience.STAFF, staff.id, staff.name), now=now)
    feed = client_for(citizen).get(f"/kalender/{secret}.ics")
    assert feed.text.count("BEGIN:VEVENT") == 1


def test_a_video_talk_has_the_address_of_its_line(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    line = ResourceFactory(
        kind="video_line", capacity=2, directions="https://video.example.invalid/rum-{nr}"
    )
    talk = TalkFactory(
        citizen=citizen,
        channel="video",
        during=during(date(2026, 12, 1), "10:00"),
        resource_id=line.id,
        resource_unit=2,
    )
    session.commit()
    page = client.get(f"/borger/samtaler/{talk.id}/kvittering").text
    assert 'href="https://video.example.invalid/rum-2"' in page
    line.directions = ""
    session.commit()
    page = client.get(f"/borger/samtaler/{talk.id}/kvittering").text
    assert "Your caseworker sends you the link" in page
