"""The two promises to businesses, by quarter, from the enquiries' event log."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import calendar, clock
from portal.recruitment import queries as recruitment
from portal.recruitment.models import CLOCKS, ServiceGoal
from portal.recruitment.rules.hours import open_time
from portal.targets.rules.hours import Wait, Waits, waits_of
from portal.targets.rules.quarters import Quarter

HOUR = timedelta(hours=1)


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
    waits = _waits(session, start, end, now)
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
    session: Session, start: datetime, end: datetime, now: datetime
) -> dict[tuple[Quarter, str, str], list[Wait]]:
    """The waits of the requests received in that time, by quarter, promise and way of counting."""
    days = calendar.load(session, clock.local_date(now))
    waits: dict[tuple[Quarter, str, str], list[Wait]] = defaultdict(list)
    for result in recruitment.clock_results(session, start, end):
        quarter = Quarter.of(clock.local_date(result.received_at))
        done = {
            ("answer", "elapsed"): result.answer_hours,
            ("answer", "opening"): result.answer_opening_hours,
            ("candidates", "elapsed"): result.candidate_hours,
            ("candidates", "opening"): result.candidate_opening_hours,
        }
        for (key, counted), hours in done.items():
            if hours is not None:
                waits[quarter, key, counted].append(Wait(hours, done=True))
            elif key == "answer" or result.kind == "recruitment":
                in_vain = _hours_in_vain(result, counted, days, now)
                waits[quarter, key, counted].append(Wait(in_vain, done=False))
    return waits


def _hours_in_vain(
    result: recruitment.ClockResult, counted: str, days: calendar.WorkCalendar, now: datetime
) -> float:
    """How long a request has waited so far, or had waited when it was closed or withdrawn."""
    until = result.ended_at or now
    if counted == "opening":
        return open_time(result.received_at, until, days) / HOUR
    return (until - result.received_at) / HOUR


def _promise(promised: Sequence[ServiceGoal], key: str, quarter: Quarter) -> ServiceGoal | None:
    """The promise in force when the quarter ended."""
    begun = [g for g in promised if g.key == key and g.valid_from <= quarter.last_day]
    return begun[-1] if begun else None
