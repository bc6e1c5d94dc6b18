"""SMS through a real gateway on loopback: taken, refused, put off, silent, and talking nonsense."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core.clock import parse_moment
from portal.notifications import rules
from portal.settings import Settings
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory
from tests.integration.notifications.gateway import Answer, Gateway, running
from tests.integration.notifications.mailserver import free_port
from tests.integration.notifications.telling import notices, prefer, send, tell, through

LATER = NOW + timedelta(minutes=2)


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """A gateway that listens."""
    with running(Gateway()) as made:
        yield made


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    """Somebody who is reached by SMS first, and else by Digital Post."""
    return CitizenFactory(email=None, phone="20 30 40 50")


def test_a_message_is_handed_over_with_our_token(
    session: orm.Session, gateway: Gateway, citizen: Citizen, tmp_path: Path
) -> None:
    tell(session, citizen)
    settings = through(gateway, tmp_path, sms_sender="Jobcenter")
    assert send(session, settings).sent == 1
    assert send(session, settings).sent == 0
    ((headers, message),) = gateway.calls
    assert headers["Authorization"] == "Bearer hush"
    assert headers["Content-Type"] == "application/json"
    assert (message["to"], message["from"]) == ("+4520304050", "Jobcenter")
    assert message["text"].startswith("Du har en ny besked")
    assert "Mette" not in message["text"]
    row = notices(session)["sms"]
    assert (row.sent_at, row.gateway_id, row.attempts) == (NOW, "gw-1", 1)


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b'{"id": 17}', "17"),
        (b"", None),
        (b"OK", None),
        (b"[1, 2]", None),
        (b'{"id": null}', None),
        (b'{"id": true}', None),
        (b'{"id": {"a": 1}}', None),
        (b'{"id": "a\\u0000b"}', None),
        (b'{"id": "\\ud800"}', None),
        (b'{"id": "' + b"x" * 500 + b'"}', None),
        (b'{"id": ' + b"9" * 6000 + b"}", None),
        (b"[" * 9999, None),
        (b"\xff\xfe{}", None),
        (b'{"id": "gw"}' + b" " * 2_000_000, None),
    ],
)
def test_whatever_the_gateway_calls_it_a_taken_message_is_sent(
    session: orm.Session,
    gateway: Gateway,
    citizen: Citizen,
    tmp_path: Path,
    body: bytes,
    kept: str | None,
) -> None:
    gateway.answer = lambda _message: Answer(200, body)
    tell(session, citizen)
    assert send(session, through(gateway, tmp_path)).sent == 1
    row = notices(session)["sms"]
    named = row.gateway_id
    assert row.sent_at == NOW
    assert named == (kept or gateway.calls[0][1]["id"]) or (kept is None and named == "gw")
    assert send(session, through(gateway, tmp_path), LATER).sent == 0


def test_a_gateway_without_a_word_has_taken_it(
    session: orm.Session, gateway: Gateway, citizen: Citizen, tmp_path: Path
) -> None:
    gateway.answer = lambda _message: Answer(204, b"")
    tell(session, citizen)
    assert send(session, through(gateway, tmp_path)).sent == 1


@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_a_refused_number_fails_at_once_and_the_notice_goes_another_way(
    session: orm.Session, gateway: Gateway, citizen: Citizen, tmp_path: Path, status: int
) -> None:
    gateway.answer = lambda _message: Answer(status)
    tell(session, citizen)
    tally = send(session, through(gateway, tmp_path))
    assert (tally.sent, tally.failed) == (1, 1)
    rows = notices(session)
    assert (rows["sms"].failed_at, rows["sms"].last_error) == (NOW, str(status))
    assert rows["digital_post"].sent_at == NOW
    assert len(gateway.calls) == 1


def test_the_other_way_is_the_citizens_own_next_one(
    session: orm.Session, gateway: Gateway, tmp_path: Path
) -> None:
    anna = CitizenFactory(email="anna@example.invalid", phone="20 30 40 50")
    prefer(session, anna, "sms", "digital_post", "email")
    gateway.answer = lambda _message: Answer(400)
    tell(session, anna)
    send(session, through(gateway, tmp_path))
    assert list(notices(session)) == ["sms", "digital_post"]


@pytest.mark.parametrize("phone", ["12", "20 30 40", "ring til mig", "+45", "1" * 30])
def test_what_is_no_number_never_reaches_the_gateway(
    session: orm.Session, gateway: Gateway, tmp_path: Path, phone: str
) -> None:
    tell(session, CitizenFactory(email=None, phone=phone))
    assert send(session, through(gateway, tmp_path)).failed == 1
    assert gateway.calls == []
    assert notices(session)["digital_post"].sent_at == NOW


@pytest.mark.parametrize("phone", ["+45 20 30 40 50", "0045 20304050", "20-30-40-50"])
def test_a_number_is_understood_however_it_is_written(
    session: orm.Session, gateway: Gateway, tmp_path: Path, phone: str
) -> None:
    tell(session, CitizenFactory(email=None, phone=phone))
    send(session, through(gateway, tmp_path))
    assert gateway.numbers() == ["+4520304050"]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_a_gateway_in_trouble_gets_it_later_under_the_same_name(
    session: orm.Session, gateway: Gateway, citizen: Citizen, tmp_path: Path, status: int
) -> None:
    gateway.answer = lambda _message: Answer(status)
    tell(session, citizen)
    assert send(session, through(gateway, tmp_path)).put_off == 1
    row = notices(session)["sms"]
    assert (row.sent_at, row.failed_at, row.attempts) == (None, None, 1)
    gateway.answer = Gateway().answer
    assert send(session, through(gateway, tmp_path)).sent == 0, "not before the back-off is over"
    assert send(session, through(gateway, tmp_path), NOW + rules.BACK_OFF[0]).sent == 1
    assert len({message["id"] for _headers, message in gateway.calls}) == 1


def test_a_gateway_in_trouble_for_days_is_given_up_and_another_way_found(
    session: orm.Session, gateway: Gateway, citizen: Citizen, tmp_path: Path
) -> None:
    gateway.answer = lambda _message: Answer(500)
    tell(session, citizen, starts=NOW + timedelta(days=30))
    at = NOW
    for wait in (*rules.BACK_OFF, timedelta(days=1)):
        at = at if 9 <= at.hour < 20 else at + timedelta(hours=12)
        send(session, through(gateway, tmp_path), at)
        at += wait
    rows = notices(session)
    assert rows["sms"].failed_at is not None
    assert rows["sms"].attempts == len(rules.BACK_OFF) + 1
    assert "digital_post" in rows


def test_a_gateway_that_moves_is_not_followed_with_our_token(
    session: orm.Session, gateway: Gateway, citizen: Citizen, tmp_path: Path
) -> None:
    with running(Gateway()) as thief:
        gateway.answer = lambda _message: Answer(307, headers={"Location": thief.url})
        tell(session, citizen)
        assert send(session, through(gateway, tmp_path)).put_off == 1
        assert thief.calls == []


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_token_is_no_messages_fault(
    session: orm.Session, gateway: Gateway, citizen: Citizen, tmp_path: Path, status: int
) -> None:
    gateway.answer = lambda _message: Answer(status)
    tell(session, citizen)
    for minutes in range(12):
        tally = send(session, through(gateway, tmp_path), NOW + timedelta(minutes=2 * minutes))
        assert (tally.sent, tally.failed) == (0, 0)
    assert notices(session)["sms"].attempts == 0
    gateway.answer = Gateway().answer
    assert send(session, through(gateway, tmp_path), NOW + timedelta(hours=1)).sent == 1


@pytest.mark.parametrize(
    "silence",
    [
        Answer(wait=0.6),
        Answer(raw=b""),
        Answer(raw=b"SSH-2.0-OpenSSH_9.6\r\n"),
        Answer(raw=b"HTTP/1.1 two hundred\r\n\r\n"),
        Answer(raw=b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n"),
    ],
    ids=["slow", "cut", "no HTTP", "no status", "endless header"],
)
def test_a_gateway_that_says_nothing_useful_is_asked_again(
    session: orm.Session, gateway: Gateway, citizen: Citizen, tmp_path: Path, silence: Answer
) -> None:
    gateway.answer = lambda _message: silence
    tell(session, citizen)
    tally = send(session, through(gateway, tmp_path))
    assert (tally.sent, tally.failed) == (0, 0)
    row = notices(session)["sms"]
    assert (row.sent_at, row.failed_at, row.attempts) == (None, None, 0)
    gateway.answer = Gateway().answer
    assert send(session, through(gateway, tmp_path), LATER).sent == 1
    assert gateway.numbers() == ["+4520304050"], "the same name twice is one message"


def test_a_gateway_that_takes_it_and_then_dawdles_is_not_asked_twice(
    session: orm.Session, gateway: Gateway, citizen: Citizen, tmp_path: Path
) -> None:
    gateway.answer = lambda _message: Answer(drip=0.6)
    tell(session, citizen)
    assert send(session, through(gateway, tmp_path)).sent == 1
    assert send(session, through(gateway, tmp_path), LATER).sent == 0
    assert len(gateway.calls) == 1


def test_nobody_at_home_loses_nothing_and_stops_no_mail(
    session: orm.Session, citizen: Citizen, tmp_path: Path
) -> None:
    away = Gateway()
    away.url = f"http://127.0.0.1:{free_port()}/"
    tell(session, citizen)
    tell(session, CitizenFactory(), "talk:2:v1")
    tally = send(session, through(away, tmp_path))
    assert (tally.sent, tally.failed) == (1, 0)
    assert notices(session, "talk:2:v1")["email"].sent_at == NOW
    with running(away):
        assert send(session, through(away, tmp_path), LATER).sent == 1


@pytest.mark.parametrize("wrong", ["line\nbreak", "smørrebrød ☃"])
def test_a_token_no_request_can_carry_is_no_messages_fault(
    session: orm.Session, gateway: Gateway, citizen: Citizen, tmp_path: Path, wrong: str
) -> None:
    tell(session, citizen)
    assert send(session, through(gateway, tmp_path, sms_token=wrong)).failed == 0
    assert send(session, through(gateway, tmp_path), LATER).sent == 1


def test_one_refused_number_holds_up_nobody(
    session: orm.Session, gateway: Gateway, tmp_path: Path
) -> None:
    def refuse_one(message: dict[str, Any]) -> Answer:
        return Answer(400 if message["to"].endswith("1") else 202)

    gateway.answer = refuse_one
    for last in range(3):
        tell(session, CitizenFactory(email=None, phone=f"2030405{last}"), f"talk:{last}:v1")
    tally = send(session, through(gateway, tmp_path))
    assert gateway.numbers() == ["+4520304050", "+4520304052"]
    assert (tally.sent, tally.failed) == (3, 1)


def test_no_telephone_rings_at_night_whatever_the_message(
    session: orm.Session, gateway: Gateway, citizen: Citizen, tmp_path: Path
) -> None:
    tell(session, citizen, kind="talk_cancelled")
    for wall in ("2026-11-23T22:00", "2026-11-24T03:00", "2026-11-24T08:59"):
        assert send(session, through(gateway, tmp_path), parse_moment(wall)).sent == 0
    morning = parse_moment("2026-11-24T09:00")
    assert send(session, through(gateway, tmp_path), morning).sent == 1


@pytest.mark.parametrize(("env", "sent"), [("demo", True), ("test", False)])
def test_only_the_demos_people_have_numbers_that_nobody_has(
    session: orm.Session, tmp_path: Path, env: Literal["demo", "test"], sent: bool
) -> None:
    tell(session, CitizenFactory(email=None, phone="00 70 46 73"))
    send(session, Settings(env=env, data_dir=tmp_path))
    row = notices(session)["sms"]
    assert (row.sent_at is not None, row.failed_at is not None) == (sent, not sent)
    (written,) = [one.read_text() for one in (tmp_path / "sms").glob("*.json")] or [""]
    assert ('"to": "00 70 46 73"' in written) is sent
