"""Those who answer what people ask of their data, and how long things are kept."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import actor, recently_signed_in, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.privacy import forms, queries, words
from portal.privacy.queries import requests
from portal.privacy.service import asking, keeping_rules

blueprint = Blueprint("privacy_staff", __name__)

Page = str | tuple[str, int] | Response
LARGEST_ID = 2**63 - 1
ONE = f"/<int(max={LARGEST_ID}):request_id>"
KEPT = "/opbevaring"


@blueprint.get("")
@staff(policy.DECIDE_RIGHTS)
def index() -> str:
    """What waits for an answer, the most urgent first. Each look at somebody is written down."""
    now = clock.now()
    found = requests.waiting(db.session, actor(), now)
    page = render_template(
        "privacy/requests.html",
        found=found,
        today=clock.local_date(now),
        words=words,
    )
    for one in found:
        asking.note_look(db.session, actor(), one.request, now=now)
    db.session.commit()
    return page


@blueprint.get(ONE)
@staff(policy.DECIDE_RIGHTS)
def show(request_id: int) -> Page:
    """One request, and the form to answer it. The look is written down."""
    return _page(request_id)


@blueprint.post(ONE)
@staff(policy.DECIDE_RIGHTS)
@recently_signed_in
def decide(request_id: int) -> Page:
    """Answer a request."""
    found = requests.one(db.session, actor(), request_id)
    form = _form_of(found.request.kind)()
    if not form.validate():
        return _page(request_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    corrected = {name: form[name].data for name in words.FIELDS if name in form and form[name].data}
    ground = form["ground"].data if "ground" in form else "claim"
    made = asking.Decision(form.decision.data, form.reason.data, corrected, ground)
    try:
        asking.decide(db.session, actor(), request_id, made, now=clock.now())
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal)
        return _page(request_id, form), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("The answer is sent."), "success")
    return redirect(url_for("privacy_staff.index"))


@blueprint.post(f"{ONE}/laengere")
@staff(policy.DECIDE_RIGHTS)
def longer(request_id: int) -> Page:
    """Give a difficult request more time."""
    form = forms.ReasonForm(prefix="longer")
    if not form.validate():
        return _page(request_id, longer=form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        asking.longer(db.session, actor(), request_id, form.because.data, now=clock.now())
    except Refused as refused:
        flash(refused.refusal.sentence, "error")
        return redirect(url_for("privacy_staff.show", request_id=request_id))
    db.session.commit()
    flash(_("The person is told that it takes longer, and why."), "success")
    return redirect(url_for("privacy_staff.show", request_id=request_id))


@blueprint.post(f"{ONE}/ophaev")
@staff(policy.DECIDE_RIGHTS)
@recently_signed_in
def lift(request_id: int) -> Page:
    """Let the citizen's data be used again."""
    found = requests.one(db.session, actor(), request_id)
    form = forms.ReasonForm(prefix="lift")
    if not form.validate() or found.citizen is None:
        return _page(request_id, lift=form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        asking.lift(db.session, actor(), found.citizen.id, form.because.data, now=clock.now())
    except Refused as refused:
        flash(refused.refusal.sentence, "error")
        return redirect(url_for("privacy_staff.show", request_id=request_id))
    db.session.commit()
    flash(_("The restriction is lifted, and the citizen is told."), "success")
    return redirect(url_for("privacy_staff.show", request_id=request_id))


def _form_of(kind: str) -> type[forms.DecisionForm]:
    return forms.DECISION_FORMS.get(kind, forms.DecisionForm)


def _page(request_id: int, form: Any = None, longer: Any = None, lift: Any = None) -> str:
    now = clock.now()
    found = requests.one(db.session, actor(), request_id)
    restriction = queries.is_restricted(db.session, found.citizen.id) if found.citizen else None
    page = render_template(
        "privacy/request.html",
        one=found,
        form=form or _form_of(found.request.kind)(formdata=None),
        longer=longer or forms.ReasonForm(formdata=None, prefix="longer"),
        lift=lift or forms.ReasonForm(formdata=None, prefix="lift"),
        restriction=restriction,
        today=clock.local_date(now),
        words=words,
    )
    asking.note_look(db.session, actor(), found.request, now=now)
    db.session.commit()
    return page


@blueprint.get(KEPT)
@staff(policy.ADMINISTER)
def kept() -> str:
    """How long each thing is kept and why, and what tonight would forget: numbers alone."""
    now = clock.now()
    page = render_template(
        "privacy/kept.html", rules=keeping_rules.overview(db.session, now), words=words
    )
    keeping_rules.note_look(db.session, actor(), now=now)
    db.session.commit()
    return page


@blueprint.get(f"{KEPT}/<key>")
@staff(policy.ADMINISTER)
def period(key: str) -> str:
    """One rule with its history, and a form for a new period."""
    return _period_page(key, forms.PeriodForm(formdata=None))


@blueprint.post(f"{KEPT}/<key>")
@staff(policy.ADMINISTER)
@recently_signed_in
def change(key: str) -> Page:
    """Keep something for another time from a day on."""
    form = forms.PeriodForm()
    if not form.validate():
        return _period_page(key, form), HTTPStatus.UNPROCESSABLE_ENTITY
    length, since = (form.amount.data or 0, form.unit.data), form.valid_from.data
    assert since is not None  # the form asks for it
    try:
        keeping_rules.change(
            db.session,
            actor(),
            key,
            length,
            since,
            form.reason.data,
            now=clock.now(),
        )
    except Refused as refused:
        form.refuse(refused.refusal)
        return _period_page(key, form), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("The new period is written down."), "success")
    return redirect(url_for("privacy_staff.kept"))


def _period_page(key: str, form: forms.PeriodForm) -> str:
    return render_template(
        "privacy/period.html",
        key=key,
        versions=keeping_rules.versions(db.session, key),
        form=form,
        today=clock.local_date(clock.now()),
        words=words,
    )
