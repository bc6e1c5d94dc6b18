"""Which week a task stands in, and who may do what with it."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.plan import rules
from portal.plan.rules import When

TODAY = date(2026, 11, 25)  # a Wednesday, in week 48


@dataclass(frozen=True)
class Task:
    due_on: date | None


@pytest.mark.parametrize(
    ("due_on", "when", "monday"),
    [
        (None, When.SOME_TIME, None),
        (date(2026, 11, 24), When.LATE, None),
        (TODAY, When.THIS_WEEK, date(2026, 11, 23)),
        (date(2026, 11, 29), When.THIS_WEEK, date(2026, 11, 23)),
        (date(2026, 11, 30), When.NEXT_WEEK, date(2026, 11, 30)),
        (date(2026, 12, 7), When.LATER, date(2026, 12, 7)),
    ],
)
def test_place(due_on: date | None, when: When, monday: date | None) -> None:
    assert rules.place(due_on, TODAY) == (when, monday)


def test_weeks_are_numbered_as_in_danish_calendars() -> None:
    [group] = rules.by_week([Task(date(2027, 1, 3))], date(2026, 12, 1))
    assert group.week == 53  # the first Sunday of 2027 lies in the last week of 2026


tasks = st.lists(
    st.builds(Task, st.none() | st.dates(TODAY - timedelta(60), TODAY + timedelta(60)))
)


@given(tasks)
def test_every_task_stands_once_and_weeks_run_forward(drawn: list[Task]) -> None:
    groups = rules.by_week(drawn, TODAY)
    assert sorted(map(repr, drawn)) == sorted(repr(t) for g in groups for t in g.tasks)
    order = [(list(When).index(g.when), g.monday or date.min) for g in groups]
    assert order == sorted(set(order))


@pytest.mark.parametrize(
    ("due_on", "problem"),
    [
        (None, None),
        (TODAY, None),
        (TODAY - timedelta(days=1), rules.Problem.PAST),
        (TODAY + rules.FURTHEST, None),
        (TODAY + rules.FURTHEST + timedelta(days=1), rules.Problem.TOO_FAR),
        (date(9999, 12, 31), rules.Problem.TOO_FAR),
    ],
)
def test_day_of_a_new_task(due_on: date | None, problem: rules.Problem | None) -> None:
    assert rules.due_problem(due_on, TODAY) is problem


@pytest.mark.parametrize(
    ("owner", "is_citizen", "allowed"),
    [
        ("citizen", True, True),
        ("citizen", False, False),
        ("caseworker", True, False),
        ("caseworker", False, True),
        ("mentor", True, False),
        ("business", False, True),
    ],
)
def test_who_may_tick(owner: str, is_citizen: bool, allowed: bool) -> None:
    assert rules.may_tick(owner, is_citizen=is_citizen) is allowed


@pytest.mark.parametrize(
    ("owner", "created_by_staff", "done", "allowed"),
    [
        ("citizen", False, False, True),
        ("citizen", False, True, False),
        ("citizen", True, False, False),
        ("caseworker", False, False, False),
    ],
)
def test_who_may_remove(owner: str, created_by_staff: bool, done: bool, allowed: bool) -> None:
    assert rules.may_remove(owner, created_by_staff, done) is allowed
