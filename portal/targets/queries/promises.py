"""The two promises to businesses, by quarter, from the enquiries' event log."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock
from portal.recruitment import queries as recruitment
from portal.recruitment.models import CLOCKS, ServiceGoal
from portal.recruitment.rules.events import LEFT_OUT
from portal.targets.rules.hours import Wait, Waits, waits_of
from portal.targets.rules.quarters import Quarter


@dataclass(frozen=True)
class ServiceFigure:
    """One of the two promises in one quarter."""

    key: str
    hours: int
    counted: str
    quarter: Quarter
    result: Waits


def service_goals(
    session: Session, quarters: Sequence[Quarter], now: datetime
) -> list[ServiceFigure]:
    """The two promises in each of `quarters` as known at `now`; none before the first promise."""
    if not quarters:
        return []
    promised = session.scalars(sa.select(ServiceGoal).order_by(ServiceGoal.valid_from)).all()
    start = clock.start_of_day(min(quarters).first_day)
    end = min(clock.start_of_day(max(quarters).shifted(1).first_day), now)
    waits = _waits(session, start, end, now, {goal.counted for goal in promised})
    figures = []
    for key in CLOCKS:
        for quarter in quarters:
            goal = _promise(promised, key, quarter)
            if goal is None or quarter.first_day > clock.local_date(now):
                continue
            mine = waits.get((quarter, key, goal.counted), [])
            figures.append(
                ServiceFigure(key, goal.hours, goal.counted, quarter, waits_of(mine, goal.hours))
            )
    return figures


def _waits(
    session: Session, start: datetime, end: datetime, now: datetime, ways: set[str]
) -> dict[tuple[Quarter, str, str], list[Wait]]:
    """The waits of the requests received in that time, by quarter, promise and way of counting."""
    waits: dict[tuple[Quarter, str, str], list[Wait]] = defaultdict(list)
    quarter = Quarter.of(clock.local_date(start))
    next_begins = clock.start_of_day(quarter.shifted(1).first_day)
    for result in recruitment.clock_results(session, start, end, now, ways):
        # The oldest come first. To ask for the local day of each would take longer than this.
        while result.received_at >= next_begins:
            quarter = quarter.shifted(1)
            next_begins = clock.start_of_day(quarter.shifted(1).first_day)
        if result.left_out not in LEFT_OUT:
            for (key, counted), waited in result.waits.items():
                waits[quarter, key, counted].append(Wait(waited.hours, waited.done))
    return waits


def _promise(promised: Sequence[ServiceGoal], key: str, quarter: Quarter) -> ServiceGoal | None:
    """The promise in force when the quarter ended."""
    begun = [g for g in promised if g.key == key and g.valid_from <= quarter.last_day]
    return begun[-1] if begun else None
