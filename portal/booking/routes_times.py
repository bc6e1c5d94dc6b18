"""Are there times enough, and how do the team's talks go?"""

from datetime import date, datetime, timedelta

from flask import Blueprint, render_template, request

from portal.booking import queries, words
from portal.booking.queries import Illness
from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db

blueprint = Blueprint("booking_times", __name__)


@blueprint.get("")
@staff(policy.SEE_TIMES)
def show() -> str:
    """Times against duties, with and without somebody who is ill; and the quarter in numbers."""
    person, now = actor(), clock.now()
    team_id = person.team_id if policy.may(person, policy.LEAD_TEAM) else None
    colleagues = queries.colleagues(db.session, person.team_id or 0) if team_id else []
    ill = {one.id for one in colleagues if str(one.id) in request.args.getlist("syg")}
    illness = _next_week(ill, now) if ill else None
    waiting = queries.to_answer(db.session, team_id) if team_id else []
    return render_template(
        "booking/times.html",
        lines=queries.sufficiency(db.session, now, team_id=team_id),
        what_if=queries.sufficiency(db.session, now, team_id=team_id, illness=illness)
        if illness
        else None,
        illness=illness,
        ill=ill,
        colleagues=colleagues,
        overview=queries.overview(db.session, team_id, now),
        unsaid=queries.unsaid_by_caseworker(db.session, team_id, now),
        waiting=waiting,
        words=words,
    )


def _next_week(staff_ids: set[int], now: datetime) -> Illness:
    today: date = clock.local_date(now)
    monday = today + timedelta(days=7 - today.weekday())
    return Illness(frozenset(staff_ids), monday, monday + timedelta(days=6))
