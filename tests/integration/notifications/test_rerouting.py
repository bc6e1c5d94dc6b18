"""A changed address, number or wish: what has not reached the citizen follows, and only once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core.errors import NotFound
from portal.notifications import rerouting, rules, service
from portal.notifications.models import OutboxMessage
from portal.notifications.rerouting import Resent
from portal.settings import Settings
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import TalkFactory
from tests.integration.conftest import SignInAs
from tests.integration.notifications.gateway import Answer, Gateway, running
from tests.integration.notifications.telling import notices, prefer, send, tell, through

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    """No Digital Post, so that who can't be reached by mail or phone can't be reached."""
    before: Settings = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = before.model_copy(
        update={"env": "production", "sms_url": "https://sms.example.invalid"}
    )
    with app.app_context(), clock.frozen(NOW):
        yield
    app.extensions["portal.settings"] = before


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """A gateway that refuses numbers ending in 9."""
    made = Gateway()
    made.answer = lambda message: Answer(400 if message["to"].endswith("9") else 202)
    with running(made):
        yield made


@pytest.fixture
def settings_out(gateway: Gateway, tmp_path: Path) -> Settings:
    """SMS through the gateway; mails into the folder."""
    return through(gateway, tmp_path)


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    """Somebody with a number that is refused, and nothing else."""
    return CitizenFactory(email=None, phone="20 30 40 59")


def change(session: orm.Session, citizen: Citizen, at: datetime = NOW, **contact: Any) -> Resent:
    """The citizen's address or number changes."""
    for name, value in contact.items():
        setattr(citizen, name, value)
    resent = rerouting.resend_to_new_address(session, citizen.id, now=at)
    session.commit()
    return resent


def test_a_failed_notice_goes_to_the_new_number_once(
    session: orm.Session, gateway: Gateway, settings_out: Settings, citizen: Citizen
) -> None:
    tell(session, citizen)
    assert send(session, settings_out).failed == 1
    assert change(session, citizen, phone="20 30 40 50") == Resent(0, 1)
    assert change(session, citizen) == Resent(0, 0)
    assert send(session, settings_out).sent == 1
    assert change(session, citizen) == Resent(0, 0)
    assert send(session, settings_out, LATER).sent == 0
    assert gateway.numbers() == ["+4520304050"]
    row = notices(session)["sms"]
    assert (row.address, row.attempts, row.failed_at) == ("20 30 40 50", 1, None)
    names = [message["id"] for _headers, message in gateway.calls]
    assert len(set(names)) == 2, "or the gateway would think it has had it"


def test_a_number_the_gateway_gave_up_on_later_is_sent_to_anew(
    session: orm.Session, gateway: Gateway, settings_out: Settings
) -> None:
    anna = CitizenFactory(email=None, phone="20 30 40 50")
    tell(session, anna)
    send(session, settings_out)
    session.execute(
        sa.update(OutboxMessage).where(OutboxMessage.channel == "sms").values(failed_at=NOW)
    )
    assert change(session, anna, phone="20 30 40 51").again == 1
    row = notices(session)["sms"]
    assert (row.sent_at, row.gateway_id) == (None, ""), "old receipts no longer count"
    assert send(session, settings_out).sent == 1


def test_the_same_number_written_differently_is_no_new_one(
    session: orm.Session, settings_out: Settings, citizen: Citizen
) -> None:
    tell(session, citizen)
    send(session, settings_out)
    assert change(session, citizen, phone="20304059") == Resent(0, 0)


def test_a_new_way_serves_when_the_old_one_failed(
    session: orm.Session, settings_out: Settings, citizen: Citizen
) -> None:
    tell(session, citizen)
    send(session, settings_out)
    assert change(session, citizen, email="anna@example.invalid") == Resent(0, 1)
    assert send(session, settings_out).sent == 1
    assert list(notices(session)) == ["sms", "email"]


def test_both_changed_at_once_is_one_notice(session: orm.Session, settings_out: Settings) -> None:
    anna = CitizenFactory(email="line\nbreak", phone="20 30 40 59")
    tell(session, anna)
    assert send(session, settings_out).failed == 2
    changed = change(session, anna, email="anna@example.invalid", phone="20 30 40 50")
    assert changed == Resent(0, 1)
    assert send(session, settings_out).sent == 1
    assert notices(session)["email"].sent_at == NOW


def test_a_new_number_that_fails_too_falls_on(session: orm.Session, settings_out: Settings) -> None:
    anna = CitizenFactory(email="line\nbreak", phone="20 30 40 59")
    tell(session, anna)
    send(session, settings_out)
    change(session, anna, email="also\nbroken", phone="20 30 40 50")
    tally = send(session, settings_out)
    assert (tally.failed, tally.sent) == (1, 1)
    assert notices(session)["sms"].sent_at == NOW


def test_what_reached_the_citizen_another_way_is_not_repeated(
    session: orm.Session, settings_out: Settings
) -> None:
    anna = CitizenFactory(email="line\nbreak", phone="20 30 40 50")
    tell(session, anna)
    send(session, settings_out)
    assert change(session, anna, email="anna@example.invalid") == Resent(0, 0)


def test_what_the_citizen_has_read_is_not_repeated(
    session: orm.Session, settings_out: Settings, citizen: Citizen
) -> None:
    tell(session, citizen)
    send(session, settings_out)
    session.execute(
        sa.update(OutboxMessage).where(OutboxMessage.channel == "inbox").values(read_at=NOW)
    )
    assert change(session, citizen, phone="20 30 40 50") == Resent(0, 0)


@pytest.mark.parametrize("why", ["past", "cancelled", "moved", "taken back", "old"])
def test_what_is_worth_nothing_any_more_is_not_repeated(
    session: orm.Session, settings_out: Settings, citizen: Citizen, why: str
) -> None:
    talk = TalkFactory(citizen=citizen)
    fact = f"talk:{talk.id}:1"
    tell(session, citizen, starts=talk.starts, still_true=fact, kind="talk_reminder")
    send(session, settings_out)
    at = NOW
    if why == "past":
        at = talk.starts
    elif why == "old":
        session.execute(sa.update(OutboxMessage).values(worthless_at=None))
        at = NOW + rules.RESEND_WITHIN + timedelta(days=1)
    elif why == "taken back":
        session.execute(sa.update(OutboxMessage).values(sent_at=None, dropped_at=NOW))
    elif why == "cancelled":
        talk.status, talk.cancelled_at = "cancelled", NOW
    else:
        talk.version = 2
    assert change(session, citizen, at, phone="20 30 40 50") == Resent(0, 0)


def test_an_unsent_reminder_follows_to_the_new_number_at_its_own_time(
    session: orm.Session, gateway: Gateway, settings_out: Settings, citizen: Citizen
) -> None:
    tell(session, citizen, kind="talk_reminder", due_at=LATER)
    assert change(session, citizen, phone="20 30 40 50") == Resent(1, 0)
    assert send(session, settings_out).sent == 0
    assert send(session, settings_out, LATER).sent == 1
    assert gateway.numbers() == ["+4520304050"]


def test_one_that_is_being_tried_over_and_over_goes_to_the_new_number_at_once(
    session: orm.Session, gateway: Gateway, settings_out: Settings, citizen: Citizen
) -> None:
    gateway.answer = lambda message: Answer(503 if message["to"].endswith("9") else 202)
    tell(session, citizen)
    for minutes in (0, 2, 8):
        send(session, settings_out, NOW + timedelta(minutes=minutes))
    at = NOW + timedelta(minutes=9)
    assert change(session, citizen, at, phone="20 30 40 50") == Resent(1, 0)
    assert send(session, settings_out, at).sent == 1


def test_an_address_that_is_taken_away_leads_to_another(
    session: orm.Session, gateway: Gateway, settings_out: Settings
) -> None:
    anna = CitizenFactory(email="anna@example.invalid", phone="20 30 40 50")
    tell(session, anna, due_at=LATER)
    assert change(session, anna, email=None) == Resent(1, 0)
    assert send(session, settings_out, LATER).sent == 1
    (row,) = notices(session).values()
    assert (row.channel, row.address) == ("sms", "20 30 40 50")
    assert "Best wishes" not in row.body
    assert "Hej" not in row.body, "and says it as an SMS does"


def test_without_a_way_left_it_fails_visibly_until_there_is_one(
    session: orm.Session, settings_out: Settings, citizen: Citizen
) -> None:
    tell(session, citizen, due_at=LATER)
    assert change(session, citizen, phone=None) == Resent(0, 0)
    assert notices(session)["sms"].last_error == "no address"
    assert change(session, citizen, email="anna@example.invalid") == Resent(0, 1)
    assert send(session, settings_out).sent == 1


def test_a_new_wish_counts_for_what_waits(
    session: orm.Session, gateway: Gateway, settings_out: Settings
) -> None:
    anna = CitizenFactory(email="anna@example.invalid", phone="20 30 40 50")
    tell(session, anna, due_at=LATER)
    prefer(session, anna, "sms")
    assert change(session, anna) == Resent(1, 0)
    assert send(session, settings_out, LATER).sent == 1
    assert gateway.numbers() == ["+4520304050"]


def test_a_change_while_it_is_on_its_way_is_not_lost(
    app: Flask, session: orm.Session, gateway: Gateway, settings_out: Settings
) -> None:
    anna = CitizenFactory(email=None, phone="20 30 40 50")
    tell(session, anna)
    took = gateway.answer

    def change_meanwhile(message: dict[str, Any]) -> Answer:
        gateway.answer = took
        with app.app_context():  # the gateway's thread has none
            change(session, anna, phone="20 30 40 51")
        return Answer()

    gateway.answer = change_meanwhile
    send(session, settings_out)
    assert gateway.numbers() == ["+4520304050", "+4520304051"]
    row = notices(session)["sms"]
    assert (row.address, row.sent_at) == ("20 30 40 51", NOW)


def test_what_is_taken_back_while_it_fails_goes_no_other_way(
    session: orm.Session, gateway: Gateway, settings_out: Settings
) -> None:
    anna = CitizenFactory(email="anna@example.invalid", phone="20 30 40 59")
    prefer(session, anna, "sms", "email")
    tell(session, anna)

    def taken_back(_message: dict[str, Any]) -> Answer:
        service.drop(session, "talk:1:v1", now=NOW)
        session.commit()
        return Answer(400)

    gateway.answer = taken_back
    assert send(session, settings_out).failed == 0
    (row,) = notices(session).values()
    assert (row.channel, row.dropped_at, row.failed_at) == ("sms", NOW, None)


def test_others_are_left_alone(
    session: orm.Session, settings_out: Settings, citizen: Citizen
) -> None:
    other = CitizenFactory(email=None, phone="20 30 40 69")
    tell(session, other)
    tell(session, other, "waits", due_at=LATER)
    send(session, settings_out)
    assert change(session, citizen, phone="20 30 40 50") == Resent(0, 0)
    assert notices(session)["sms"].failed_at == NOW


def test_nobody_there_is_not_found(session: orm.Session) -> None:
    with pytest.raises(NotFound):
        rerouting.resend_to_new_address(session, 987654321, now=NOW)


def test_the_contact_page_sends_what_was_lost(
    client_for: SignInAs, session: orm.Session, settings_out: Settings, citizen: Citizen
) -> None:
    tell(session, citizen)
    send(session, settings_out)
    said = {"email": "", "phone": "20 30 40 50", "first": "sms", "language": "da"}
    answer = client_for(citizen).post("/borger/kontakt", data=said | {"talk_language": "da"})
    assert answer.status_code == 302
    assert send(session, settings_out).sent == 1


def test_the_command_does_it_for_whoever_changes_it_elsewhere(
    app: Flask, session: orm.Session, citizen: Citizen, settings_out: Settings
) -> None:
    tell(session, citizen)
    send(session, settings_out)
    citizen.phone = "20 30 40 50"
    session.commit()
    arguments = ["portal", "outbox", "resend", "--now", NOW.isoformat(), "--citizen"]
    run = app.test_cli_runner()
    for words in ("0 readdressed, 1 sent again", "0 readdressed, 0 sent again"):
        answer = run.invoke(args=[*arguments, str(citizen.id)])
        assert (answer.exit_code, answer.output.strip()) == (0, words)
    assert run.invoke(args=[*arguments, "987654321"]).exit_code == 1
