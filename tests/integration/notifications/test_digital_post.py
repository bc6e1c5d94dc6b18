"""Digital Post: what stands in the files, that they are whole, and what receipts lead to."""

import base64
import os
import resource
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as Xml

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking.models import Talk
from portal.booking.service import messages
from portal.core import clock
from portal.core.crypto import decrypt_cpr
from portal.notifications import channels
from portal.notifications.channels import digital_post
from portal.notifications.models import OutboxMessage
from portal.settings import Settings
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import TalkFactory, during
from tests.integration.notifications.telling import notices, send, tell

MEMO = f"{{{digital_post.NAMESPACE}}}"
MUNICIPALITY = "Ærø <Kommune> & Co"


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def wanted(tmp_path: Path) -> Settings:
    """A folder with a space in its name, and a municipality that needs escaping."""
    return Settings(
        env="test",
        data_dir=tmp_path,
        digital_post_dir=tmp_path / "digital post",
        municipality=MUNICIPALITY,
    )


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    """Somebody who can only be reached by Digital Post."""
    return CitizenFactory(email=None, phone=None, name="Anna Øst")


@pytest.fixture
def talk(citizen: Citizen) -> Talk:
    """A talk the day after the clocks went back, at a place whose name needs escaping."""
    return TalkFactory(
        citizen=citizen, during=during(date(2026, 10, 26), "09:00"), place='Lokale <4> & "5"'
    )


def summon(session: orm.Session, talk: Talk, citizen: Citizen, kind: str = "talk_summons") -> str:
    """Tell the citizen of the talk; the event's name."""
    event = f"talk:{talk.id}:{kind}"
    messages.tell(session, talk, citizen, kind, event, clock.parse_moment("2026-10-12T10:00"))
    session.commit()
    return event


OCTOBER = clock.parse_moment("2026-10-12T10:00")


def parsed(content: bytes) -> Xml.Element:
    """A file of our own making, read as whoever carries it would."""
    return Xml.fromstring(content)  # noqa: S314


def dropped(wanted: Settings) -> list[Path]:
    """What lies ready to be carried to Digital Post."""
    return sorted((wanted.digital_post_folder() / "out").glob("*"))


def texts(root: Xml.Element) -> dict[str, list[str]]:
    """The texts of a file by the names of their elements."""
    found: dict[str, list[str]] = {}
    for element in root.iter():
        assert element.tag.startswith(MEMO)
        found.setdefault(element.tag.removeprefix(MEMO), []).append(element.text or "")
    return found


def test_a_summons_is_a_letter_with_the_appointment_in_it(
    session: orm.Session, wanted: Settings, citizen: Citizen, talk: Talk
) -> None:
    event = summon(session, talk, citizen)
    assert send(session, wanted, OCTOBER).sent == 1
    (file,) = dropped(wanted)
    root = parsed(file.read_bytes())
    assert root.tag == f"{MEMO}Message"
    assert root.attrib == {"memoVersion": "1.1", "memoSchVersion": "1.1.0"}
    said = texts(root)
    row = notices(session, event)["digital_post"]
    assert said["messageUUID"] == [file.stem] == [row.gateway_id]
    assert said["senderID"] == [wanted.cvr]
    assert said["label"].count(MUNICIPALITY) == 1
    assert said["recipientID"] == [decrypt_cpr(wanted, citizen.cpr_encrypted)]
    assert said["createdDateTime"] == ["2026-10-12T08:00:00Z"]
    letter = base64.b64decode(said["content"][0]).decode()
    assert letter == row.body
    assert 'Lokale <4> & "5"' in letter
    assert said["inLanguage"] == ["da"]
    assert said["location"] == ['Lokale <4> & "5"']
    assert said["startDateTime"] == ["2026-10-26T08:00:00Z"]
    assert said["endDateTime"] == ["2026-10-26T08:45:00Z"]
    assert said["organizerName"] == [MUNICIPALITY]
    assert UUID(said["reservationUUID"][0]) == talk.calendar_uid


def test_the_cpr_number_is_in_the_file_and_nowhere_else(
    session: orm.Session, wanted: Settings, citizen: Citizen, talk: Talk
) -> None:
    event = summon(session, talk, citizen)
    send(session, wanted, OCTOBER)
    cpr = decrypt_cpr(wanted, citizen.cpr_encrypted)
    row = notices(session, event)["digital_post"]
    assert cpr in dropped(wanted)[0].read_text()
    assert cpr not in dropped(wanted)[0].name
    assert cpr not in " ".join([row.address, row.subject, row.body, row.event])


def test_other_messages_are_only_a_notice_but_carry_the_appointment(
    session: orm.Session, wanted: Settings, citizen: Citizen, talk: Talk
) -> None:
    summon(session, talk, citizen, "talk_confirmed")
    send(session, wanted, OCTOBER)
    said = texts(parsed(dropped(wanted)[0].read_bytes()))
    letter = base64.b64decode(said["content"][0]).decode()
    assert "Lokale" not in letter
    assert wanted.base_url + "/borger/beskeder" in letter
    assert said["actionCode"] == ["AFTALE"]


def test_a_cancelled_talk_is_no_appointment(
    session: orm.Session, wanted: Settings, citizen: Citizen, talk: Talk
) -> None:
    talk.status, talk.cancelled_at = "cancelled", NOW
    summon(session, talk, citizen, "talk_cancelled")
    assert send(session, wanted, OCTOBER).sent == 1
    said = texts(parsed(dropped(wanted)[0].read_bytes()))
    assert "Reservation" not in said
    assert "actionCode" not in said


def test_what_xml_can_not_hold_is_left_out(wanted: Settings) -> None:
    message = OutboxMessage(
        id=1, subject='<a> & "b" \x00\x0b\ufffe\U0001f600', body="x", language="da", created_at=NOW
    )
    content = digital_post.memo(message, "0101011234", wanted)
    assert '<a> & "b" \U0001f600' in texts(parsed(content))["label"]


def test_the_same_message_twice_is_one_file(
    session: orm.Session, wanted: Settings, citizen: Citizen, talk: Talk
) -> None:
    summon(session, talk, citizen)
    send(session, wanted, OCTOBER)
    (first,) = dropped(wanted)
    before = first.read_bytes()
    session.execute(sa.update(OutboxMessage).values(sent_at=None, due_at=OCTOBER))
    assert send(session, wanted, OCTOBER).sent == 1, "sent again after a crash"
    assert dropped(wanted) == [first]
    assert first.read_bytes() == before


def test_whoever_looks_never_sees_half_a_file(
    session: orm.Session, wanted: Settings, citizen: Citizen, talk: Talk
) -> None:
    for number in range(30):
        tell(session, citizen, f"talk:{number}:v1")
    session.execute(sa.update(OutboxMessage).values(body="x" * 300_000))
    session.commit()
    done, seen, broken = threading.Event(), set(), []

    def look() -> None:
        while not done.is_set():
            for file in dropped(wanted):
                if file.suffix != ".xml":
                    continue
                seen.add(file.name)
                try:
                    parsed(file.read_bytes())
                except Xml.ParseError as error:
                    broken.append((file.name, str(error)))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        assert send(session, wanted).sent == 30
    finally:
        done.set()
        looking.join()
    assert broken == []
    assert seen
    assert len(dropped(wanted)) == 30, "and no temporary file is left"


def test_a_full_disk_leaves_nothing_half_and_loses_nothing(
    session: orm.Session, wanted: Settings, citizen: Citizen
) -> None:
    tell(session, citizen)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        tally = send(session, wanted)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (tally.sent, tally.failed) == (0, 0)
    assert dropped(wanted) == []
    later = clock.parse_moment("2026-11-23T10:30")
    assert send(session, wanted, later).sent == 1


def test_a_folder_that_is_away_stops_no_mail(
    session: orm.Session, wanted: Settings, citizen: Citizen, tmp_path: Path
) -> None:
    (tmp_path / "digital post").write_text("a file stands in the way")
    tell(session, citizen)
    tell(session, CitizenFactory(), "talk:2:v1")
    assert send(session, wanted).sent == 1
    row = notices(session)["digital_post"]
    assert (row.sent_at, row.failed_at, row.attempts) == (None, None, 0)


def test_a_summons_that_falls_back_is_still_a_letter_with_the_appointment(
    session: orm.Session, wanted: Settings, talk: Talk, citizen: Citizen
) -> None:
    citizen.email = "nobody at all"
    session.commit()
    event = summon(session, talk, citizen)
    session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.channel == "email")
        .values(address="nobody\nat all")
    )
    citizen.email = None
    assert send(session, wanted, OCTOBER).sent == 1
    row = notices(session, event)["digital_post"]
    said = texts(parsed(dropped(wanted)[0].read_bytes()))
    assert 'Lokale <4> & "5"' in row.body
    assert said["reservationUUID"] == [str(talk.calendar_uid)]


def test_only_citizens_get_digital_post(session: orm.Session, wanted: Settings) -> None:
    message = OutboxMessage(id=1, audience="business", recipient_id=1, created_at=NOW)
    session.add(message)
    with (
        session.no_autoflush,
        channels.opened("digital_post", wanted) as hand_over,
        pytest.raises(channels.Rejected),
    ):
        hand_over(message)
    session.expunge(message)


def test_without_a_folder_there_is_no_digital_post_in_production(wanted: Settings) -> None:
    bare: Any = wanted.model_copy(update={"env": "production", "digital_post_dir": None})
    assert channels.available(bare) == ("email",)
    assert os.sep in str(bare.digital_post_folder())
