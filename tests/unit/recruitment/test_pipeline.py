"""How far a candidate has come: the whole truth table of what may follow what."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.recruitment.rules.pipeline import (
    DONE_BY_BUSINESS,
    ENDS,
    LEGAL,
    RUNNING,
    allowed,
    cv_until,
    ended_first,
    may_follow,
    may_open_cv,
    may_see_profile,
    step_of,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TABLE = {
    "": "proposed asked",
    "proposed": "asked",
    "asked": "yes no applied no_answer withdrawn",
    "yes": "presented no applied",
    "no": "yes applied",
    "applied": "yes no",
    "no_answer": "",
    "withdrawn": "",
    "presented": "interview hired not_hired withdrew",
    "interview": "offered hired not_hired withdrew",
    "offered": "hired not_hired withdrew",
    "hired": "",
    "not_hired": "",
    "withdrew": "yes",
}


@pytest.mark.parametrize("step", TABLE)
@pytest.mark.parametrize("kind", [one for one in TABLE if one])
def test_what_may_follow_what(step: str, kind: str) -> None:
    assert may_follow(step, kind) is (kind in TABLE[step].split())


def test_a_business_says_only_what_is_its_own_to_say() -> None:
    assert allowed("presented") == ("interview", "hired", "not_hired")
    assert allowed("interview") == ("offered", "hired", "not_hired")
    assert allowed("yes") == allowed("asked") == allowed("no") == allowed("hired") == ()


@given(st.lists(st.sampled_from(sorted(LEGAL)[1:]), max_size=8))
def test_legal_steps_end_and_never_come_back(kinds: list[str]) -> None:
    step = ""
    for kind in kinds:
        if may_follow(step, kind):
            assert step not in ENDS - {"withdrew"}
            step = kind
    assert step_of(["unknown", step, "unknown"]) == step


DAY = timedelta(days=1)


@pytest.mark.parametrize("step", sorted(LEGAL))
@pytest.mark.parametrize("age", [0, 29, 30, 31])
@pytest.mark.parametrize("ended", [None, -1, 0, 1])
def test_access_ends_with_the_choice_the_request_and_the_time(
    step: str, age: int, ended: int | None
) -> None:
    ended_at = None if ended is None else NOW + ended * DAY
    shown_at = NOW - age * DAY
    in_time = age < 30 and (ended is None or ended > 0)
    assert may_see_profile(step, shown_at, ended_at, 30, NOW) is (in_time and step in RUNNING)
    for shared_before in (0, 1, 5):
        shared_at = shown_at - shared_before * DAY
        opens = in_time and age + shared_before < 30 and step in {"interview", "offered"}
        assert may_open_cv(step, shown_at, shared_at, ended_at, 30, NOW) is opens


@given(st.integers(0, 60), st.integers(-60, 60), st.integers(1, 60))
def test_a_cv_is_read_no_longer_than_the_rule_from_either_moment(
    shown: int, shared: int, days: int
) -> None:
    shown_at, shared_at = NOW + shown * DAY, NOW + shared * DAY
    until = cv_until(shown_at, shared_at, days)
    assert until == min(shown_at, shared_at) + days * DAY


def test_it_ends_with_whatever_ends_first() -> None:
    assert ended_first(None, None) is None
    assert ended_first(NOW, None) == ended_first(None, NOW) == NOW
    assert ended_first(NOW, NOW - DAY) == NOW - DAY


def test_everything_a_business_may_say_is_known() -> None:
    assert set(DONE_BY_BUSINESS) <= set(LEGAL)
