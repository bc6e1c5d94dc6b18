"""The citizen's pages on talks, by hand as far as a client can."""

import re
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking.models import Talk
from portal.core.clock import at_local
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import AbsenceFactory, ObligationFactory, TalkFactory, during
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")

MONDAY = date(2026, 11, 30)
NINE = at_local(MONDAY, time(9))
NINE_SENT = "2026-11-30T08:00Z"
LATER_SENT = "2026-11-30T09:30Z"


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    """The citizen's browser, in English."""
    return english_for(citizen)


def talks(session: orm.Session) -> list[Talk]:
    return list(session.scalars(sa.select(Talk).order_by(Talk.id)))


def test_from_duty_to_receipt(client: FlaskClient, session: orm.Session, citizen: Citizen) -> None:
    ObligationFactory(citizen=citizen)
    page = client.get("/borger/samtaler").text
    assert "Book your next talk no later than Thursday 3 December." in page
    assert "The talk must be held by Monday 14 December." in page

    page = client.get("/borger/samtaler/ny").text
    assert "We look at your job search" in page
    assert "Mette Ravn" in page
    first_tuesday_time = re.search(r'name="starts" value="(2026-11-24T[^"]+)"', page)
    assert first_tuesday_time is not None
    assert first_tuesday_time[1] == "2026-11-24T09:30Z"  # a day ahead: 10.30, not 9.00 or 9.45
    assert "Show more times" in page

    page = client.get(f"/borger/samtaler/ny/bekraeft?starts={NINE_SENT}&channel=phone").text
    assert "Monday 30 November 2026 at 09:00" in page
    assert "until Sunday 29 November 2026 at 09:00" in page
    assert talks(session) == []

    form = {"starts": NINE_SENT, "channel": "phone"}
    answer = client.post("/borger/samtaler/ny", data=form)
    [talk] = talks(session)
    assert answer.location == f"/borger/samtaler/{talk.id}/kvittering"
    page = client.get(answer.location).text
    assert "Your talk is booked" in page
    assert "Your CV" in page  # what to bring
    assert "There is a confirmation in your inbox." in page
    again = client.post("/borger/samtaler/ny", data=form)
    assert again.location == answer.location
    assert talks(session) == [talk]
    assert "Monday 30 November 2026 at 09:00" in client.get("/borger/samtaler").text


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("path", ["", "/ny", "/ny/bekraeft?starts=2026-11-30T08:00Z&channel=phone"])
def test_pages_in_both_languages(client: FlaskClient, path: str, language: str) -> None:
    joint = "&" if "?" in path else "?"
    assert client.get(f"/borger/samtaler{path}{joint}lang={language}").status_code == 200


def test_more_times_are_a_week_away(client: FlaskClient) -> None:
    page = client.get("/borger/samtaler/ny?fra=2026-12-01").text
    assert "Week from Monday 30 November" in page
    assert 'href="/borger/samtaler/ny?fra=2026-11-23' in page
    assert 'href="/borger/samtaler/ny?fra=2026-12-07' in page
    far = client.get("/borger/samtaler/ny?fra=2030-01-01").text
    assert "Show more times" not in far
    assert client.get("/borger/samtaler/ny?fra=nonsense").status_code == 200


def test_no_times_is_not_the_citizens_fault(
    client: FlaskClient, citizen: Citizen, now: datetime
) -> None:
    AbsenceFactory(
        staff=citizen.caseworker, during=during(date(2026, 11, 23), "00:00", 90 * 24 * 60)
    )
    page = client.get("/borger/samtaler/ny").text
    assert "There are no free times right now" in page
    assert "You do not lose anything" in page


def test_times_after_the_deadline_are_shown_when_there_are_no_others(
    client: FlaskClient, citizen: Citizen
) -> None:
    ObligationFactory(citizen=citizen)
    AbsenceFactory(
        staff=citizen.caseworker, during=during(date(2026, 11, 23), "00:00", 24 * 24 * 60)
    )
    page = client.get("/borger/samtaler/ny").text
    assert "That is not your fault" in page
    assert "2026-12-17T" in page


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"channel": "phone"}, "Choose a time."),
        ({"starts": "", "channel": "phone"}, "Choose a time."),
        ({"starts": "i morgen", "channel": "phone"}, "Choose one of the times below."),
        ({"starts": "9999-12-31T23:59Z", "channel": "phone"}, "Choose one of the times below."),
        ({"starts": NINE_SENT, "channel": "workplace"}, "Choose how you want to meet."),
        ({"starts": NINE_SENT}, "Choose how you want to meet."),
    ],
)
def test_what_is_missing_is_said_beside_the_field(
    client: FlaskClient, session: orm.Session, sent: dict[str, str], message: str
) -> None:
    for answer in (
        client.get("/borger/samtaler/ny/bekraeft", query_string=sent),
        client.post("/borger/samtaler/ny", data=sent),
    ):
        assert answer.status_code == 422
        assert answer.text.count(message) == 2  # in the summary and beside the field
    assert talks(session) == []


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ("2026-11-20T08:00Z", "already passed"),
        ("2026-11-24T08:00Z", "too soon"),
        ("2027-06-01T07:00Z", "too far ahead"),
        ("2026-12-24T08:00Z", "closed on that day"),
        ("2026-11-29T08:00Z", "closed on that day"),
        ("2026-11-30T07:00Z", "no talks at that time"),
        ("2026-12-01T08:00Z", "away at that time"),
        ("2026-12-02T08:00Z", "has just been taken"),
        ("2026-12-15T08:00Z", "must be held earlier"),
    ],
)
def test_a_time_that_can_not_be_had_offers_the_nearest(
    client: FlaskClient, session: orm.Session, citizen: Citizen, sent: str, message: str
) -> None:
    ObligationFactory(citizen=citizen)
    AbsenceFactory(staff=citizen.caseworker, during=during(date(2026, 12, 1), "08:00", 600))
    TalkFactory(
        citizen=CitizenFactory(caseworker=citizen.caseworker),
        during=during(date(2026, 12, 2), "09:00"),
    )
    for answer in (
        client.get(
            "/borger/samtaler/ny/bekraeft", query_string={"starts": sent, "channel": "phone"}
        ),
        client.post("/borger/samtaler/ny", data={"starts": sent, "channel": "phone"}),
    ):
        assert answer.status_code == 409
        assert message in answer.text
        assert answer.text.count('id="near-') == 3
    assert len(talks(session)) == 1


def test_the_loser_of_a_race_is_shown_the_three_nearest(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    confirm = {"starts": LATER_SENT, "channel": "phone"}
    assert client.get("/borger/samtaler/ny/bekraeft", query_string=confirm).status_code == 200
    TalkFactory(
        citizen=CitizenFactory(caseworker=citizen.caseworker), during=during(MONDAY, "10:30")
    )
    answer = client.post("/borger/samtaler/ny", data=confirm)
    assert answer.status_code == 409
    assert "The time has just been taken. Nothing is booked yet." in answer.text
    near = re.findall(r'value="([^"]+)" id="near-\d"', answer.text)
    assert near == ["2026-11-30T08:00Z", "2026-11-30T08:45Z", "2026-11-30T10:15Z"]
    assert client.post(
        "/borger/samtaler/ny", data={"starts": near[1], "channel": "phone"}
    ).location.endswith("/kvittering")


def test_the_owner_comes_from_the_sign_in(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    other = CitizenFactory(caseworker=citizen.caseworker)
    sent = {
        "starts": NINE_SENT,
        "channel": "phone",
        "citizen_id": other.id,
        "status": "held",
        "moves": 1,
    }
    client.post("/borger/samtaler/ny", data=sent)
    [talk] = talks(session)
    assert (talk.citizen_id, talk.status) == (citizen.id, "booked")


def test_one_who_has_a_talk_is_led_to_it(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    TalkFactory(citizen=citizen)
    for path in ("/borger/samtaler/ny", f"/borger/samtaler/ny/bekraeft?starts={LATER_SENT}"):
        answer = client.get(path, follow_redirects=True)
        assert answer.request.path == "/borger/samtaler"
        assert "You already have a talk. You can move it to another time." in answer.text
    sent = {"starts": LATER_SENT, "channel": "phone"}
    assert client.post("/borger/samtaler/ny", data=sent).location == "/borger/samtaler"
    assert len(talks(session)) == 1


def test_another_persons_talk_is_like_none(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    others = TalkFactory(citizen=CitizenFactory(caseworker=citizen.caseworker))
    missing = others.id + 1000
    beyond = 2**63
    sent = {"starts": LATER_SENT, "channel": "phone"}
    for path in ("kvittering", "aftale.ics", "aflys", "flyt", f"flyt/bekraeft?starts={LATER_SENT}"):
        found = client.get(f"/borger/samtaler/{others.id}/{path}")
        unknown = client.get(f"/borger/samtaler/{missing}/{path}")
        assert found.status_code == unknown.status_code == 404
        strip = re.compile(r'(value|data-token)="[^"]*"|/borger/samtaler/\d+[^"]*')
        assert strip.sub("", found.text) == strip.sub("", unknown.text)
    for path in ("aflys", "flyt"):
        assert client.post(f"/borger/samtaler/{others.id}/{path}", data=sent).status_code == 404
        assert client.post(f"/borger/samtaler/{missing}/{path}", data=sent).status_code == 404
        refused = client.post(f"/borger/samtaler/{beyond}/{path}", data=sent)
        assert refused.status_code in (404, 405)  # no address of ours
    session.refresh(others)
    assert (others.status, len(talks(session))) == ("booked", 1)


def test_the_calendar_file_says_when_and_not_what(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    client.post("/borger/samtaler/ny", data={"starts": NINE_SENT, "channel": "in_person"})
    [talk] = talks(session)
    answer = client.get(f"/borger/samtaler/{talk.id}/aftale.ics")
    assert answer.mimetype == "text/calendar"
    calendar = Calendar.from_ical(answer.data)
    [event] = calendar.walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"]) == (str(talk.calendar_uid), 0)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (talk.starts, talk.ends)
    assert (calendar["METHOD"], event["STATUS"]) == ("PUBLISH", "CONFIRMED")
    assert event["SUMMARY"] == "Appointment"
    for word in ("job", "benefit", citizen.name, "Dit eget", "Your own"):
        assert word not in str(event["SUMMARY"])
    assert f"/borger/samtaler/{talk.id}/kvittering" in event["DESCRIPTION"]

    client.post(f"/borger/samtaler/{talk.id}/flyt", data={"starts": LATER_SENT, "channel": "phone"})
    _old, new = talks(session)
    moved = client.get(f"/borger/samtaler/{new.id}/aftale.ics").data
    [event] = Calendar.from_ical(moved).walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"]) == (str(talk.calendar_uid), 1)
    assert "LOCATION" not in event

    client.post(f"/borger/samtaler/{new.id}/aflys")
    gone = Calendar.from_ical(client.get(f"/borger/samtaler/{new.id}/aftale.ics").data)
    [event] = gone.walk("VEVENT")
    assert (gone["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)


def test_earlier_talks_say_what_came_of_them(client: FlaskClient, citizen: Citizen) -> None:
    for day, status in ((2, "held"), (3, "citizen_absent"), (4, "centre_absent"), (5, "booked")):
        TalkFactory(citizen=citizen, status=status, during=during(date(2026, 11, day), "09:00"))
    page = client.get("/borger/samtaler").text
    for words in ("Held", "You did not come", "We did not come", "Not written down yet"):
        assert words in page


def test_the_page_of_times_asks_few_questions(
    client: FlaskClient, session: orm.Session, citizen: Citizen, engine: sa.Engine
) -> None:
    ObligationFactory(citizen=citizen)
    for week in range(1, 8):
        TalkFactory(
            citizen=CitizenFactory(caseworker=citizen.caseworker),
            during=during(MONDAY + timedelta(days=7 * week), "09:00"),
        )
    asked: list[str] = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def count(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            asked.append(statement)

    try:
        assert client.get("/borger/samtaler/ny").status_code == 200
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)
    assert len(asked) <= 6, asked
