"""Staff make and end agreements with partner companies."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.businesses import queries as businesses
from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why
from portal.supported import queries, service
from portal.supported.forms import FIELD_OF, AgreementForm, offer_units

blueprint = Blueprint("supported_partners", __name__)

LARGEST_ID = 2**63 - 1
OF_BUSINESS = f"/virksomhed/<int(max={LARGEST_ID}):business_id>"
Page = str | tuple[str, int] | Response


@blueprint.get(OF_BUSINESS)
@staff(policy.KEEP_COMPANIES)
def new(business_id: int) -> str:
    """An empty agreement with a company."""
    return _page(business_id, AgreementForm(formdata=None))


@blueprint.post(OF_BUSINESS)
@staff(policy.KEEP_COMPANIES)
def make(business_id: int) -> Page:
    """Make the agreement."""
    form = AgreementForm()
    offer_units(form.unit, businesses.company(db.session, business_id).units)
    if not form.validate():
        return _page(business_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    first, last = form.starts_on.data, form.ends_on.data
    assert first is not None
    assert last is not None
    try:
        service.make_agreement(
            db.session,
            business_id,
            int(form.unit.data),
            places=form.places.data or 0,
            starts_on=first,
            ends_on=last,
            tasks=form.tasks.data,
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, FIELD_OF.get(refused.refusal))
        return _page(business_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("The company is a partner company now."), "success")
    return redirect(url_for("supported_staff.queue"))


@blueprint.post(f"/<int(max={LARGEST_ID}):agreement_id>/slut")
@staff(policy.KEEP_COMPANIES)
def end(agreement_id: int) -> Response:
    """End an agreement today, or take back one that has not begun."""
    business_id = queries.agreement(db.session, agreement_id).agreement.business_id
    card = url_for("businesses_staff.card", business_id=business_id)
    try:
        last = service.end_agreement(db.session, agreement_id, actor=actor(), now=clock.now())
    except Refused as refused:
        return say_why(refused, redirect(card))
    db.session.commit()
    said = _("The agreement ends today.") if last else _("The agreement is taken back.")
    flash(said, "success")
    return redirect(card)


def _page(business_id: int, form: AgreementForm) -> str:
    company = businesses.company(db.session, business_id)
    offer_units(form.unit, company.units)
    return render_template("supported/agreement.html", company=company, form=form)
