"""A company sees what the job centre knows of it."""

from flask import Blueprint, abort, render_template

from portal.businesses import queries
from portal.businesses.rules import shown_cvr
from portal.core import clock
from portal.core.access import actor, business
from portal.core.db import db
from portal.recruitment import queries as recruitment
from portal.recruitment import words

blueprint = Blueprint("businesses", __name__)


@blueprint.get("/vores-virksomhed")
@business
def show() -> str:
    """The company, its sites, who has access, and its enquiries."""
    business_id = actor().business_id or abort(403)
    return render_template(
        "businesses/company.html",
        company=queries.company(db.session, business_id),
        enquiries=recruitment.for_business(db.session, business_id, clock.now()),
        shown_cvr=shown_cvr,
        words=words,
    )
