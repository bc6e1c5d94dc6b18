"""The administrator changes the rule book; the past keeps its version."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking import queries
from portal.booking.models import KindRule, Purpose, Resource, TalkRule
from portal.core.access import Role
from portal.core.calendar import ClosingDay
from tests.factories.accounts import StaffFactory
from tests.factories.booking import TalkFactory, during
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")

BOOK = "/personale/regelbog"
GROUP = f"{BOOK}/gruppe/unemployment_benefit"
RULE = {
    "valid_from-day": "1",
    "valid_from-month": "1",
    "valid_from-year": "2027",
    "self_booking": "y",
    "channels": ["in_person", "video"],
    "first_kind": "job",
    "first_within_days": "21",
    "early_until_days": "100",
    "early_within_days": "25",
    "next_within_days": "",
    "purpose_code": "job_search",
    "talk_minutes": "30",
    "book_before_hold_days": "11",
    "notice_days": "10",
    "cancel_until_hours": "24",
    "max_changes": "3",
    "reminders": "24, 48",
    "answer_within_days": "2",
    "source": "Udvalget 12.12.2026",
}


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    """An administrator's browser, in English."""
    return english_for(StaffFactory(role=Role.ADMINISTRATOR))


def rules(session: orm.Session) -> list[TalkRule]:
    return list(session.scalars(sa.select(TalkRule).order_by(TalkRule.valid_from)))


def test_a_new_version_is_shown_in_words_then_saved(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    form = client.get(f"{GROUP}/ny").text
    assert 'value="28"' in form
    assert 'value="2022"' not in form
    shown = client.post(f"{GROUP}/ny", data=RULE).text
    assert "The first talk (job talk) is held within 21 days." in shown
    assert "Reminders come 48 and 24 hours before." in shown
    assert "It will be for one citizen" in shown
    assert len(rules(session)) == 1
    saved = client.post(f"{GROUP}/ny", data=RULE | {"save": "1"})
    assert saved.status_code == 302
    old, new = rules(session)
    assert (old.talk_minutes, new.talk_minutes) == (45, 30)
    assert (new.valid_from, new.remind_hours_before) == (date(2027, 1, 1), [48, 24])
    before = queries.rule_book(session, date(2026, 12, 31)).terms(citizen, "job")
    after = queries.rule_book(session, date(2027, 1, 1)).terms(citizen, "job")
    assert (before.minutes, after.minutes) == (45, 30)
    page = client.get(GROUP).text
    assert page.index("To come") < page.index("Holds now")
    assert "Source: Udvalget 12.12.2026" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"valid_from-year": "2026"}, "tomorrow at the earliest"),
        ({"valid_from-month": "13"}, "There is no month 13."),
        ({"notice_days": "7"}, "Write a number from 8 to 90."),
        ({"talk_minutes": "x"}, "Write a whole number."),
        ({"talk_minutes": ""}, "Write a number."),
        ({"early_until_days": ""}, "Write both numbers of the beginning, or none."),
        ({"reminders": "72; 24"}, "Write whole numbers with commas between them."),
        ({"reminders": "9999"}, "At most 4 reminders"),
        ({"channels": []}, "Choose at least one way to meet."),
        ({"channels": ["fax"]}, "Choose one of the answers shown."),
        ({"purpose_code": "nothing"}, "Choose one of the answers shown."),
        ({"source": ""}, "Write where the rule comes from."),
    ],
)
def test_what_a_version_cannot_say(
    client: FlaskClient, session: orm.Session, change: dict[str, str], sentence: str
) -> None:
    answer = client.post(f"{GROUP}/ny", data=RULE | change | {"save": "1"})
    assert answer.status_code in (409, 422)
    assert sentence in answer.text
    assert len(rules(session)) == 1


def test_two_versions_cannot_begin_on_one_day(client: FlaskClient, session: orm.Session) -> None:
    client.post(f"{GROUP}/ny", data=RULE | {"save": "1"})
    again = client.post(f"{GROUP}/ny", data=RULE | {"save": "1"})
    assert again.status_code == 409
    assert "A version begins on that day already" in again.text


def test_only_what_has_not_begun_can_be_taken_back(
    client: FlaskClient, session: orm.Session
) -> None:
    client.post(f"{GROUP}/ny", data=RULE | {"save": "1"})
    client.post(f"{GROUP}/fjern", data={"valid_from": "2022-01-01"})
    assert len(rules(session)) == 2
    assert "This version is in force" in client.get(GROUP).text
    client.post(f"{GROUP}/fjern", data={"valid_from": "2027-01-01"})
    assert [rule.valid_from for rule in rules(session)] == [date(2022, 1, 1)]
    assert client.post(f"{GROUP}/fjern", data={"valid_from": "x"}).status_code == 404


def test_a_kind_of_talk_has_versions_too(client: FlaskClient, session: orm.Session) -> None:
    data = {name: value for name, value in RULE.items() if name.startswith("valid_from")}
    data |= {
        "self_bookable": "y",
        "channels": ["phone"],
        "buffer_before_minutes": "0",
        "buffer_after_minutes": "10",
        "lead_hours": "48",
        "horizon_days": "30",
        "source": "Ledelsen",
    }
    page = client.post(f"{BOOK}/slags/job/ny", data=data).text
    assert "from 48 hours to 30 days ahead" in page
    client.post(f"{BOOK}/slags/job/ny", data=data | {"save": "1"})
    new = session.get(KindRule, ("job", date(2027, 1, 1)))
    assert new is not None
    assert (new.buffer_after_minutes, new.channels) == (10, ["phone"])
    assert "To come" in client.get(f"{BOOK}/slags/job").text


@pytest.mark.parametrize("path", ["/gruppe/pirates", "/slags/pirates", "/gruppe/pirates/ny"])
def test_rules_there_are_not(client: FlaskClient, path: str) -> None:
    assert client.get(BOOK + path).status_code == 404


def test_staff_read_it_and_cannot_change_it(client_for: SignInAs, citizen: Citizen) -> None:
    client = client_for(citizen.caseworker)
    client.set_cookie("lang", "en")
    assert "Unemployment benefit" in client.get(BOOK).text
    assert "Write a new version" not in client.get(GROUP).text
    for path in ("/gruppe/unemployment_benefit/ny", "/formaal", "/lokaler", "/lukkedage"):
        assert client.get(BOOK + path).status_code == 403
    assert client.post(f"{GROUP}/ny", data=RULE | {"save": "1"}).status_code == 403


def test_purposes_are_added_and_stopped(client: FlaskClient, session: orm.Session) -> None:
    words = {"text_da": "Vi øver samtaler", "text_en": "We practise interviews"}
    client.post(f"{BOOK}/formaal", data=words)
    added = session.scalars(sa.select(Purpose).where(Purpose.text_en == words["text_en"])).one()
    assert added.code in {purpose.code for purpose in queries.purposes(session)}
    client.post(f"{BOOK}/formaal/{added.code}/stop")
    session.expire_all()
    assert added.code not in {purpose.code for purpose in queries.purposes(session)}
    for used in ("job_search", "own_wish", "first_talk"):
        client.post(f"{BOOK}/formaal/{used}/stop")
        assert "A rule uses this purpose" in client.get(f"{BOOK}/formaal").text
    half = client.post(f"{BOOK}/formaal", data=words | {"bring_da": "Dit CV"})
    assert "Write it in both languages, or in none." in half.text


def test_rooms_are_added_and_changed(client: FlaskClient, session: orm.Session) -> None:
    data = {
        "name": "Stuen",
        "kind": "room",
        "capacity": "3",
        "team": "",
        "features": ["step_free"],
        "directions": "Til højre",
        "active": "y",
    }
    client.post(f"{BOOK}/lokaler/ny", data=data)
    room = session.scalars(sa.select(Resource)).one()
    assert (room.capacity, room.features, room.active) == (3, ["step_free"], True)
    again = client.post(f"{BOOK}/lokaler/ny", data=data | {"name": "STUEN"})
    assert "There is one of that name already" in again.text
    client.post(f"{BOOK}/lokaler/{room.id}", data=data | {"capacity": "2", "active": ""})
    session.refresh(room)
    assert (room.capacity, room.active) == (2, False)
    assert "Not in use" in client.get(f"{BOOK}/lokaler").text
    wrong = client.post(f"{BOOK}/lokaler/ny", data=data | {"team": "99", "capacity": "0"})
    assert wrong.status_code == 422
    assert client.get(f"{BOOK}/lokaler/999").status_code == 404


def test_a_day_with_talks_cannot_be_closed(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    day = date(2026, 12, 1)
    TalkFactory(citizen=citizen, during=during(day, "10:00"))
    session.commit()

    def close(which: date) -> str:
        parts = {"day-day": which.day, "day-month": which.month, "day-year": which.year}
        return client.post(f"{BOOK}/lukkedage", data=parts | {"reason": "Personaledag"}).text

    assert "Talks are booked on that day" in close(day)
    assert "The day has gone by." in close(date(2026, 11, 20))
    assert session.scalars(sa.select(ClosingDay)).all() == []
    close(day + timedelta(days=1))
    assert "Personaledag" in client.get(f"{BOOK}/lukkedage").text
    client.post(f"{BOOK}/lukkedage/2026-12-02/aabn")
    assert session.scalars(sa.select(ClosingDay)).all() == []
    assert client.post(f"{BOOK}/lukkedage/nej/aabn").status_code == 404
