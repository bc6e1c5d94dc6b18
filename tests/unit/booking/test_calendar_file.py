"""Talks as calendar files: one name for life, rising numbers, short lines, nothing private."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Flask
from flask_babel import Babel
from icalendar import Calendar
from sqlalchemy.dialects.postgresql import Range

from portal.booking.calendar_file import calendar_feed, calendar_file
from portal.booking.models import Talk
from tests.unit.booking.values import NOW

UID = UUID("0b5c1a52-6a3e-4a44-9a3c-5ec0c4a9a111")
STARTS = datetime(2026, 11, 30, 8, tzinfo=UTC)
LINK = "https://portal.example/borger/samtaler/1/kvittering"
LONG_PLACE = "Ærøgade 14, mødelokale Æblegård; op ad trappen, anden dør på venstre hånd, ring på"


def talk(version: int = 1, status: str = "booked") -> Talk:
    return Talk(
        kind="job",
        during=Range(STARTS, STARTS + timedelta(minutes=45)),
        version=version,
        status=status,
        calendar_uid=UID,
        created_at=NOW,
        cancelled_at=NOW if status == "cancelled" else None,
    )


def file_of(of: Talk, organizer: str | None = "post@portal.example") -> bytes:
    app = Flask(__name__)
    Babel(app)
    with app.app_context():
        return calendar_file(of, place=LONG_PLACE, link=LINK, now=NOW, organizer=organizer)


def test_no_line_is_longer_than_calendars_read_and_nothing_is_lost() -> None:
    written = file_of(talk())
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    event = Calendar.from_ical(written).walk("VEVENT")[0]
    assert str(event["LOCATION"]) == LONG_PLACE
    assert LINK in str(event["DESCRIPTION"])
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (
        STARTS,
        STARTS + timedelta(minutes=45),
    )


def test_a_moved_talk_keeps_its_name_and_its_number_rises() -> None:
    first, second = (
        Calendar.from_ical(file_of(talk(version))).walk("VEVENT")[0] for version in (1, 2)
    )
    assert str(first["UID"]) == str(second["UID"]) == str(UID)
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)


def test_an_invitation_a_download_and_a_cancellation_say_what_they_are() -> None:
    methods = [
        str(Calendar.from_ical(written)["METHOD"])
        for written in (
            file_of(talk()),
            file_of(talk(), organizer=None),
            file_of(talk(status="cancelled")),
        )
    ]
    assert methods == ["REQUEST", "PUBLISH", "CANCEL"]
    gone = Calendar.from_ical(file_of(talk(status="cancelled"))).walk("VEVENT")[0]
    assert str(gone["STATUS"]) == "CANCELLED"


def test_a_feed_of_unchanged_talks_is_the_same_to_the_byte() -> None:
    app = Flask(__name__)
    Babel(app)
    with app.app_context():
        one, two = (calendar_feed([talk(), talk(2, "cancelled")], link=LINK) for _ in range(2))
    assert one == two
    assert [str(e["STATUS"]) for e in Calendar.from_ical(one).walk("VEVENT")] == [
        "CONFIRMED",
        "CANCELLED",
    ]
