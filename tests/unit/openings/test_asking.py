"""By when a citizen who is asked must answer, what may follow, and how an opening stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.openings.rules import (
    A_DAY,
    CLOSED,
    OPEN,
    PASSED,
    No,
    Problem,
    day_problem,
    deadline_of,
    deadline_problem,
    may_follow,
    standing,
    why_not,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SECOND = timedelta(seconds=1)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("deadline", "job_until", "problem"),
    [
        (NOW + A_DAY, None, None),
        (NOW + A_DAY - SECOND, None, Problem.TOO_SOON),
        (NOW - A_DAY, None, Problem.TOO_SOON),
        (NOW + timedelta(days=61), None, Problem.TOO_FAR),
        (NOW + timedelta(days=3), NOW + timedelta(days=2), Problem.AFTER_JOB),
        (NOW + timedelta(days=2), NOW + timedelta(days=2), None),
        (NOW + A_DAY, NOW + A_DAY - SECOND, Problem.NO_TIME),
    ],
)
def test_the_law_gives_a_day_and_the_job_has_its_own_end(
    deadline: datetime, job_until: datetime | None, problem: Problem | None
) -> None:
    assert deadline_problem(NOW, deadline, A_DAY, job_until) is problem


@given(moments, st.none() | moments)
def test_what_is_proposed_is_possible_wherever_anything_is(
    wanted: datetime, job_until: datetime | None
) -> None:
    proposed = deadline_of(NOW, wanted, A_DAY, job_until)
    problem = deadline_problem(NOW, proposed, A_DAY, job_until)
    assert problem in ({Problem.NO_TIME, None} if job_until else {None})
    if problem is Problem.NO_TIME:
        assert job_until is not None
        assert job_until < NOW + A_DAY


@pytest.mark.parametrize(
    ("kind", "answer", "before", "possible"),
    [
        ("interview", "yes", {"asked", "yes"}, True),
        ("hired", "applied", {"asked", "applied"}, True),
        ("hired", "yes", {"asked", "yes", "interview"}, True),
        ("hired", None, {"asked"}, False),
        ("interview", "no", {"asked", "no"}, False),
        ("hired", "yes", {"asked", "yes", "not_hired"}, False),
        ("interview", "yes", {"asked", "yes", "hired"}, False),
        ("interview", "yes", {"asked", "yes", "interview"}, False),
        ("presented", "yes", {"asked", "yes"}, False),
        ("nonsense", "yes", {"asked", "yes"}, False),
    ],
)
def test_what_may_be_noted(kind: str, answer: str | None, before: set[str], possible: bool) -> None:
    assert may_follow(kind, answer, before) is possible


def test_an_opening_is_open_on_its_last_day_and_passed_after() -> None:
    assert standing(None, None, NOW, TODAY) == OPEN
    assert standing(None, TODAY, NOW, TODAY) == OPEN
    assert standing(None, TODAY - timedelta(days=1), NOW, TODAY) == PASSED
    assert standing(NOW, TODAY, NOW, TODAY) == CLOSED
    assert standing(NOW + SECOND, TODAY, NOW, TODAY) == OPEN


def test_a_last_day_is_neither_gone_nor_years_away() -> None:
    gone = TODAY - timedelta(days=1)
    assert day_problem(None, TODAY) is None
    assert day_problem(TODAY, TODAY) is None
    assert day_problem(gone, TODAY) == "past"
    assert day_problem(gone, TODAY, before=gone) is None
    assert day_problem(TODAY + timedelta(days=367), TODAY) == "far"


def test_a_question_taken_back_takes_no_answer_but_a_no_to_a_yes() -> None:
    late = NOW + A_DAY
    assert why_not("yes", None, late, None, NOW, withdrawn_at=NOW) is No.WITHDRAWN
    assert why_not("no", "yes", late, None, NOW, withdrawn_at=NOW) is None
