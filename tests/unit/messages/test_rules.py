"""When an answer is promised, what looks like a CPR number, how long messages are kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock
from portal.messages import rules

CLOSED = {date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 31)}
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))


def is_open(day: date) -> bool:
    return day.weekday() < 5 and day not in CLOSED


def at(text: str) -> datetime:
    return clock.parse_moment(text)


@pytest.mark.parametrize(
    ("sent", "promised"),
    [
        ("2026-11-23T10:00", date(2026, 11, 25)),  # Monday: Wednesday
        ("2026-11-23T23:59", date(2026, 11, 25)),
        ("2026-11-24T00:01", date(2026, 11, 26)),
        ("2026-11-27T16:00", date(2026, 12, 1)),  # Friday: Tuesday
        ("2026-11-28T09:00", date(2026, 12, 1)),  # Saturday: Tuesday too
        ("2026-12-23T12:00", date(2026, 12, 29)),  # over Christmas
    ],
)
def test_an_answer_is_promised_by_a_working_day(sent: str, promised: date) -> None:
    assert rules.answer_by(at(sent), 2, is_open) == promised


@given(MOMENTS, st.integers(1, 10))
def test_the_promise_is_always_an_open_day_and_never_earlier_for_later_messages(
    sent: datetime, days: int
) -> None:
    promised = rules.answer_by(sent, days, is_open)
    assert is_open(promised)
    assert promised > clock.local_date(sent)
    assert rules.answer_by(sent + timedelta(hours=30), days, is_open) >= promised


def test_late_is_after_the_day_not_on_it() -> None:
    promised = date(2026, 11, 25)
    assert not rules.is_late(promised, at("2026-11-25T23:59"))
    assert rules.is_late(promised, at("2026-11-26T00:00"))


@pytest.mark.parametrize(
    ("until", "back"),
    [
        ("2026-11-30T00:00", date(2026, 11, 30)),  # away through Sunday: back on Monday
        ("2026-11-27T16:00", date(2026, 11, 30)),  # away through Friday
        ("2026-11-25T10:00", date(2026, 11, 25)),
        ("2026-11-28T00:00", date(2026, 11, 30)),
        ("2026-12-24T08:00", date(2026, 12, 28)),
    ],
)
def test_back_on_the_first_working_day_they_can_answer(until: str, back: date) -> None:
    assert rules.back_on(at(until), is_open) == back


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mit CPR er 010190-1234.", True),
        ("0101901234", True),
        ("010190 1234", True),
        ("6101901234", True),  # a replacement number
        ("(310190-1234)", True),
        ("320190-1234", False),  # no such day
        ("011390-1234", False),  # no such month
        ("Ring på 45 97 30 00", False),
        ("CVR 11715311", False),
        ("1234567890123", False),
        ("Den 01-01-90 kl. 12.34", False),
        ("", False),
    ],
)
def test_what_can_be_a_cpr_number(text: str, found: bool) -> None:
    assert rules.has_cpr(text) is found
