"""When the job centre is open."""

from datetime import UTC, date, datetime, time

import pytest

from portal.core.calendar import Hours, WorkCalendar, public_holidays
from portal.settings import ROOT

WEEK = {day: Hours(time(9), time(15)) for day in range(5)}


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),  # Sunday
        (date(2026, 12, 24), False),  # Christmas Eve
        (date(2026, 6, 5), False),  # Constitution Day
        (date(2024, 4, 26), True),  # once Store Bededag, abolished from 2024
        (date(2023, 5, 5), False),  # its last time
        (date(2027, 3, 28), False),  # Easter Sunday, and the clocks change
        (date(2026, 12, 23), False),  # the job centre's own closing day
    ],
)
def test_open_days(day: date, is_open: bool) -> None:
    calendar = WorkCalendar(frozenset({date(2026, 12, 23)}), WEEK)
    assert calendar.is_open(day) is is_open


def test_open_until_closing_time_and_not_after() -> None:
    calendar = WorkCalendar(frozenset(), WEEK)
    assert calendar.open_until(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) == time(15)
    assert calendar.open_until(datetime(2026, 11, 23, 14, 0, tzinfo=UTC)) is None
    assert calendar.open_until(datetime(2026, 11, 22, 9, 0, tzinfo=UTC)) is None


def test_holidays_of_a_year_are_known_by_date() -> None:
    assert date(2027, 5, 6) in public_holidays(2027)  # Ascension Day


def test_the_table_of_holidays_is_what_the_library_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)
    from tools.public_holidays import FIRST, LAST, TABLE, table

    assert TABLE.read_text(encoding="utf-8") == table(), "run tools/public_holidays.py"
    assert (FIRST, LAST) == (1990, 2100)


def test_a_year_beyond_the_table_has_the_days_offices_close() -> None:
    assert public_holidays(9999) == {date(9999, 6, 5), date(9999, 12, 24), date(9999, 12, 31)}
