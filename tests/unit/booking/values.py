"""Small values the booking tests are made of."""

from datetime import UTC, date, datetime, time, timedelta

from portal.booking.rules import Availability, Pattern, Span, Terms
from portal.core.clock import at_local

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # Monday, ten o'clock in Denmark
TODAY = date(2026, 11, 23)
TERMS = Terms(
    minutes=45,
    lead=timedelta(hours=24),
    horizon_days=60,
    notice_days=8,
    book_before_hold_days=7,
    cancel_until=timedelta(hours=24),
    remind_before=(timedelta(hours=24),),
    first_within_days=28,
    early_within_days=30,
    early_until_days=182,
    next_within_days=None,
)
SINCE_LONG = date(2026, 1, 1)


def weekdays(day: date) -> bool:
    return day.weekday() < 5


def every_day(_day: date) -> bool:
    return True


def pattern(weekday: int, starts: str, ends: str, **dates: date) -> Pattern:
    return Pattern(
        weekday,
        time.fromisoformat(starts),
        time.fromisoformat(ends),
        dates.get("valid_from", SINCE_LONG),
        dates.get("valid_to"),
    )


def span(day: date, starts: str, minutes: int = 45) -> Span:
    start = at_local(day, time.fromisoformat(starts))
    return start, start + timedelta(minutes=minutes)


# Mondays and Tuesdays from nine until noon: four talks of 45 minutes.
AVAILABLE = Availability(
    (pattern(0, "09:00", "12:00"), pattern(1, "09:00", "12:00")), is_open=weekdays
)
