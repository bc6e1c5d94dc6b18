"""How candidates are put in order and for how long they are shown: read by all, changed by few."""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.recruitment.forms.candidate_rules import RuleForm, SharingForm, WeightsForm
from portal.recruitment.queries import candidate_rules as queries
from portal.recruitment.refusals import RuleRefusal
from portal.recruitment.service import candidate_rules as service
from portal.recruitment.words_matching import WEIGHTS

blueprint = Blueprint("recruitment_rules", __name__)

FORMS: dict[str, type[RuleForm]] = {"vaegte": WeightsForm, "deling": SharingForm}
KIND = "/<any(vaegte, deling):kind>"
Page = str | tuple[str, int] | Response


@blueprint.get("")
@staff(policy.SEE_RULES)
def show() -> str:
    """What holds, what is to come and what held before, with its source."""
    return _page()


@blueprint.post(KIND)
@staff(policy.ADMINISTER)
def add(kind: str) -> Page:
    """A new version from a day on."""
    form = FORMS[kind](prefix=kind)
    if not form.validate():
        return _page(kind, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.add(db.session, kind, form.begins(), form.values(), actor=actor(), now=clock.now())
    except Refused as refused:
        db.session.rollback()
        form.refuse(
            refused.refusal,
            "occupation" if refused.refusal is RuleRefusal.NO_WORK else "valid_from",
        )
        return _page(kind, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("The new version is saved."), "success")
    return redirect(url_for("recruitment_rules.show"))


@blueprint.post(f"{KIND}/fjern")
@staff(policy.ADMINISTER)
def take_back(kind: str) -> Response:
    """Take back a version that has not begun."""
    try:
        day = date.fromisoformat(request.form.get("valid_from", ""))
    except ValueError:
        abort(HTTPStatus.BAD_REQUEST)
    try:
        service.take_back(db.session, kind, day, actor=actor(), now=clock.now())
    except Refused as refused:
        db.session.rollback()
        flash(str(refused.refusal.sentence), "error")
    else:
        db.session.commit()
        flash(_("The version is taken back."), "success")
    return redirect(url_for("recruitment_rules.show"))


def _page(kind: str = "", tried: Form | None = None) -> str:
    today = clock.local_date(clock.now())
    versions = {name: queries.versions(db.session, name, today) for name in FORMS}
    forms = {name: form(formdata=None, prefix=name) for name, form in FORMS.items()}
    for name, form in forms.items():
        held = next((rule for rule, holds in versions[name] if holds == queries.NOW), None)
        for field in form:
            if field.type == "NumberField" and held is not None:
                field.process(None, getattr(held, field.short_name))
    if tried is not None:
        forms[kind] = tried
    return render_template(
        "recruitment/candidate_rules.html",
        versions=versions,
        forms=forms,
        tried=kind,
        weights=WEIGHTS,
    )
