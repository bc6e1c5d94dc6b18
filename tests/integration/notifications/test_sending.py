"""Sending through a real mail server, and what happens when it refuses, is slow or is away."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.core.access import Audience
from portal.core.clock import parse_moment
from portal.notifications import rules, sending, service
from portal.notifications.models import OutboxMessage
from portal.settings import Settings
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory
from tests.integration.notifications.mailserver import MailServer, running

DEFERRED = "451 Try again later"
REFUSED = "550 No such person here"


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that listens."""
    with running(MailServer()) as made:
        yield made


def settings_for(server: MailServer) -> Settings:
    """Settings that send through `server`."""
    return Settings(env="test", smtp_host=server.host, smtp_port=server.port)


def queue(session: orm.Session, event: str = "talk:1:v1:confirmed", **changes: Any) -> None:
    """Tell somebody new that a talk is booked, or as changed."""
    told: dict[str, Any] = {
        "event": event,
        "kind": "talk_confirmed",
        "audience": Audience.CITIZEN,
        "recipient_id": CitizenFactory().id,
        "now": NOW,
        "starts": parse_moment("2026-12-01T10:30"),
        "caseworker": "Mette Ravn",
        "purpose": "Vi taler om dit CV.",
        "channel": "phone",
    }
    service.tell(session, **(told | changes))
    session.commit()


def send(session: orm.Session, settings: Settings, at: datetime = NOW) -> sending.Tally:
    """One run of the sender at a moment."""
    return sending.send_due(session, settings, lambda: at)


def mails(session: orm.Session) -> list[OutboxMessage]:
    """The e-mail rows as the database has them now."""
    wanted = sa.select(OutboxMessage).where(OutboxMessage.channel == "email")
    return list(
        session.scalars(wanted.order_by(OutboxMessage.id).execution_options(populate_existing=True))
    )


def test_a_mail_is_sent_once(session: orm.Session, server: MailServer) -> None:
    queue(session)
    assert send(session, settings_for(server)).sent == 1
    assert send(session, settings_for(server)).sent == 0
    (taken,) = server.taken
    assert str(taken["To"]).startswith("citizen")
    assert str(taken["From"]) == "Jobcenterportalen <no-reply@example.invalid>"
    assert "Mette" not in taken.as_string()
    assert mails(session)[0].sent_at == NOW


def test_inbox_rows_end_as_sent(session: orm.Session, server: MailServer) -> None:
    queue(session)
    send(session, settings_for(server))
    ended = session.scalars(sa.select(OutboxMessage.sent_at)).all()
    assert ended == [NOW, NOW]


def test_a_mail_put_off_goes_out_later_with_the_same_name(
    session: orm.Session, server: MailServer
) -> None:
    queue(session)
    seen: list[str] = []

    def defer(message: Any) -> str:
        seen.append(str(message["Message-ID"]))
        return DEFERRED

    server.answer = defer
    assert send(session, settings_for(server)).put_off == 1
    (row,) = mails(session)
    assert row.sent_at is None
    assert row.failed_at is None
    assert "451" in row.last_error
    server.answer = MailServer().answer
    assert send(session, settings_for(server)).sent == 0, "not before the back-off is over"
    assert send(session, settings_for(server), NOW + rules.BACK_OFF[0]).sent == 1
    assert server.ids() == seen


def test_a_mail_put_off_for_days_fails_visibly(session: orm.Session, server: MailServer) -> None:
    queue(session)
    server.answer = lambda _message: DEFERRED
    at = NOW
    for wait in (*rules.BACK_OFF, timedelta(days=1)):
        send(session, settings_for(server), at)
        at += wait
    (row,) = mails(session)
    assert row.failed_at is not None
    assert row.attempts == len(rules.BACK_OFF) + 1
    server.answer = MailServer().answer
    assert send(session, settings_for(server), at).sent == 0


@pytest.mark.parametrize("stage", ["recipient", "data"])
def test_a_refused_mail_fails_visibly_and_alone(
    session: orm.Session, server: MailServer, stage: str
) -> None:
    queue(session, "first")
    if stage == "recipient":
        server.refuse_recipient = REFUSED
    else:
        server.answer = lambda _message: REFUSED
    assert send(session, settings_for(server)).failed == 1
    (row,) = mails(session)
    assert row.failed_at == NOW
    assert row.last_error == REFUSED
    server.refuse_recipient, server.answer = None, MailServer().answer
    queue(session, "second")
    assert send(session, settings_for(server)).sent == 1


def test_a_poisonous_message_holds_up_nobody(session: orm.Session, server: MailServer) -> None:
    poisoned = CitizenFactory(email="line\nbreak@example.invalid")
    queue(session, "poison", recipient_id=poisoned.id)
    for number in range(3):
        queue(session, f"good:{number}")
    tally = send(session, settings_for(server))
    # The three good ones, and the notice of the poisonous one by SMS instead.
    assert (tally.sent, tally.failed) == (4, 1)
    assert mails(session)[0].failed_at == NOW


def test_an_absent_server_loses_nothing_and_counts_as_nobodys_fault(session: orm.Session) -> None:
    queue(session, "first")
    queue(session, "second")
    server = MailServer()  # not running
    for minute in range(3):
        tally = send(session, settings_for(server), NOW + timedelta(minutes=minute))
        assert (tally.sent, tally.failed) == (0, 0)
    assert all(row.attempts == 0 and row.failed_at is None for row in mails(session))
    with running(server):
        assert send(session, settings_for(server), NOW + timedelta(hours=1)).sent == 2


def test_a_server_that_goes_away_in_between_gets_the_rest_later(
    session: orm.Session, server: MailServer
) -> None:
    for number in range(3):
        queue(session, f"mail:{number}")
    server.answer = lambda _message: (
        MailServer().answer(_message) if not server.taken else ("421 Going down")
    )
    assert send(session, settings_for(server)).sent == 1
    assert sorted(row.attempts for row in mails(session)) == [0, 0, 1]
    server.answer = MailServer().answer
    assert send(session, settings_for(server), NOW + timedelta(minutes=2)).sent == 2
    assert len(set(server.ids())) == 3


def test_an_unsafe_connection_is_not_used(session: orm.Session, server: MailServer) -> None:
    queue(session)
    wanted = settings_for(server).model_copy(update={"smtp_starttls": True})
    assert send(session, wanted).sent == 0
    assert server.taken == []
    assert mails(session)[0].failed_at is None


def test_reminders_wait_for_the_day(session: orm.Session, server: MailServer) -> None:
    night = parse_moment("2026-11-23T23:00")
    talk = parse_moment("2026-11-24T14:00")
    queue(session, "reminder", kind="talk_reminder", now=night, starts=talk)
    queue(session, "receipt", now=night)
    assert send(session, settings_for(server), night).sent == 1
    assert send(session, settings_for(server), parse_moment("2026-11-24T08:59")).sent == 0
    assert send(session, settings_for(server), parse_moment("2026-11-24T09:00")).sent == 1


def test_nobody_is_reminded_of_a_talk_that_is_over(
    session: orm.Session, server: MailServer
) -> None:
    talk = parse_moment("2026-11-24T14:00")
    queue(session, kind="talk_reminder", starts=talk, due_at=talk - timedelta(days=1))
    assert send(session, settings_for(server), talk + timedelta(days=2)).sent == 0
    assert mails(session)[0].dropped_at is not None


def test_a_missed_run_is_caught_up(session: orm.Session, server: MailServer) -> None:
    talk = parse_moment("2026-11-26T14:00")
    queue(session, kind="talk_reminder", starts=talk, due_at=talk - timedelta(hours=48))
    assert send(session, settings_for(server), talk - timedelta(hours=20)).sent == 1


def test_a_taken_back_message_is_not_sent(session: orm.Session, server: MailServer) -> None:
    queue(session, "reminder")
    service.drop(session, "reminder", now=NOW)
    session.commit()
    assert send(session, settings_for(server)).sent == 0


def test_a_sender_told_to_stop_stops_between_messages(
    session: orm.Session, server: MailServer
) -> None:
    for number in range(3):
        queue(session, f"mail:{number}")
    sending.send_due(session, settings_for(server), lambda: NOW, lambda: len(server.taken) >= 2)
    assert len(server.taken) == 2


def test_without_a_server_mails_are_files(session: orm.Session, tmp_path: Path) -> None:
    queue(session)
    wanted = Settings(env="test", data_dir=tmp_path / "data with space")
    assert send(session, wanted).sent == 1
    session.execute(sa.update(OutboxMessage).values(sent_at=None, due_at=NOW))
    assert send(session, wanted).sent == 1, "sent again after a crash"
    (file,) = (tmp_path / "data with space" / "mail").iterdir()
    assert file.suffix == ".eml"
    assert b"Message-ID: <" in file.read_bytes()


def test_an_unwritable_folder_loses_nothing(session: orm.Session, tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file stands in the way")
    queue(session)
    assert send(session, Settings(env="test", data_dir=tmp_path)).sent == 0
    (row,) = mails(session)
    assert row.sent_at is None
    assert row.failed_at is None
