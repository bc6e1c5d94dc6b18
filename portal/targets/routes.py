"""The dashboard of figures, for staff."""

from flask import Blueprint, render_template

from portal.core import clock, policy
from portal.core.access import staff
from portal.core.db import db
from portal.core.errors import NotFound
from portal.targets import charts, queries, words
from portal.targets.queries import Series, SurveyFigure
from portal.targets.rules import hours, shares

blueprint = Blueprint("targets", __name__)


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"words": words}


@blueprint.get("/maaltal")
@staff(policy.SEE_FIGURES)
def dashboard() -> str:
    """A tile for each target and promise."""
    found = queries.series(db.session, clock.now())
    sparks = {one.key: charts.spark(_shares(one), one.target) for one in found}
    return render_template("targets/dashboard.html", series=found, sparks=sparks)


@blueprint.get("/maaltal/<key>")
@staff(policy.SEE_FIGURES)
def figure(key: str) -> str:
    """One target or promise by quarter, as chart and table, with its definition."""
    one = queries.one_series(db.session, key, clock.now())
    if one is None:
        raise NotFound
    return render_template(
        "targets/figure.html",
        one=one,
        goal=queries.goal_behind(db.session, key),
        chart=charts.chart(
            [f.quarter for f in one.figures], _shares(one), _intervals(one), one.target
        ),
        shares=shares,
        hours=hours,
    )


def _shares(one: Series) -> list[float | None]:
    return [figure.result.share for figure in one.figures]


def _intervals(one: Series) -> list[tuple[float | None, float | None]]:
    return [
        (figure.result.low, figure.result.high)
        if isinstance(figure, SurveyFigure)
        else (None, None)
        for figure in one.figures
    ]
