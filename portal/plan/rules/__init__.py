"""Pure decisions about a plan: which week a task belongs to, and who may tick it off."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

FURTHEST = timedelta(days=2 * 365)


class Dated(Protocol):
    """A task as the grouping sees it."""

    @property
    def due_on(self) -> date | None:
        """The day it is to be done, if one was set."""


Task = TypeVar("Task", bound=Dated)


class When(StrEnum):
    """How near a group of tasks is."""

    LATE = "late"
    THIS_WEEK = "this_week"
    NEXT_WEEK = "next_week"
    LATER = "later"
    SOME_TIME = "some_time"


@dataclass(frozen=True)
class Group(Generic[Task]):
    """The tasks of a week. `monday` is its first day, for the groups that are a week."""

    when: When
    monday: date | None
    tasks: list[Task] = field(default_factory=list)

    @property
    def week(self) -> int | None:
        """The number of the week, as Danish calendars count (ISO 8601)."""
        return self.monday.isocalendar().week if self.monday else None


def monday_of(day: date) -> date:
    """The Monday of the week that holds `day`."""
    return day - timedelta(days=day.weekday())


def place(due_on: date | None, today: date) -> tuple[When, date | None]:
    """The group a task that is not done belongs to."""
    if due_on is None:
        return When.SOME_TIME, None
    if due_on < today:
        return When.LATE, None
    monday, this = monday_of(due_on), monday_of(today)
    if monday == this:
        return When.THIS_WEEK, monday
    if monday == this + timedelta(days=7):
        return When.NEXT_WEEK, monday
    return When.LATER, monday


def by_week(tasks: Iterable[Task], today: date) -> list[Group[Task]]:
    """Tasks that are not done, grouped: late ones, then week by week, then those without a day.

    Within a group they keep the order they came in.
    """
    groups: dict[tuple[When, date | None], Group[Task]] = {}
    for task in tasks:
        key = place(task.due_on, today)
        groups.setdefault(key, Group(*key)).tasks.append(task)
    order = list(When)
    return sorted(groups.values(), key=lambda g: (order.index(g.when), g.monday or date.min))


class Stepped(Protocol):
    """A task as the education order sees it."""

    @property
    def step(self) -> int | None:
        """The step of the order it is, if any."""


Step = TypeVar("Step", bound=Stepped)


def steps(tasks: Iterable[Step]) -> list[Step]:
    """The tasks that are steps of the education order, in the order's order."""
    return sorted((task for task in tasks if task.step), key=lambda task: task.step or 0)


class Problem(StrEnum):
    """What is wrong with the day a task is to be done."""

    PAST = "past"
    TOO_FAR = "too_far"


def due_problem(due_on: date | None, today: date) -> Problem | None:
    """What is wrong with a new task's day: gone by, or more than two years away."""
    if due_on is None:
        return None
    if due_on < today:
        return Problem.PAST
    return Problem.TOO_FAR if due_on > today + FURTHEST else None


def may_tick(owner: str, *, is_citizen: bool) -> bool:
    """Citizens tick off their own tasks; the job centre those of everybody else."""
    return (owner == "citizen") is is_citizen


def may_remove(owner: str, created_by_staff: bool, done: bool) -> bool:
    """Citizens may take back a task they made for themselves and have not done."""
    return owner == "citizen" and not created_by_staff and not done
