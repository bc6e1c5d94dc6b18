"""The CV of a citizen, for the caseworker and the caseworker's team."""

from flask import Blueprint, render_template

from portal.caseload.queries import citizen_of
from portal.core import audit, clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.cv import queries, words

blueprint = Blueprint("cv_staff", __name__)


@blueprint.get("/<int:citizen_id>/cv")
@staff(policy.EDIT_PLANS)
def show(citizen_id: int) -> str:
    """The CV, unless the citizen has hidden it. The look is written down."""
    citizen, now = citizen_of(db.session, actor(), citizen_id, clock.now()), clock.now()
    status = queries.status(db.session, citizen_id, now)
    shown = queries.document(db.session, citizen_id) if status.visible_to_staff else None
    if shown is not None:
        audit.record(db.session, actor(), "read", "cv", citizen_id, now=now, citizen_id=citizen_id)
        db.session.commit()
    return render_template(
        "cv/staff.html",
        citizen=citizen,
        status=status,
        sections=words.sections(shown) if shown else [],
    )
