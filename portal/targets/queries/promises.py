"""The two promises to businesses, by quarter, from the enquiries' event log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock, standing
from portal.recruitment import queries as recruitment
from portal.recruitment.models import CLOCKS, ServiceGoal
from portal.recruitment.rules.figures import Summary
from portal.targets.rules.hours import HIDDEN, Waits, waits_of
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
    goals = {
        (key, quarter): goal
        for key in CLOCKS
        for quarter in quarters
        if (goal := _promise(promised, key, quarter)) is not None
        and quarter.first_day <= clock.local_date(now)
    }
    found = _summaries(session, (start, end), goals, now)
    return [
        ServiceFigure(
            key,
            goal.hours,
            goal.counted,
            quarter,
            waits_of(one) if (one := found.get((key, quarter.first_day))) else HIDDEN,
        )
        for (key, quarter), goal in goals.items()
    ]


def _summaries(
    session: Session,
    within: tuple[datetime, datetime],
    goals: dict[tuple[str, Quarter], ServiceGoal],
    now: datetime,
) -> dict[tuple[str, Any], Summary]:
    """Each promise in each quarter, all held against what was promised when the quarter ended."""
    if not goals:
        return {}
    with standing.through(session, "figures"):
        return _counted(session, within, goals, now)


def _counted(
    session: Session,
    within: tuple[datetime, datetime],
    goals: dict[tuple[str, Quarter], ServiceGoal],
    now: datetime,
) -> dict[tuple[str, Any], Summary]:
    cases = recruitment.Cases(session, *within, now, {goal.counted for goal in goals.values()})

    def of_goal(name: str) -> Callable[[Any], Any]:
        """What the goal says of an enquiry; the quarters follow one another, so the first fits."""

        def said(rows: Any) -> Any:
            whens = [
                (
                    (rows.key == key)
                    & (rows.received_at < clock.start_of_day(quarter.shifted(1).first_day)),
                    getattr(goal, name),
                )
                for (key, quarter), goal in sorted(goals.items(), key=lambda item: item[0][1])
            ]
            return sa.case(*whens, else_=getattr(rows, "goal" if name == "hours" else name))

        return said

    return cases.summaries(
        recruitment.GROUPS[recruitment.By.QUARTER], of_goal("counted"), of_goal("hours")
    )


def _promise(promised: Sequence[ServiceGoal], key: str, quarter: Quarter) -> ServiceGoal | None:
    """The promise in force when the quarter ended."""
    begun = [g for g in promised if g.key == key and g.valid_from <= quarter.last_day]
    return begun[-1] if begun else None
