"""How plans are used, month by month: for a team lead, and about nobody."""

from flask import Blueprint, render_template

from portal.core import clock, policy
from portal.core.access import staff
from portal.core.db import db
from portal.plan import queries, words
from portal.plan.rules.use import SMALLEST_SHOWN, months_back, use_by_month

blueprint = Blueprint("plan_use", __name__)

MONTHS = 12


@blueprint.get("")
@staff(policy.SEE_FIGURES)
def show() -> str:
    """The last twelve months. A number too small to show is not shown."""
    today = clock.local_date(clock.now())
    counted = queries.use(db.session, months_back(today, MONTHS))
    return render_template(
        "plan/use.html",
        months=use_by_month(counted, today, list(words.USES)),
        uses=words.USES,
        fewest=SMALLEST_SHOWN,
    )
