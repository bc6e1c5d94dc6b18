"""What a file of figures would change: line by line new, changed, the same, or refused and why."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.targets.rules.measurements.table import PLACES, Formula, Line, Table
from portal.targets.rules.measurements.values import (
    NotANumber,
    TwoReadings,
    month_of,
    number_of,
)

MEASURED_ELSEWHERE = ("change_max", "share_min", "follow")
"""The kinds of goal whose figures come from others."""

STATUS_WORDS = ("", "opfyldt", "på rette vej", "ikke opfyldt")
"""What a report may say of a goal; the first where it says nothing."""


class Change(StrEnum):
    """What a line of the file would do to the register."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


class No(StrEnum):
    """Why a line is refused."""

    TOO_MANY_CELLS = "too_many_cells"
    FORMULA = "formula"
    NO_GOAL = "no_goal"
    UNKNOWN_GOAL = "unknown_goal"
    WHICH_PLAN = "which_plan"
    COUNTED_HERE = "counted_here"
    IN_WORDS = "in_words"
    NOT_A_MONTH = "not_a_month"
    FUTURE_MONTH = "future_month"
    NOT_A_NUMBER = "not_a_number"
    TWO_READINGS = "two_readings"
    OVER_100 = "over_100"
    BELOW_0 = "below_0"
    BELOW_MINUS_100 = "below_minus_100"
    NO_FIGURES = "no_figures"
    UNKNOWN_STATUS = "unknown_status"
    TWICE = "twice"


class Refused(Exception):
    """A line is refused: `reason`, and the cell it is about."""

    def __init__(self, reason: No, detail: object = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = str(detail)[:80]


@dataclass(frozen=True)
class KnownGoal:
    """What judging needs to know of a goal of the register."""

    plan_year: int
    key: str
    kind: str
    counted_here: bool
    """The portal counts it itself, so nobody else's figure is taken for it."""


@dataclass(frozen=True)
class Figures:
    """The figures of one month in the four places, and the verdict that came with them."""

    municipality: Decimal | None
    cluster: Decimal | None
    eastern_denmark: Decimal | None
    whole_country: Decimal | None
    reported_status: str = ""

    def values(self) -> tuple[Decimal | None, ...]:
        """The four numbers, in the order of `PLACES`."""
        return (self.municipality, self.cluster, self.eastern_denmark, self.whole_country)


Key = tuple[int, str, date]
"""Plan, goal and month: what has one figure at a time."""


@dataclass(frozen=True)
class Judged:
    """One line of the file and what it would do. `before` is what it changes."""

    line: int
    change: Change
    named: str
    """The goal as the line names it."""
    key: Key | None = None
    figures: Figures | None = None
    before: Figures | None = None
    reason: No | None = None
    detail: str = ""


def judge(
    table: Table, goals: Sequence[KnownGoal], known: Mapping[Key, Figures], today: date
) -> list[Judged]:
    """Each line of the file, in its order. Lines that name the same month of a goal are refused."""
    read = [_read(line, goals, today) for line in table.lines]
    times = Counter(one.key for one in read if one.key)
    return [_placed(one, known, times) for one in read]


def _placed(one: Judged, known: Mapping[Key, Figures], times: Counter[Key]) -> Judged:
    if one.key is None or one.figures is None:
        return one
    if times[one.key] > 1:
        return _no(one.line, one.named, Refused(No.TWICE, one.key[2].strftime("%Y-%m")))
    before = known.get(one.key)
    change = Change.NEW if before is None else Change.CHANGED
    if before == one.figures:
        change = Change.SAME
    return Judged(one.line, change, one.named, one.key, one.figures, before)


def _read(line: Line, goals: Sequence[KnownGoal], today: date) -> Judged:
    named = str(line.cells.get("key", "")).strip()[:80]
    try:
        _whole(line)
        goal = _goal(named, line, goals)
        month = _month(line, today)
        return Judged(
            line.number,
            Change.NEW,
            named,
            (goal.plan_year, goal.key, month),
            _figures(line, goal),
        )
    except Refused as refused:
        return _no(line.number, named, refused)


def _no(number: int, named: str, refused: Refused) -> Judged:
    return Judged(number, Change.REFUSED, named, reason=refused.reason, detail=refused.detail)


def _whole(line: Line) -> None:
    if line.surplus:
        raise Refused(No.TOO_MANY_CELLS, line.surplus[0])
    for cell in line.cells.values():
        if isinstance(cell, Formula):
            raise Refused(No.FORMULA, cell.text)


def _goal(named: str, line: Line, goals: Sequence[KnownGoal]) -> KnownGoal:
    if not named:
        raise Refused(No.NO_GOAL)
    wanted = str(line.cells.get("plan_year", "")).strip().removesuffix(".0")
    found = [g for g in goals if g.key == named and wanted in ("", str(g.plan_year))]
    if not found:
        raise Refused(No.UNKNOWN_GOAL, f"{wanted} {named}".strip())
    if len(found) > 1:
        raise Refused(No.WHICH_PLAN, ", ".join(str(goal.plan_year) for goal in found))
    (goal,) = found
    if goal.counted_here:
        raise Refused(No.COUNTED_HERE, named)
    if goal.kind not in MEASURED_ELSEWHERE:
        raise Refused(No.IN_WORDS, named)
    return goal


def _month(line: Line, today: date) -> date:
    cell = line.cells.get("figures_from", "")
    month = month_of(cell)
    if month is None:
        raise Refused(No.NOT_A_MONTH, cell)
    if month > today:
        raise Refused(No.FUTURE_MONTH, month.strftime("%Y-%m"))
    return month


def _figures(line: Line, goal: KnownGoal) -> Figures:
    here, cluster, east, country = (
        _number(line.cells.get(place, ""), goal.kind) for place in PLACES
    )
    if here is cluster is east is country is None:
        raise Refused(No.NO_FIGURES)
    status = str(line.cells.get("reported_status", "")).strip().casefold()
    if status not in STATUS_WORDS:
        raise Refused(No.UNKNOWN_STATUS, status)
    return Figures(here, cluster, east, country, status)


def _number(cell: object, kind: str) -> Decimal | None:
    try:
        number = number_of(cell)
    except TwoReadings:
        raise Refused(No.TWO_READINGS, cell) from None
    except NotANumber:
        raise Refused(No.NOT_A_NUMBER, cell) from None
    if number is None:
        return None
    if kind == "share_min" and number > 100:
        raise Refused(No.OVER_100, cell)
    if kind == "change_max" and number < -100:
        raise Refused(No.BELOW_MINUS_100, cell)
    if kind != "change_max" and number < 0:
        raise Refused(No.BELOW_0, cell)
    return number


def to_store(judged: Iterable[Judged]) -> list[Judged]:
    """The lines that would add something: new figures and changed ones."""
    return [one for one in judged if one.change in (Change.NEW, Change.CHANGED)]


def fingerprint(judged: Iterable[Judged]) -> str:
    """What marks the whole decision: it differs when anything that would be stored differs."""
    said = [(one.key, one.figures, one.before) for one in to_store(judged)]
    return hashlib.sha256(repr(said).encode()).hexdigest()
