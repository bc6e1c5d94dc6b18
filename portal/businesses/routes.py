"""A company sees what the job centre knows of it, and says who sees what of its units."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.businesses import queries, service
from portal.businesses.rules import shown_cvr
from portal.core import clock
from portal.core.access import actor, business, recently_signed_in
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.forms import Form
from portal.core.refusing import say_why
from portal.recruitment import queries as recruitment
from portal.recruitment import words
from portal.supported import queries as supported
from portal.supported.models import PartnerAgreement

blueprint = Blueprint("businesses", __name__)

UNIT_OF = "unit-"
"""The fields that say for which unit somebody acts are called so, with their id."""


@blueprint.get("/vores-virksomhed")
@business
def show() -> str:
    """The company, its sites, who has access, and its enquiries."""
    person = actor()
    business_id = person.business_id or abort(403)
    company = queries.company(db.session, business_id)
    me = next((one for one in company.people if one.id == person.person_id), None)
    return render_template(
        "businesses/company.html",
        company=company,
        enquiries=recruitment.for_business(db.session, business_id, clock.now(), person.person_id),
        is_administrator=me is not None and me.is_administrator,
        form=Form(),
        partners=supported.agreements(db.session, PartnerAgreement.business_id == business_id),
        today=clock.local_date(clock.now()),
        shown_cvr=shown_cvr,
        words=words,
    )


@blueprint.post("/vores-virksomhed/enheder")
@business
@recently_signed_in
def arrange() -> Response:
    """Say whether units see each other's enquiries, and who acts for which."""
    chosen = {
        _number(name.removeprefix(UNIT_OF)): _number(value) if value else None
        for name, value in request.form.items()
        if name.startswith(UNIT_OF)
    }
    try:
        service.arrange_units(
            db.session, actor(), share="share" in request.form, units=chosen, now=clock.now()
        )
    except Refused as refused:
        return say_why(refused, redirect(url_for("businesses.show")))
    db.session.commit()
    flash(_("Who sees what of the units is saved."), "success")
    return redirect(url_for("businesses.show"))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound
    return int(text)
