"""How the promises to businesses were kept."""

from datetime import date
from functools import partial

from flask import Blueprint, current_app, render_template, request
from flask_babel import lazy_gettext as _l

from portal.accounts.words import TARGET_GROUPS
from portal.core import audit, clock, policy
from portal.core.access import actor, staff
from portal.core.crypto import decrypt_cpr
from portal.core.db import db
from portal.recruitment import queries, words
from portal.recruitment.queries import By
from portal.recruitment.queries.fairness import fairness
from portal.recruitment.rules.clocks import ELAPSED, OPENING
from portal.targets.service import publication as targets

blueprint = Blueprint("recruitment_figures", __name__)

QUARTERS_BACK = 8


@blueprint.get("")
@staff(policy.SEE_FIGURES)
def show() -> str:
    """Percent within the promise, median, nine in ten and the longest, with n."""
    now = clock.now()
    quarters = _quarters(clock.local_date(now))
    wanted = request.args.get("kvartal", "")
    start = next((q for q in quarters if q.isoformat() == wanted), quarters[0])
    by = By(request.args["efter"]) if request.args.get("efter") in set(By) else By.WEEK
    asked = request.args.get("taelling")
    counted = asked if asked in (ELAPSED, OPENING) else None
    first = quarters[-1] if by is By.QUARTER else start
    until = clock.next_quarter(quarters[0] if by is By.QUARTER else start)
    return render_template(
        "recruitment/figures.html",
        figures=queries.figures(db.reading, first, until, by, counted, now),
        quarters=quarters,
        start=start,
        by=by.value,
        counted=counted,
        words=words,
    )


AGES = {
    "under_30": _l("Under 30 years"),
    "30_to_54": _l("30 to 54 years"),
    "55_up": _l("55 years and over"),
}
SEXES = {"women": _l("Women"), "men": _l("Men"), "not_known": _l("Sex not known")}
LANGUAGES = {"da": _l("Pages in Danish"), "en": _l("Pages in English")}


@blueprint.get("/praesentation")
@staff(policy.SEE_FIGURES)
def presented() -> str:
    """Whether people of all groups are asked and presented all the same, by quarter.

    CPR numbers are read for the count, so that it was made is written down.
    """
    now = clock.now()
    today = clock.local_date(now)
    quarters = _quarters(today)
    wanted = request.args.get("kvartal", "")
    start = next((q for q in quarters if q.isoformat() == wanted), quarters[1])
    limits = targets.limits_on(db.session, today)
    cpr_of = partial(decrypt_cpr, current_app.extensions["portal.settings"])
    found = fairness(db.session, start, clock.next_quarter(start), limits, cpr_of)
    audit.record(db.session, actor(), "count", "presentation", now=now, quarter=start.isoformat())
    db.session.commit()
    return render_template(
        "recruitment/fairness.html",
        found=found,
        quarters=quarters,
        start=start,
        words=words,
        groups={"age": AGES, "sex": SEXES, "group": TARGET_GROUPS, "language": LANGUAGES},
    )


def _quarters(today: date) -> list[date]:
    """The first days of the running quarter and those before it."""
    found = [clock.quarter_start(today)]
    while len(found) < QUARTERS_BACK:
        found.append(clock.quarter_start(date.fromordinal(found[-1].toordinal() - 1)))
    return found
