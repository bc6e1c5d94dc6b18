"""The register of goals: every goal of the employment plans, with what is known of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.core.errors import NotFound
from portal.targets.models import Goal, Measurement
from portal.targets.queries.figures import Series, series
from portal.targets.rules import goals as rules
from portal.targets.rules.shares import Verdict

# The plan's key of a promise -> ours.
PROMISES = {"service_24h": "answer", "service_72h": "candidates"}


@dataclass(frozen=True)
class Entry:
    """A goal with its latest figure: measured by others, or counted by the portal."""

    goal: Goal
    measured: Measurement | None
    own: Series | None
    verdict: Verdict | None


@dataclass(frozen=True)
class Plan:
    """The goals of one plan. `compared`: some have figures beside those of comparable places."""

    year: int
    compared: bool
    judged: list[Entry]
    watched: list[Entry]


@dataclass(frozen=True)
class Month:
    """A month's figures as they now stand, and what they were before, the latest first."""

    current: Measurement
    recorded_by: str | None
    superseded: list[tuple[Measurement, str | None]]


@dataclass(frozen=True)
class GoalPage:
    """All that is known of one goal; `months` has the latest first."""

    entry: Entry
    months: list[Month]


def plans(session: Session, now: datetime) -> list[Plan]:
    """All plans, newest first, with each goal's newest figure."""
    own = {one.key: one for one in series(session, now)}
    measured = newest_measurements(session, now)
    goals = session.scalars(sa.select(Goal).order_by(Goal.plan_year.desc(), Goal.position))
    return [
        _plan(year, [entry_of(goal, measured, own) for goal in of_year])
        for year, of_year in groupby(goals, key=lambda goal: goal.plan_year)
    ]


def newest_measurements(session: Session, as_of: datetime) -> dict[tuple[int, str], Measurement]:
    """The newest month's figure of each goal in its newest revision, as known at `as_of`."""
    rows = session.scalars(
        sa.select(Measurement)
        .ext(distinct_on(Measurement.plan_year, Measurement.goal_key))
        .where(Measurement.recorded_at <= as_of)
        .order_by(
            Measurement.plan_year,
            Measurement.goal_key,
            Measurement.month.desc(),
            Measurement.revision.desc(),
        )
    )
    return {(row.plan_year, row.goal_key): row for row in rows}


def entry_of(
    goal: Goal, measured: dict[tuple[int, str], Measurement], own: dict[str, Series]
) -> Entry:
    """The goal with the figure that counts for it, and the verdict on it."""
    figure = measured.get((goal.plan_year, goal.key))
    counted = own.get(PROMISES.get(goal.key, goal.key)) if goal.source == "portal" else None
    return Entry(goal, figure, counted, _verdict(goal, figure, counted))


def _plan(year: int, entries: Iterable[Entry]) -> Plan:
    listed = list(entries)
    return Plan(
        year,
        compared=any(entry.measured for entry in listed),
        judged=[entry for entry in listed if entry.goal.kind != "follow"],
        watched=[entry for entry in listed if entry.goal.kind == "follow"],
    )


def _verdict(goal: Goal, figure: Measurement | None, counted: Series | None) -> Verdict | None:
    if counted is not None:
        return counted.headline.result.verdict
    if figure is None:
        return None
    final = rules.is_final(figure.month, goal.deadline)
    return rules.verdict(goal.kind, goal.target_value, figure.municipality, final=final)


def goal_page(session: Session, plan_year: int, key: str, now: datetime) -> GoalPage:
    """One goal with every figure it ever had.

    Raises:
        NotFound: when no plan has it.
    """
    goal = session.get(Goal, (plan_year, key))
    if goal is None:
        raise NotFound
    rows = session.execute(
        sa.select(Measurement, Staff.name)
        .outerjoin(Staff, Staff.id == Measurement.recorded_by_id)
        .where(Measurement.plan_year == plan_year, Measurement.goal_key == key)
        .order_by(Measurement.month.desc(), Measurement.revision.desc())
    )
    months = []
    for _, of_month in groupby(rows, key=lambda row: row[0].month):
        (current, name), *earlier = list(of_month)
        months.append(Month(current, name, [(old, by) for old, by in earlier]))
    newest = {(plan_year, key): months[0].current} if months else {}
    own = series(session, now) if goal.source == "portal" else []
    return GoalPage(entry_of(goal, newest, {one.key: one for one in own}), months)


def goal_behind(session: Session, key: str) -> Goal | None:
    """The newest plan's goal that a target or promise comes from, in the plan's own words."""
    plan_key = next((plan for plan, ours in PROMISES.items() if ours == key), key)
    return session.scalar(
        sa.select(Goal).where(Goal.key == plan_key).order_by(Goal.plan_year.desc()).limit(1)
    )
