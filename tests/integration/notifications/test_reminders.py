"""Reminders: by day also when clocks change, caught up, and never of what is no longer so."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range

from portal.accounts.models import Citizen
from portal.booking import rules as booking_rules
from portal.booking import service as booking
from portal.booking.models import Talk
from portal.booking.service import messages
from portal.core.access import Actor, Audience
from portal.core.clock import at_local, local, parse_moment
from portal.notifications import sending
from portal.notifications.models import OutboxMessage
from portal.settings import Settings
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import TalkFactory
from tests.integration.booking.conftest import open_job_centre, with_mornings
from tests.integration.notifications.gateway import Gateway, running
from tests.integration.notifications.telling import notices, send, tell, through

NINE = at_local(date(2026, 11, 30), time(9))
LATER = at_local(date(2026, 11, 30), time(9, 45))
A_DAY = timedelta(hours=24)


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def files(tmp_path: Path) -> Settings:
    """Settings that write everything to files."""
    return Settings(env="test", data_dir=tmp_path)


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    """A citizen who can book weekday mornings, and is reminded a day before."""
    open_job_centre(session)
    return with_mornings(CitizenFactory())


@pytest.fixture
def actor(citizen: Citizen) -> Actor:
    return Actor(Audience.CITIZEN, citizen.id, citizen.name)


@pytest.fixture
def talk(session: orm.Session, citizen: Citizen, actor: Actor, files: Settings) -> Talk:
    """A talk on Monday at nine whose confirmation has been sent."""
    made = booking.book(session, citizen.id, starts=NINE, channel="phone", actor=actor, now=NOW)
    session.commit()
    assert send(session, files).sent == 1
    return made


def reminders(session: orm.Session, talk: Talk) -> list[OutboxMessage]:
    """The reminders of a talk as the database has them now."""
    wanted = sa.select(OutboxMessage).where(
        OutboxMessage.event.startswith(f"talk:{talk.id}:reminder:", autoescape=True)
    )
    return list(
        session.scalars(
            wanted.order_by(OutboxMessage.id), execution_options={"populate_existing": True}
        )
    )


def test_a_reminder_comes_once_a_day_before(
    session: orm.Session, files: Settings, talk: Talk
) -> None:
    assert send(session, files, NINE - A_DAY - timedelta(minutes=1)).sent == 0
    assert send(session, files, NINE - A_DAY).sent == 1
    assert send(session, files, NINE - A_DAY + timedelta(minutes=1)).sent == 0


def test_a_missed_run_is_caught_up_while_it_helps(
    session: orm.Session, files: Settings, talk: Talk
) -> None:
    assert send(session, files, NINE - timedelta(hours=11)).sent == 0, "not at ten in the evening"
    assert send(session, files, NINE - timedelta(hours=11, minutes=1)).sent == 1


def test_a_run_missed_until_the_talk_reminds_of_nothing(
    session: orm.Session, files: Settings, talk: Talk
) -> None:
    assert send(session, files, NINE).sent == 0
    assert {row.dropped_at for row in reminders(session, talk)} == {NINE}


def test_nobody_is_reminded_of_a_cancelled_talk(
    session: orm.Session, files: Settings, talk: Talk, citizen: Citizen, actor: Actor
) -> None:
    booking.cancel(session, citizen.id, talk.id, actor=actor, now=NOW)
    session.commit()
    send(session, files)  # that it is cancelled
    assert send(session, files, NINE - A_DAY).sent == 0


def test_a_moved_talk_is_reminded_of_at_its_new_time(
    session: orm.Session, files: Settings, talk: Talk, citizen: Citizen, actor: Actor
) -> None:
    moved = booking.book(
        session, citizen.id, starts=LATER, channel="phone", actor=actor, now=NOW, moves=talk.id
    )
    session.commit()
    send(session, files)
    assert send(session, files, NINE - A_DAY).sent == 0
    assert send(session, files, LATER - A_DAY).sent == 1
    assert {row.sent_at for row in reminders(session, moved)} == {LATER - A_DAY}


@pytest.mark.parametrize("change", ["version = version + 1", "status = 'held'"])
def test_a_talk_that_changed_by_any_other_door_is_not_reminded_of(
    session: orm.Session, files: Settings, talk: Talk, change: str
) -> None:
    session.execute(sa.text(f"UPDATE talk SET {change} WHERE id = {talk.id}"))
    session.commit()
    assert send(session, files, NINE - A_DAY).sent == 0
    rows = reminders(session, talk)
    assert {row.channel for row in rows} == {"inbox", "email"}
    assert all(row.dropped_at and not row.sent_at for row in rows), "nor in the inbox"


def test_a_confirmation_that_waited_until_the_talk_moved_is_not_sent(
    session: orm.Session, files: Settings, citizen: Citizen, actor: Actor
) -> None:
    first = booking.book(session, citizen.id, starts=NINE, channel="phone", actor=actor, now=NOW)
    booking.book(
        session, citizen.id, starts=LATER, channel="phone", actor=actor, now=NOW, moves=first.id
    )
    session.commit()
    assert send(session, files).sent == 1
    assert notices(session, f"talk:{first.id}:confirmed")["email"].dropped_at == NOW


def test_a_reminder_does_not_outlive_a_long_run(session: orm.Session, files: Settings) -> None:
    starts = NOW + timedelta(minutes=5)
    for number in range(2):
        tell(session, CitizenFactory(), f"talk:{number}", kind="talk_reminder", starts=starts)
    written = files.data_dir / "mail"

    def slowly() -> datetime:
        return starts if written.is_dir() else NOW

    tally = sending.send_due(session, files, slowly)
    assert tally.sent == 1


def test_a_notice_of_a_coming_talk_stops_when_it_begins_but_the_inbox_keeps_it(
    session: orm.Session, files: Settings
) -> None:
    tell(session, CitizenFactory(), starts=NOW + timedelta(minutes=5))
    assert send(session, files, NOW + timedelta(minutes=5)).sent == 0
    rows = session.scalars(sa.select(OutboxMessage)).all()
    assert {row.channel: row.dropped_at is None for row in rows} == {"inbox": True, "email": False}


# The Sundays on which Danish clocks go forward and back, and nine o'clock there in UTC.
CHANGES = [
    (date(2027, 3, 28), datetime(2027, 3, 28, 7, tzinfo=UTC)),
    (date(2027, 10, 31), datetime(2027, 10, 31, 8, tzinfo=UTC)),
]


@pytest.mark.parametrize(("day", "nine"), CHANGES)
@pytest.mark.parametrize("channel", ["email", "sms"])
def test_day_is_nine_to_twenty_two_also_when_the_clocks_change(
    session: orm.Session, tmp_path: Path, channel: str, day: date, nine: datetime
) -> None:
    address: dict[str, Any] = {"email": None} if channel == "sms" else {}
    night = at_local(day - timedelta(days=1), time(22))
    with running(Gateway()) as gateway:
        settings = through(gateway, tmp_path)

        def sent_at(moment: datetime) -> int:
            return send(session, settings, moment).sent

        told: dict[str, Any] = {"kind": "talk_reminder", "starts": nine + timedelta(days=2)}
        tell(session, CitizenFactory(**address), "a", now=night, **told)
        moment = night
        while moment < nine:  # through the night, the hour that is missing or comes twice
            assert sent_at(moment) == 0, local(moment).isoformat()
            moment += timedelta(minutes=30)
        assert sent_at(nine - timedelta(seconds=1)) == 0
        assert sent_at(nine) == 1
        assert notices(session, "a")[channel].sent_at == nine
        tell(session, CitizenFactory(**address), "b", now=nine, **told)
        tell(session, CitizenFactory(**address), "c", now=nine, **told)
        evening = at_local(day, time(22))
        session.execute(
            sa.update(OutboxMessage).where(OutboxMessage.event == "c").values(due_at=evening)
        )
        assert sent_at(evening - timedelta(seconds=1)) == 1
        assert sent_at(evening) == 0


@pytest.mark.parametrize(
    ("starts", "before", "due"),
    [
        ("2027-03-30T09:00", 48, "2027-03-28T09:00"),
        ("2027-03-29T09:30", 24, "2027-03-28T09:30"),
        ("2027-03-30T09:30", 72, "2027-03-27T09:00"),  # half past eight in winter time
        ("2027-03-29T10:30", 48, "2027-03-27T09:30"),
        ("2027-11-01T09:00", 24, "2027-10-31T09:00"),
        ("2027-11-01T09:00", 48, "2027-10-30T10:00"),  # an hour more lies between
        ("2027-11-02T21:30", 72, "2027-10-31T09:00"),
    ],
)
def test_a_reminder_is_due_by_day_across_the_change(starts: str, before: int, due: str) -> None:
    due_at = booking_rules.remind_at(parse_moment(starts), timedelta(hours=before), NOW)
    assert due_at == parse_moment(due)


def test_the_queued_reminder_of_a_talk_after_the_change(
    session: orm.Session, files: Settings, citizen: Citizen
) -> None:
    monday = at_local(date(2027, 11, 1), time(9, 30))
    talk = TalkFactory(
        citizen=citizen,
        during=Range(monday, monday + timedelta(minutes=45)),
    )
    terms = booking_rules.Terms(45, A_DAY, 60, 8, 11, A_DAY, (A_DAY,))
    messages.remind(session, talk, citizen, terms, parse_moment("2027-10-20T10:00"))
    session.commit()
    sunday = at_local(date(2027, 10, 31), time(9, 30))
    assert send(session, files, sunday - timedelta(minutes=1)).sent == 0
    assert send(session, files, sunday).sent == 1
