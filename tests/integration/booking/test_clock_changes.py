"""Talks across the clock changes of 28 March 2027, Easter Sunday too, and 31 October 2027."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking import queries, service
from portal.booking.models import KindRule, Talk, TalkRule
from portal.booking.refusals import BookingRefusal
from portal.core.calendar import OpeningHours
from portal.core.clock import at_local, local, local_date
from portal.core.errors import Refused
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import WorkingPatternFactory

EASTER, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
BEFORE = {
    EASTER: datetime(2027, 3, 15, 9, tzinfo=UTC),
    AUTUMN: datetime(2027, 10, 18, 8, tzinfo=UTC),
}
SUNDAY = 6


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def citizen(citizen: Citizen, session: orm.Session) -> Citizen:
    """Whose caseworker also works on Saturday mornings, and on Sundays from half past midnight."""
    session.add_all(
        OpeningHours(
            weekday=day, valid_from=date(2022, 1, 1), opens=time(0), closes=time(23), source="test"
        )
        for day in (5, SUNDAY)
    )
    WorkingPatternFactory(staff=citizen.caseworker, weekday=5)
    WorkingPatternFactory(
        staff=citizen.caseworker, weekday=SUNDAY, starts=time(0, 30), ends=time(12)
    )
    session.execute(sa.update(KindRule).values(horizon_days=60))
    session.execute(sa.update(TalkRule).values(remind_hours_before=[72, 24]))
    return citizen


def book(session: orm.Session, citizen: Citizen, starts: datetime, now: datetime) -> Talk:
    return service.book(session, citizen.id, starts=starts, channel="phone", actor=None, now=now)


def starts_on(session: orm.Session, citizen: Citizen, day: date, now: datetime) -> list[datetime]:
    return [slot.starts for slot in queries.planner(session, citizen.id, now).slots(day, day)]


def reminders(session: orm.Session, talk: Talk) -> list[str]:
    """When the citizen will be reminded, on the clock at home."""
    due = sa.select(OutboxMessage.due_at).where(
        OutboxMessage.event.startswith(f"talk:{talk.id}:reminder:"),
        OutboxMessage.channel == "inbox",
    )
    return [f"{local(at):%d/%m %H.%M}" for at in session.scalars(due.order_by("due_at"))]


def calendar_of(session: orm.Session, talk: Talk) -> tuple[datetime, datetime]:
    """Beginning and end in the file that went with the confirmation."""
    attached = session.scalars(
        sa.select(OutboxMessage.attachment).where(
            OutboxMessage.event == f"talk:{talk.id}:confirmed", OutboxMessage.channel == "email"
        )
    ).one()
    assert attached is not None
    event = Calendar.from_ical(attached).walk("VEVENT")[0]
    return event.decoded("DTSTART"), event.decoded("DTEND")


def test_nobody_is_met_on_the_days_of_easter(session: orm.Session, citizen: Citizen) -> None:
    planner = queries.planner(session, citizen.id, BEFORE[EASTER])
    slots = planner.slots(date(2027, 3, 24), date(2027, 3, 30))
    # Maundy Thursday, Good Friday, Easter Sunday (the night of the change) and Monday are closed.
    assert sorted({local_date(slot.starts).day for slot in slots}) == [24, 27, 30]
    for day in (25, 26, 28, 29):
        with pytest.raises(Refused) as caught:
            book(session, citizen, at_local(date(2027, 3, day), time(9)), BEFORE[EASTER])
        assert caught.value.refusal is BookingRefusal.CLOSED


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2027, 3, 27), 8), (date(2027, 3, 30), 7), (date(2027, 11, 1), 8)]
)
def test_mornings_begin_at_nine_on_the_wall_on_both_sides(
    session: orm.Session, citizen: Citizen, day: date, hours: int
) -> None:
    now = BEFORE[EASTER if day.month == 3 else AUTUMN]
    first = starts_on(session, citizen, day, now)[0]
    assert local(first).time() == time(9)
    assert first == datetime(day.year, day.month, day.day, hours, tzinfo=UTC)


def test_the_hour_that_comes_twice_holds_two_times_each_for_one(
    session: orm.Session, citizen: Citizen
) -> None:
    now = BEFORE[AUTUMN]
    starts = starts_on(session, citizen, AUTUMN, now)
    assert len(starts) == len(set(starts)) == 16  # twelve and a half hours, not eleven and a half
    twice = [moment for moment in starts if local(moment).hour == 2]
    # 02.00 in summer time, 02.45 in summer time, 02.30 in winter time.
    assert [f"{local(moment):%H.%M %Z}" for moment in twice] == [
        "02.00 CEST",
        "02.45 CEST",
        "02.30 CET",
    ]
    people = [citizen, *(CitizenFactory(caseworker=citizen.caseworker) for _ in range(2))]
    for person, moment in zip(people, twice, strict=True):
        talk = book(session, person, moment, now)
        assert calendar_of(session, talk) == (moment, moment + timedelta(minutes=45))
    assert not set(twice) & set(starts_on(session, citizen, AUTUMN, now))


def test_half_past_two_twice_is_two_different_times(session: orm.Session, citizen: Citizen) -> None:
    first, second = (datetime(2027, 10, 31, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert f"{local(first):%H.%M}" == f"{local(second):%H.%M}" == "02.30"
    assert at_local(AUTUMN, time(2, 30)) == first
    with pytest.raises(Refused) as caught:
        book(session, citizen, first, BEFORE[AUTUMN])
    assert caught.value.refusal is BookingRefusal.OUTSIDE
    assert book(session, citizen, second, BEFORE[AUTUMN]).starts == second


def test_reminders_count_elapsed_hours_and_keep_to_the_day(
    session: orm.Session, citizen: Citizen
) -> None:
    after_easter = book(session, citizen, at_local(date(2027, 3, 30), time(9)), BEFORE[EASTER])
    # 72 hours before nine in summer time is eight in winter time, which waits until nine.
    assert reminders(session, after_easter) == ["27/03 09.00", "29/03 09.00"]
    other = CitizenFactory(caseworker=citizen.caseworker)
    in_autumn = book(session, other, at_local(date(2027, 11, 1), time(9)), BEFORE[AUTUMN])
    assert reminders(session, in_autumn) == ["29/10 10.00", "31/10 09.00"]


@pytest.mark.parametrize(
    ("day", "hours", "last"),
    [
        # The October night is longer: 24 hours before a quarter past nine it is a quarter past ten.
        (AUTUMN, 24, datetime(2027, 10, 30, 8, 15, tzinfo=UTC)),
        (date(2027, 3, 30), 72, datetime(2027, 3, 27, 7, 0, tzinfo=UTC)),
    ],
)
def test_the_limit_for_cancelling_is_in_elapsed_hours(
    session: orm.Session, citizen: Citizen, day: date, hours: int, last: datetime
) -> None:
    session.execute(sa.update(TalkRule).values(cancel_until_hours=hours))
    now = BEFORE[EASTER if day.month == 3 else AUTUMN]
    starts = next(m for m in starts_on(session, citizen, day, now) if local(m).hour == 9)
    talk = book(session, citizen, starts, now)
    limit = starts - timedelta(hours=hours)
    late = limit + timedelta(seconds=1)
    with pytest.raises(Refused) as caught:
        service.cancel(session, citizen.id, talk.id, actor=None, now=late)
    assert caught.value.refusal is BookingRefusal.TOO_LATE
    service.cancel(session, citizen.id, talk.id, actor=None, now=limit)
    assert (talk.status, limit) == ("cancelled", last)
