"""What stands on top of a citizen's page, case by case."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.feed import Expects, ToDo
from portal.home import feed
from portal.home.rules import Urgency, most_urgent_first, urgency

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def waits(title: str, hours: float | None, *, must: bool = False, lapses: bool = False) -> ToDo:
    """Something with that many hours left, or without a last moment."""
    due_at = None if hours is None else NOW + hours * HOUR
    return ToDo(title, "", "x", Expects.CENTRE, due_at=due_at, must=must, lapses=lapses)


@pytest.mark.parametrize(
    ("hours", "must", "lapses", "expected"),
    [
        (-1, True, False, Urgency.MUST_NOW),
        (48, True, False, Urgency.MUST_NOW),
        (49, True, False, Urgency.MUST),
        (None, True, False, Urgency.MUST),
        (1, False, True, Urgency.LAPSING),
        (24, False, True, Urgency.LAPSING),
        (25, False, True, Urgency.DUE),
        (-1, False, False, Urgency.OWED),
        (0, False, False, Urgency.OWED),
        (1, False, False, Urgency.DUE),
        (None, False, False, Urgency.OPEN),
        (None, False, True, Urgency.OPEN),
    ],
)
def test_how_urgent_it_is(hours: float | None, must: bool, lapses: bool, expected: Urgency) -> None:
    assert urgency(waits("", hours, must=must, lapses=lapses), NOW) is expected


@pytest.mark.parametrize(
    ("waiting", "first"),
    [
        # A CV that should have been confirmed last week can be confirmed tomorrow too.
        ([waits("cv", -200), waits("offer", 10, lapses=True)], "offer"),
        ([waits("cv", -200), waits("offer", 60, lapses=True)], "cv"),
        ([waits("talk", 200, must=True), waits("offer", 10, lapses=True)], "offer"),
        ([waits("talk", 200, must=True), waits("offer", 60, lapses=True)], "talk"),
        ([waits("talk", 30, must=True), waits("offer", 10, lapses=True)], "talk"),
        ([waits("talk", -30, must=True), waits("cv", -200)], "talk"),
        ([waits("talk", 200, must=True), waits("cv", -200)], "talk"),
        ([waits("task", 5), waits("cv", -200)], "cv"),
        ([waits("task", 5), waits("plan", None)], "task"),
        ([waits("late", 20, lapses=True), waits("early", 3, lapses=True)], "early"),
    ],
)
def test_what_stands_on_top(waiting: list[ToDo], first: str) -> None:
    for given_order in (waiting, waiting[::-1]):
        top = feed.first(most_urgent_first(given_order, NOW))
        assert top is not None
        assert top.title == first


@given(st.floats(-500, 500), st.booleans(), st.booleans(), st.floats(0, 500), st.floats(0, 500))
def test_time_never_makes_it_less_urgent(
    hours: float, must: bool, lapses: bool, sooner: float, later: float
) -> None:
    one = waits("", hours, must=must, lapses=lapses)
    first, second = sorted((NOW + sooner * HOUR, NOW + later * HOUR))
    assert urgency(one, second) <= urgency(one, first)
