"""How the promises were kept: by week, quarter, kind or team."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Team
from portal.core import clock
from portal.recruitment.models import CLOCKS
from portal.recruitment.queries.results import ClockResult, clock_results
from portal.recruitment.queries.versions import all_promises
from portal.recruitment.rules.figures import Measured, Summary, summarise


class By(StrEnum):
    """What the lines of a table stand for."""

    WEEK = "week"
    QUARTER = "quarter"
    KIND = "kind"
    TEAM = "team"


@dataclass(frozen=True)
class Line:
    """One line of a table: a week's first day, a quarter's, a kind, or a team's name."""

    group: date | str
    summary: Summary


@dataclass(frozen=True)
class Figures:
    """One promise over a time: all of it in one line, and line by line."""

    key: str
    goals: list[int]
    """The hours promised in that time; more than one when the promise changed."""
    counted: str
    """The way of counting that decided in that time."""
    whole: Summary
    lines: list[Line]


def figures(
    session: Session, start: date, until: date, by: By, counted: str | None, now: datetime
) -> list[Figures]:
    """The promises to the enquiries received from `start` until before `until`: six statements.

    `counted` is the way of counting to show; None shows the one that was promised.
    """
    # Where nobody ever promised opening hours they need not be counted, which takes most time.
    ways = {counted} if counted else {promise.counted for promise in all_promises(session)}
    results = clock_results(
        session, clock.start_of_day(start), clock.start_of_day(until), now, ways
    )
    names = dict(session.execute(sa.select(Team.id, Team.name)).all()) if by is By.TEAM else {}
    found = []
    for key in CLOCKS:
        mine = [result for result in results if key in result.promised]
        if mine:
            found.append(_of_promise(key, mine, _grouping(by, names), counted))
    return found


def _of_promise(
    key: str,
    results: list[ClockResult],
    group_of: Callable[[ClockResult], date | str],
    counted: str | None,
) -> Figures:
    groups: dict[date | str, list[Measured]] = defaultdict(list)
    for result in results:
        groups[group_of(result)].append(_measured(result, key, counted))
    promised = [result.promised[key] for result in results]
    return Figures(
        key,
        sorted({promise.hours for promise in promised}),
        promised[-1].counted,
        summarise(case for cases in groups.values() for case in cases),
        [Line(group, summarise(groups[group])) for group in sorted(groups, key=str)],
    )


def _measured(result: ClockResult, key: str, counted: str | None) -> Measured:
    promise = result.promised[key]
    waited = result.waits[key, counted or promise.counted]
    return Measured(waited.hours, promise.hours, waited.done, result.left_out)


def _grouping(by: By, teams: dict[int, str]) -> Callable[[ClockResult], date | str]:
    if by is By.KIND:
        return lambda result: result.kind
    if by is By.TEAM:
        return lambda result: teams[result.team_id]
    start_of = _monday if by is By.WEEK else clock.quarter_start
    return lambda result: start_of(clock.local_date(result.received_at))


def _monday(day: date) -> date:
    return date.fromordinal(day.toordinal() - day.weekday())
