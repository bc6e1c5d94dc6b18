"""The register of goals: every goal of the employment plans, with what is known of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.targets.models import Goal, ReportedFigure
from portal.targets.queries.figures import Series, series
from portal.targets.rules import goals as rules
from portal.targets.rules.shares import Verdict

# The plan's key of a promise -> ours.
PROMISES = {"service_24h": "answer", "service_72h": "candidates"}


@dataclass(frozen=True)
class Entry:
    """A goal with its latest figure: reported by others, or counted by the portal."""

    focus_area: str
    text_da: str
    kind: str
    target: Decimal | None
    reported: ReportedFigure | None
    own: Series | None
    verdict: Verdict | None


@dataclass(frozen=True)
class Plan:
    """The goals of one plan. `report` names the quarter of the reported figures, if any."""

    year: int
    report: str | None
    judged: list[Entry]
    watched: list[Entry]


def plans(session: Session, now: datetime) -> list[Plan]:
    """All plans, newest first, with the figures of their newest report."""
    own = {one.key: one for one in series(session, now)}
    reported = _newest_reports(session)
    goals = session.scalars(sa.select(Goal).order_by(Goal.plan_year.desc(), Goal.position))
    return [
        _plan(year, list(of_year), reported, own)
        for year, of_year in groupby(goals, key=lambda goal: goal.plan_year)
    ]


def _newest_reports(session: Session) -> dict[tuple[int, str], ReportedFigure]:
    rows = session.scalars(
        sa.select(ReportedFigure)
        .ext(distinct_on(ReportedFigure.plan_year, ReportedFigure.goal_key))
        .order_by(ReportedFigure.plan_year, ReportedFigure.goal_key, ReportedFigure.report.desc())
    )
    return {(row.plan_year, row.goal_key): row for row in rows}


def _plan(
    year: int,
    goals: Iterable[Goal],
    reported: dict[tuple[int, str], ReportedFigure],
    own: dict[str, Series],
) -> Plan:
    entries = []
    for goal in goals:
        figure = reported.get((goal.plan_year, goal.key))
        counted = own.get(PROMISES.get(goal.key, goal.key)) if goal.source == "portal" else None
        entries.append(
            Entry(
                focus_area=goal.focus_area,
                text_da=goal.text_da,
                kind=goal.kind,
                target=goal.target_value,
                reported=figure,
                own=counted,
                verdict=_verdict(goal, figure, counted),
            )
        )
    return Plan(
        year,
        max((e.reported.report for e in entries if e.reported), default=None),
        judged=[e for e in entries if e.kind != "follow"],
        watched=[e for e in entries if e.kind == "follow"],
    )


def _verdict(goal: Goal, figure: ReportedFigure | None, counted: Series | None) -> Verdict | None:
    if counted is not None:
        return counted.headline.result.verdict
    return rules.verdict(goal.kind, goal.target_value, figure.municipality if figure else None)


def goal_behind(session: Session, key: str) -> Goal | None:
    """The newest plan's goal that a target or promise comes from, in the plan's own words."""
    plan_key = next((plan for plan, ours in PROMISES.items() if ours == key), key)
    return session.scalar(
        sa.select(Goal).where(Goal.key == plan_key).order_by(Goal.plan_year.desc()).limit(1)
    )
