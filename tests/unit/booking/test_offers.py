"""Until when an offered time is kept for one person."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.booking import rules
from portal.core.clock import at_local, local

DAY = timedelta(days=1)
TEN = at_local(date(2026, 11, 23), time(10))


@pytest.mark.parametrize(
    ("now", "starts", "until"),
    [
        pytest.param(TEN, TEN + 9 * DAY, TEN + DAY, id="a day"),
        pytest.param(TEN, TEN + DAY + timedelta(hours=4), TEN + timedelta(hours=2), id="half"),
        pytest.param(TEN, TEN + DAY + timedelta(minutes=59), None, id="too near"),
        pytest.param(
            at_local(date(2026, 11, 23), time(3)),
            TEN + 9 * DAY,
            at_local(date(2026, 11, 24), time(9)),
            id="made at night, a day from the morning",
        ),
        pytest.param(
            at_local(date(2026, 11, 22), time(22)),
            at_local(date(2026, 11, 24), time(11)),
            TEN,
            id="made in the evening, half of what the morning leaves",
        ),
        pytest.param(
            at_local(date(2026, 11, 22), time(23)),
            at_local(date(2026, 11, 24), time(9, 30)),
            None,
            id="over before anybody is awake",
        ),
    ],
)
def test_how_long_a_time_is_offered(
    now: datetime, starts: datetime, until: datetime | None
) -> None:
    assert rules.offer_until(starts, DAY, now) == until


moments = st.integers(0, 500_000).map(lambda minutes: TEN + timedelta(minutes=minutes))


@given(moments, st.timedeltas(timedelta(0), timedelta(days=20)), st.integers(0, 72))
def test_there_is_always_half_an_hour_by_day_to_answer(
    now: datetime, ahead: timedelta, lead: int
) -> None:
    starts, lead_time = now + ahead, timedelta(hours=lead)
    until = rules.offer_until(starts, lead_time, now)
    if until is not None:
        assert until <= starts - lead_time
        awake = now if time(9) <= local(now).time() < time(22) else morning_after(now)
        assert until - awake >= timedelta(minutes=30)


def morning_after(now: datetime) -> datetime:
    """The next nine o'clock."""
    day = local(now).date()
    nine = at_local(day, time(9))
    return nine if nine > now else at_local(day + DAY, time(9))
