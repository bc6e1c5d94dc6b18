"""What places may be: every version is read by all of staff, and written by the administrator."""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.supported import service, words
from portal.supported.forms import PlacementRuleForm
from portal.supported.queries.rulebook import versions

blueprint = Blueprint("supported_rules", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("")
@staff(policy.SEE_RULES)
def show() -> str:
    """What holds, what is to come and what held before, with its source."""
    return _page(PlacementRuleForm(formdata=None))


@blueprint.post("")
@staff(policy.ADMINISTER)
def add() -> Page:
    """A new version from a day on."""
    form = PlacementRuleForm()
    if not form.validate():
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.add_rule(db.session, form.key(), form.values(), actor=actor(), now=clock.now())
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, "valid_from")
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("The new version is saved."), "success")
    return redirect(url_for("supported_rules.show"))


@blueprint.post("/fjern")
@staff(policy.ADMINISTER)
def take_back() -> Response:
    """Take back a version that has not begun."""
    said = request.form
    try:
        day = date.fromisoformat(said.get("valid_from", ""))
    except ValueError:
        abort(HTTPStatus.BAD_REQUEST)
    key = (said.get("form", ""), said.get("sector", ""), day)
    try:
        service.take_back_rule(db.session, key, actor=actor(), now=clock.now())
    except Refused as refused:
        db.session.rollback()
        flash(str(refused.refusal.sentence), "error")
    else:
        db.session.commit()
        flash(_("The version is taken back."), "success")
    return redirect(url_for("supported_rules.show"))


def _page(form: PlacementRuleForm) -> str:
    found = versions(db.session, clock.local_date(clock.now()))
    return render_template("supported/rules.html", versions=found, form=form, words=words)
