"""The dashboard of figures, for staff. Every view has an address that shows the same for ever."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, render_template, request

from portal.core import audit, clock, limits, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import NotFound
from portal.targets import charts, figure_files, group_words, lens, queries, words
from portal.targets.lens import Lens
from portal.targets.queries import Series, SurveyFigure
from portal.targets.rules import hours, shares
from portal.targets.rules.shares import Verdict

blueprint = Blueprint("targets", __name__)
Page = str | tuple[str, int]
OVERVIEW = "oversigt"
OFFERED = 20
"""Quarters to choose from: five years."""


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"words": words, "group_words": group_words, "bullet": charts.bullet}


@blueprint.get("/maaltal")
@staff(policy.SEE_FIGURES)
def dashboard() -> Page:
    """A tile for each target and promise."""
    view = lens.read(request.args, clock.now())
    found = _series(view)
    work = _work(view)
    counted = [one.headline.result.verdict for one in found]
    return _page(
        view,
        "targets/dashboard.html",
        series=found,
        sparks={one.key: charts.spark(_shares(one), one.target) for one in found},
        work=[(one, one.headline(view.quarter is not None), _work_spark(one)) for one in work],
        may_tell=policy.may(actor(), policy.TELL_CHANGES),
        summary=[(verdict, counted.count(verdict)) for verdict in Verdict],
    )


@blueprint.get("/maaltal/<key>")
@staff(policy.SEE_FIGURES)
def figure(key: str) -> Page:
    """One target or promise by quarter and group, as chart and table, with its definition."""
    view = lens.read(request.args, clock.now())
    if key in queries.WORK_KEYS:
        return _page(view, "targets/work.html", one=_work_goal(view, key), shares=shares)
    one = _one(view, key)
    return _page(
        view,
        "targets/figure.html",
        one=one,
        goal=queries.goal_behind(db.reading, key),
        chart=charts.chart(
            [f.quarter for f in one.figures], _shares(one), _intervals(one), one.target
        ),
        found=_breakdown(view, one),
        divisions=lens.DIVISIONS,
        shares=shares,
        hours=hours,
    )


@blueprint.get("/maaltal/hent/<key>.<any(csv, xlsx):ending>")
@staff(policy.SEE_FIGURES)
@limits.exporting
def export(key: str, ending: str) -> Response:
    """The figures on the page as a file. That it was taken is written down."""
    view = lens.read(request.args, clock.now())
    if key == OVERVIEW:
        rows = figure_files.rows_of(_series(view)) + figure_files.work_rows(_work(view))
    elif key in queries.WORK_KEYS:
        rows = figure_files.work_rows([_work_goal(view, key)])
    else:
        one = _one(view, key)
        rows = figure_files.rows_of([one])
        found = _breakdown(view, one)
        if found is not None:
            rows += figure_files.group_rows(one.label, found)
    name = "-".join(["maaltal", key, *view.address.values()])
    audit.record(
        db.session,
        actor(),
        "export",
        "figures",
        key,
        now=clock.now(),
        rows=len(rows),
        ending=ending,
        view=view.address,
    )
    db.session.commit()
    return figure_files.download(ending, name, rows)


def _series(view: Lens) -> list[Series]:
    return queries.series(db.reading, view.now, view.quarters, chosen=view.quarter is not None)


def _work(view: Lens) -> list[queries.PortalGoal]:
    """How the job centre's own work went; what was never counted is left out."""
    found = queries.work_goals(db.reading, view.quarters, view.now)
    return [one for one in found if any(figure.n is not None for figure in one.figures)]


def _work_goal(view: Lens, key: str) -> queries.PortalGoal:
    found = next((one for one in _work(view) if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def _work_spark(one: queries.PortalGoal) -> charts.Spark:
    return charts.spark([figure.share for figure in one.figures], one.target)


def _one(view: Lens, key: str) -> Series:
    found = next((one for one in _series(view) if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def _breakdown(view: Lens, one: Series) -> queries.Breakdown | None:
    """The groups of the quarter in question; promises to businesses have none."""
    figure = one.headline
    if not isinstance(figure, SurveyFigure):
        return None
    return queries.breakdown(db.reading, one.key, figure.target, figure.quarter, view.now)


def _page(view: Lens, template: str, **values: Any) -> Page:
    offered = [view.running.shifted(-back) for back in range(OFFERED)]
    today = clock.local_date(clock.now())
    page = render_template(template, view=view, offered=offered, today=today, **values)
    return (page, HTTPStatus.BAD_REQUEST) if view.bad_day else page


def _shares(one: Series) -> list[float | None]:
    return [figure.result.share for figure in one.figures]


def _intervals(one: Series) -> list[tuple[float | None, float | None]]:
    return [
        (figure.result.low, figure.result.high)
        if isinstance(figure, SurveyFigure)
        else (None, None)
        for figure in one.figures
    ]
