"""How it goes: the figures for everybody, as they are published, and what the answers changed."""

from flask import Blueprint, render_template

from portal.core import clock, i18n
from portal.core.access import flow, public
from portal.core.db import db
from portal.core.unchanged import same_for_all
from portal.targets import charts, queries, words
from portal.targets.rules import hours, shares

blueprint = Blueprint("targets_public", __name__)


@blueprint.get("/saadan-gaar-det")
@public
@flow("figures")
@same_for_all
def show() -> str:
    """The targets and promises with their trend, and you said – we did."""
    now = clock.now()
    found = queries.series(db.reading, now)
    return render_template(
        "targets/public.html",
        series=found,
        sparks={
            one.key: charts.spark([f.result.share for f in one.figures], one.target)
            for one in found
        },
        told=queries.told(db.session, i18n.current()),
        running=queries.recent(now)[-1],
        words=words,
        bullet=charts.bullet,
        shares=shares,
        hours=hours,
    )
