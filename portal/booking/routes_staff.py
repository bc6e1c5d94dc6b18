"""What staff say of their talks. The day itself is shown on their own page."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.booking import service
from portal.booking.forms import OutcomeForm
from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused

blueprint = Blueprint("booking_staff", __name__)

LARGEST_ID = 2**63 - 1


@blueprint.post(f"/<int(max={LARGEST_ID}):talk_id>/udfald")
@staff(policy.RUN_TALKS)
def record(talk_id: int) -> Response:
    """Say what came of a talk, with one click."""
    form = OutcomeForm()
    if not form.validate():
        abort(400)
    try:
        service.record_outcome(
            db.session, talk_id, form.outcome.data, actor=actor(), now=clock.now()
        )
    except Refused as refused:
        db.session.rollback()
        flash(str(refused.refusal.sentence), "error")
        return redirect(url_for("home.staff"))
    db.session.commit()
    flash(_("The outcome of the talk is saved."), "success")
    return redirect(url_for("home.staff"))
