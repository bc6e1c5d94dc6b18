"""Dates and numbers as the municipality's letters write them."""

from datetime import UTC, date, datetime

from portal.core import formatting


def test_danish_dates_read_as_in_official_letters() -> None:
    moment = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    assert formatting.long_moment(moment, "da") == "tirsdag den 1. december 2026 kl. 10.30"
    assert formatting.long_moment(moment, "en") == "Tuesday 1 December 2026 at 10:30"


def test_the_year_can_be_left_out() -> None:
    assert formatting.long_date(date(2026, 12, 3), "da", False) == "torsdag den 3. december"
    assert formatting.long_date(date(2026, 12, 3), "en", False) == "Thursday 3 December"


def test_a_summer_moment_is_shown_in_summer_time() -> None:
    assert formatting.wall_time(datetime(2026, 7, 1, 8, 0, tzinfo=UTC), "da") == "10.00"


def test_a_near_moment_is_a_weekday_and_a_time() -> None:
    moment = datetime(2026, 11, 24, 13, 32, tzinfo=UTC)
    assert formatting.weekday_time(moment, "da") == "tirsdag kl. 14.32"
    assert formatting.weekday_time(moment, "en") == "Tuesday at 14:32"


def test_numbers_and_percentages() -> None:
    assert formatting.percent(0.714, "da") == "71\N{NO-BREAK SPACE}%"
    assert formatting.percent(0.714, "en") == "71%"
    assert formatting.number(1234.5, "da") == "1.234,5"


def test_a_sentence_begins_with_a_capital_and_keeps_the_others() -> None:
    assert formatting.opening("tirsdag den 1. december") == "Tirsdag den 1. december"
    assert formatting.opening("Tuesday 1 December") == "Tuesday 1 December"
    assert formatting.opening("") == ""


def test_long_danish_words_may_break_where_they_are_joined() -> None:
    soft = "\N{SOFT HYPHEN}"
    assert formatting.breakable("Tilgængelighedserklæring") == f"Tilgængeligheds{soft}erklæring"
    assert formatting.breakable("Rengøringsassistent i Lyngby") == (
        f"Rengørings{soft}assistent i Lyngby"
    )
    for short in ("Rengøring", "Accessibility statement", "Bager", ""):
        assert formatting.breakable(short) == short
