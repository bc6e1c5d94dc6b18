"""The figures of a quarter's management report, gathered into one value. In Danish, as it is read.

The caller sees to it that the language of the moment is Danish.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.formatting import long_date
from portal.targets import goal_words, words
from portal.targets.models import Goal, Measurement
from portal.targets.queries.portal_goals import PortalFigure, PortalGoal, portal_goals
from portal.targets.rules import goals as rules
from portal.targets.rules.measurements.table import PLACES
from portal.targets.rules.quarters import Quarter
from portal.targets.rules.reports import Area, Figures, Line, Point, percent, rounded
from portal.targets.rules.shares import ENOUGH_FOR_A_VERDICT, SMALLEST_SHOWN, Verdict

SHOWN_QUARTERS = 8
SHOWN_MONTHS = 24
AREAS = {
    "casework": _l("Dignified casework"),
    "business": _l("Service for businesses"),
    "talks": _l("Talks"),
    "cv": _l("CVs"),
    "referrals": _l("Referrals to jobs"),
}
UNITS = {"change_max": "change", "share_min": "pct"}


def figures_of(session: Session, quarter: Quarter, municipality: str, now: datetime) -> Figures:
    """Everything the report of `quarter` says in numbers, as known at `now`."""
    plan = session.scalar(
        sa.select(sa.func.max(Goal.plan_year)).where(Goal.plan_year <= quarter.year)
    )
    quarters = [quarter.shifted(back) for back in range(1 - SHOWN_QUARTERS, 1)]
    goals = list(
        session.scalars(sa.select(Goal).where(Goal.plan_year == plan).order_by(Goal.position))
    )
    own = [
        one
        for one in portal_goals(session, quarters, now)
        if any(figure.n is not None for figure in one.figures)
    ]
    areas = [*_own_areas(own, quarter), *_measured_areas(session, goals, quarter, now)]
    return Figures(
        municipality=municipality,
        quarter=quarter.name,
        quarter_label=words.quarter(quarter),
        plan_year=plan or quarter.year,
        figures_at=now.isoformat(),
        figures_on=long_date(clock.local_date(now), i18n.current()),
        areas=tuple(areas),
        method=_method(own),
    )


def _own_areas(own: Sequence[PortalGoal], quarter: Quarter) -> list[Area]:
    return [
        Area(key, str(name), tuple(_own_line(one, quarter) for one in own if one.area == key))
        for key, name in AREAS.items()
        if any(one.area == key for one in own)
    ]


def _own_line(goal: PortalGoal, quarter: Quarter) -> Line:
    figure = goal.at(quarter) or PortalFigure(quarter, None, None, None, None, None)
    return Line(
        key=goal.key,
        label=goal.label,
        text=goal.definition,
        unit="pct",
        target=percent(goal.target),
        target_words=_own_target(goal),
        value=percent(figure.share),
        period=words.quarter(quarter),
        n=figure.n,
        low=percent(figure.low),
        high=percent(figure.high),
        **_said(figure.verdict),
        cluster=None,
        eastern_denmark=None,
        whole_country=None,
        source=goal_words.source("portal"),
        definition=goal.definition,
        history=tuple(
            Point(
                one.quarter.name,
                words.quarter(one.quarter),
                percent(one.share),
                percent(one.low),
                percent(one.high),
                one.n,
            )
            for one in goal.figures
        ),
    )


def _own_target(goal: PortalGoal) -> str:
    if goal.target is None:
        return str(_("watched"))
    if goal.area == "business":
        return str(_("all in time"))
    return str(_("at least %(share)s", share=f"{round(goal.target * 100)}\N{NO-BREAK SPACE}%"))


def _said(verdict: Verdict | None) -> dict[str, str]:
    return {
        "verdict": verdict.value if verdict else "",
        "verdict_word": words.verdict(verdict) if verdict else "",
    }


def _measured_areas(
    session: Session, goals: Sequence[Goal], quarter: Quarter, now: datetime
) -> list[Area]:
    """The plan's goals that others measure, by focus area in the plan's order."""
    elsewhere = [goal for goal in goals if goal.source != "portal"]
    known = _months(session, elsewhere, quarter, now)
    return [
        Area(f"plan:{name}", name, tuple(_line(goal, known.get(goal.key, [])) for goal in listed))
        for name, listed in _by_area(elsewhere)
    ]


def _by_area(goals: Sequence[Goal]) -> list[tuple[str, list[Goal]]]:
    areas: dict[str, list[Goal]] = {}
    for goal in goals:
        areas.setdefault(goal.focus_area, []).append(goal)
    return list(areas.items())


def _months(
    session: Session, goals: Sequence[Goal], quarter: Quarter, now: datetime
) -> dict[str, list[Measurement]]:
    """Each goal's months until the quarter's end, oldest first, in the revision known at `now`."""
    if not goals:
        return {}
    rows = session.scalars(
        sa.select(Measurement)
        .ext(distinct_on(Measurement.goal_key, Measurement.month))
        .where(
            Measurement.plan_year == goals[0].plan_year,
            Measurement.month <= quarter.last_day,
            Measurement.month > quarter.last_day - timedelta(days=31 * SHOWN_MONTHS),
            Measurement.recorded_at <= now,
        )
        .order_by(Measurement.goal_key, Measurement.month, Measurement.revision.desc())
    )
    return {key: list(months) for key, months in groupby(rows, key=lambda row: row.goal_key)}


def _line(goal: Goal, months: Sequence[Measurement]) -> Line:
    newest = months[-1] if months else None
    verdict = None
    if newest is not None:
        final = rules.is_final(newest.month, goal.deadline)
        verdict = rules.verdict(goal.kind, goal.target_value, newest.municipality, final=final)
    return Line(
        key=goal.key,
        label=goal.text_da,
        text=goal.text_da,
        unit=UNITS.get(goal.kind) or _unit(months),
        target=rounded(goal.target_value),
        target_words=goal_words.target(goal.kind, goal.target_value),
        value=rounded(newest.municipality) if newest else None,
        period=goal_words.month_of(newest.month) if newest else "",
        n=None,
        low=None,
        high=None,
        **_said(verdict),
        cluster=rounded(newest.cluster) if newest else None,
        eastern_denmark=rounded(newest.eastern_denmark) if newest else None,
        whole_country=rounded(newest.whole_country) if newest else None,
        source=newest.source if newest else goal_words.source(goal.source),
        definition=goal.text_da,
        history=tuple(
            Point(f"{row.month:%Y-%m}", goal_words.month_of(row.month), rounded(row.municipality))
            for row in months
        ),
    )


def _unit(months: Sequence[Measurement]) -> str:
    """Whole numbers are shown as such, unless one of them is not."""
    values = [getattr(row, place) for row in months for place in PLACES]
    return "count" if all(value is None or value == int(value) for value in values) else "number"


def _method(own: Sequence[PortalGoal]) -> tuple[tuple[str, str], ...]:
    said = _how_others_measure()
    if own:
        said += _how_we_measure()
        said += [(one.label, one.definition) for one in own]
    return tuple((str(heading), str(text)) for heading, text in said)


def _how_others_measure() -> list[tuple[str, str]]:
    return [
        (
            _("Verdicts on figures measured by others"),
            _(
                "Met: the target is reached. On the right way: it is missed by at most a quarter of"
                " its own size, and the deadline has not come. Not met: it is missed by more, or"
                " missed when the deadline has come. A dash means that there is no figure or no"
                " target to judge by."
            ),
        ),
        (
            _("Comparison"),
            _(
                "Each figure stands beside those of the cluster of similar municipalities, of"
                " Eastern Denmark and of the whole country, with the month the figures are from."
                " The latest revision known on the report's day is used."
            ),
        ),
    ]


def _how_we_measure() -> list[tuple[str, str]]:
    return [
        (
            _("Verdicts on the citizens' answers"),
            _(
                "The share is those who agree or agree completely, out of all who chose one of"
                " the five answers. The 95%% interval (Wilson) says how far chance could have"
                " moved it. Met: the whole interval is at the target or above. On the right"
                " way: the target lies inside the interval. Not met: the whole interval is"
                " below. Too early to say: fewer than %(number)s answers.",
                number=ENOUGH_FOR_A_VERDICT,
            ),
        ),
        (
            _("Promises to businesses"),
            _(
                "Every enquiry is counted, so there is no interval. Met: all in time. On the"
                " right way: at least nine of ten. Not met: fewer."
            ),
        ),
        (
            _("Small numbers"),
            _(
                "Nothing is shown of fewer than %(number)s answers, enquiries, talks or"
                " citizens, so that nobody can be recognised. What is hidden and what is not"
                " there look alike: a dash.",
                number=SMALLEST_SHOWN,
            ),
        ),
    ]
