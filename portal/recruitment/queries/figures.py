"""How the promises were kept: by week, quarter, kind or team."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Team
from portal.core import clock
from portal.recruitment.models import CLOCKS
from portal.recruitment.queries.kept import TEAM, Cases
from portal.recruitment.queries.versions import all_promises
from portal.recruitment.rules.figures import Summary


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
    """The promises to the enquiries received from `start` until before `until`: eight statements.

    `counted` is the way of counting to show; None shows the one that was promised.
    """
    # Where nobody ever promised opening hours they need not be counted, which takes most time.
    ways = {counted} if counted else {promise.counted for promise in all_promises(session)}
    cases = Cases(session, clock.start_of_day(start), clock.start_of_day(until), now, ways)
    way = (lambda _rows: sa.literal(counted)) if counted else (lambda rows: rows.counted)
    found = cases.summaries(GROUPS[by], way)
    names = dict(session.execute(sa.select(Team.id, Team.name)).all()) if by is By.TEAM else {}
    promised = cases.promised()
    return [
        Figures(
            key,
            sorted({one.goal for one in promised if one.key == key}),
            max((one for one in promised if one.key == key), key=lambda one: one.last).counted,
            found[key, None],
            sorted(
                (
                    Line(names.get(group, group), summary)
                    for (name, group), summary in found.items()
                    if name == key and group is not None
                ),
                key=lambda line: str(line.group),
            ),
        )
        for key in CLOCKS
        if (key, None) in found
    ]


def _first_day_of(part: str) -> Callable[[Any], Any]:
    def first_day(rows: Any) -> Any:
        local = sa.func.timezone(str(clock.COPENHAGEN), rows.received_at)
        return sa.cast(sa.func.date_trunc(part, local), sa.Date)

    return first_day


GROUPS: dict[By, Callable[[Any], Any]] = {
    By.WEEK: _first_day_of("week"),
    By.QUARTER: _first_day_of("quarter"),
    By.KIND: lambda rows: rows.kind,
    By.TEAM: lambda _rows: TEAM,
}
