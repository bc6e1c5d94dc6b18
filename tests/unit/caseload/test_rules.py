"""How long a look at another team's citizen lasts."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.caseload.rules import ends
from portal.core import clock

MOMENTS = st.integers(0, 6 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def midnight_after(now: datetime) -> datetime:
    return clock.start_of_day(clock.local_date(now) + timedelta(days=1))


@given(MOMENTS, st.none() | st.integers(1, 24))
def test_a_look_ends_after_it_began_and_never_after_midnight(
    now: datetime, hours: int | None
) -> None:
    until = ends(now, hours, midnight_after(now))
    assert now < until <= midnight_after(now)
    assert clock.local_date(until - timedelta(microseconds=1)) == clock.local_date(now)
    if hours is not None:
        assert until - now <= timedelta(hours=hours)
