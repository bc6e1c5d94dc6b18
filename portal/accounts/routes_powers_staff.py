"""Staff enter powers of attorney that a citizen gave on paper, and end them when they are asked."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import queries, words
from portal.accounts.forms import FIELD_OF, EndPowerForm, PaperPowerForm
from portal.accounts.models import Citizen
from portal.accounts.service import powers
from portal.caseload.queries import citizen_of
from portal.core import audit, clock, policy
from portal.core.access import actor, recently_signed_in, staff
from portal.core.db import db
from portal.core.errors import Refused

blueprint = Blueprint("powers_staff", __name__)

PAGE = "/<int:citizen_id>/fuldmagter"
USUAL = timedelta(days=365)


@blueprint.get(PAGE)
@staff(policy.KEEP_POWERS)
def index(citizen_id: int) -> str:
    """Who may act for the citizen. The look is noted."""
    now = clock.now()
    person = citizen_of(db.session, actor(), citizen_id, now)
    page = render_template(
        "accounts/powers_staff.html",
        citizen=person,
        given=queries.given_powers(db.session, citizen_id),
        end_form=EndPowerForm(),
        today=clock.local_date(now),
        words=words,
    )
    audit.record(db.session, actor(), "read", "power", now=now, citizen_id=citizen_id)
    db.session.commit()
    return page


@blueprint.get(f"{PAGE}/ny")
@staff(policy.KEEP_POWERS)
@recently_signed_in
def new(citizen_id: int) -> str:
    """What stands on the paper."""
    now = clock.now()
    person, today = citizen_of(db.session, actor(), citizen_id, now), clock.local_date(now)
    return _form_page(person, PaperPowerForm(data={"starts_on": today, "ends_on": today + USUAL}))


@blueprint.post(f"{PAGE}/ny")
@staff(policy.KEEP_POWERS)
@recently_signed_in
def enter(citizen_id: int) -> str | Response:
    """Enter it; the citizen is told."""
    now, form = clock.now(), PaperPowerForm()
    person = citizen_of(db.session, actor(), citizen_id, now)
    if not form.validate():
        return _form_page(person, form)
    try:
        powers.give(
            db.session,
            current_app.extensions["portal.settings"],
            citizen_id,
            form.wanted(),
            actor=actor(),
            reason=form.reason.data,
            now=now,
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, FIELD_OF.get(refused.refusal))
        return _form_page(person, form)
    db.session.commit()
    flash(_("The power of attorney is entered. %(name)s is told.", name=person.name), "success")
    return redirect(url_for("powers_staff.index", citizen_id=citizen_id))


@blueprint.post(f"{PAGE}/<int:power_id>/slut")
@staff(policy.KEEP_POWERS)
def end(citizen_id: int, power_id: int) -> Response:
    """End it at once, with a reason; the citizen is told."""
    now = clock.now()
    citizen_of(db.session, actor(), citizen_id, now)
    power, form = queries.power_of(db.session, citizen_id, power_id), EndPowerForm()
    back = redirect(url_for("powers_staff.index", citizen_id=citizen_id))
    if not form.validate():
        flash(str(form.reason.errors[0]), "error")
        return back
    why = form.reason.data
    powers.end(db.session, power, actor=actor(), by="staff", reason=why, now=now)
    db.session.commit()
    flash(_("It is ended. %(name)s can no longer act.", name=power.holder_name), "success")
    return back


def _form_page(person: Citizen, form: PaperPowerForm) -> str:
    """The form, also after a mistake. The look is noted each time."""
    page = render_template("accounts/power_paper.html", citizen=person, form=form)
    audit.record(db.session, actor(), "read", "power", now=clock.now(), citizen_id=person.id)
    db.session.commit()
    return page
