"""Until when a citizen may answer, and change the answer."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.openings.rules import A_DAY, No, answer_by, why_not

ASKED = datetime(2026, 11, 23, 9, tzinfo=UTC)
DEADLINE = answer_by(ASKED, A_DAY)
SECOND = timedelta(seconds=1)


def test_there_is_a_day_to_answer() -> None:
    assert timedelta(hours=24) == DEADLINE - ASKED


@pytest.mark.parametrize("new", ["yes", "applied", "no"])
def test_the_last_second_is_in_time_and_the_next_is_not(new: str) -> None:
    assert why_not(new, None, DEADLINE, None, DEADLINE) is None
    assert why_not(new, None, DEADLINE, None, DEADLINE + SECOND) is No.TOO_LATE


def test_a_yes_can_be_taken_back_at_any_time() -> None:
    late = DEADLINE + timedelta(days=9)
    assert why_not("no", "yes", DEADLINE, None, late) is None
    assert why_not("no", "yes", DEADLINE, ASKED, late) is None


def test_a_no_can_become_a_yes_only_in_time() -> None:
    assert why_not("yes", "no", DEADLINE, None, DEADLINE) is None
    assert why_not("yes", "no", DEADLINE, None, DEADLINE + SECOND) is No.TOO_LATE


def test_saying_the_same_again_is_fine() -> None:
    assert why_not("yes", "yes", DEADLINE, ASKED, DEADLINE + SECOND) is None


def test_a_closed_job_takes_no_answers() -> None:
    assert why_not("yes", None, DEADLINE, ASKED, ASKED) is No.CLOSED
    assert why_not("yes", None, DEADLINE, ASKED + SECOND, ASKED) is None
