"""A business writes an enquiry, and follows it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import actor, business
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.recruitment import queries, words
from portal.recruitment.forms import FIELD_OF, ContactForm, JobForm, MatterForm, NeedForm, SendForm
from portal.recruitment.models import RequestDraft
from portal.recruitment.rules.enquiry import Step, facts, missing_step, start_of
from portal.recruitment.service import drafts, ending

blueprint = Blueprint("recruitment", __name__)

# The steps as they read in the address.
STEPS = {"behov": Step.NEED, "opgave": Step.JOB, "kontakt": Step.CONTACT}
NAMES = {step: name for name, step in STEPS.items()}


@blueprint.get("/ny-henvendelse")
@business
def new() -> str:
    """The first question, and what was begun earlier."""
    return _new_page(NeedForm())


@blueprint.post("/ny-henvendelse")
@business
def start() -> str | Response:
    """Begin an enquiry of the kind chosen."""
    form = NeedForm()
    if not form.validate():
        return _new_page(form)
    draft = drafts.start(db.session, actor(), form.kind.data, now=clock.now())
    db.session.commit()
    return _to_step(draft, Step.JOB)


def _new_page(form: Form) -> str:
    begun = queries.drafts_of(db.session, actor().person_id)
    return render_template("recruitment/new.html", form=form, begun=begun, words=words)


@blueprint.get("/ny-henvendelse/<uuid:key>/<any(behov, opgave, kontakt):step>")
@business
def write(key: UUID, step: str) -> str:
    """One step of an enquiry being written."""
    draft = queries.own_draft(db.session, actor().person_id, key)
    return _step_page(draft, STEPS[step], _form(draft, STEPS[step]))


@blueprint.post("/ny-henvendelse/<uuid:key>/<any(behov, opgave, kontakt):step>")
@business
def save(key: UUID, step: str) -> str | Response:
    """Keep what was typed, and go on to what is still missing."""
    draft = queries.own_draft(db.session, actor().person_id, key)
    form = _form(draft, STEPS[step])
    if not form.validate():
        return _step_page(draft, STEPS[step], form)
    values = {name: value for name, value in form.data.items() if name != "csrf_token"}
    try:
        drafts.save(db.session, draft, values, now=clock.now())
    except Refused as refused:
        db.session.rollback()
        form[FIELD_OF[refused.refusal]].errors = [refused.refusal.sentence]
        return _step_page(draft, STEPS[step], form)
    db.session.commit()
    steps = list(Step)
    changing = "ret" in request.args  # came from the last page, to correct something
    return _to_step(draft, Step.SEND if changing else steps[steps.index(STEPS[step]) + 1])


@blueprint.get("/ny-henvendelse/<uuid:key>/send")
@business
def check(key: UUID) -> str | Response:
    """Everything once more, before it is sent."""
    draft = queries.own_draft(db.session, actor().person_id, key)
    missing = missing_step(draft.data, drafts.is_about_job(draft.data))
    if missing is not None:
        return _to_step(draft, missing)
    return _check_page(draft)


@blueprint.post("/ny-henvendelse/<uuid:key>/send")
@business
def send(key: UUID) -> str | Response:
    """Send the enquiry; a second click finds the one that was sent."""
    try:
        sent = drafts.send(db.session, actor(), key, now=clock.now())
    except Refused as refused:
        db.session.rollback()
        draft = queries.own_draft(db.session, actor().person_id, key)
        flash(str(refused.refusal.sentence), "error")
        if refused.refusal in FIELD_OF:
            return _to_step(draft, Step.JOB)
        return redirect(url_for("recruitment.check", key=key))
    db.session.commit()
    return redirect(url_for("recruitment.receipt", request_id=sent.id))


@blueprint.post("/ny-henvendelse/<uuid:key>/slet")
@business
def discard(key: UUID) -> Response:
    """Throw away what was begun."""
    drafts.discard(db.session, queries.own_draft(db.session, actor().person_id, key))
    db.session.commit()
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("recruitment.new"))


def _form(draft: RequestDraft, step: Step) -> Form:
    """The step's form, with what was typed before."""
    data: dict[str, Any] = draft.data | {"starts_on": start_of(draft.data)}
    if step is Step.NEED:
        return NeedForm(data=data)
    if step is Step.CONTACT:
        return ContactForm(data=data)
    return JobForm(data=data) if drafts.is_about_job(data) else MatterForm(data=data)


def _to_step(draft: RequestDraft, step: Step) -> Response:
    if step is Step.SEND:
        return redirect(url_for("recruitment.check", key=draft.key))
    return redirect(url_for("recruitment.write", key=draft.key, step=NAMES[step]))


def _step_page(draft: RequestDraft, step: Step, form: Form) -> str:
    page = {Step.NEED: "new", Step.JOB: "job", Step.CONTACT: "contact"}[step]
    return render_template(
        f"recruitment/{page}.html",
        draft=draft,
        form=form,
        words=words,
        about_job=drafts.is_about_job(draft.data),
    )


def _check_page(draft: RequestDraft) -> str:
    about_job = drafts.is_about_job(draft.data)
    return render_template(
        "recruitment/check.html",
        draft=draft,
        shown=facts(draft.data, about_job),
        form=SendForm(),
        words=words,
        about_job=about_job,
        starts_on=start_of(draft.data),
    )


@blueprint.get("/henvendelser/<int:request_id>/kvittering")
@business
def receipt(request_id: int) -> str:
    """What the business is promised, and by whom."""
    return _own_page("recruitment/receipt.html", request_id)


@blueprint.get("/henvendelser/<int:request_id>")
@business
def show(request_id: int) -> str:
    """How far the enquiry has come."""
    return _own_page("recruitment/status.html", request_id)


def _own_page(template: str, request_id: int) -> str:
    own = queries.own_request(db.session, _business_id(), request_id, clock.now())
    return render_template(template, own=own, words=words, progress=own.progress)


@blueprint.post("/henvendelser/<int:request_id>/traek-tilbage")
@business
def withdraw(request_id: int) -> Response:
    """Take the enquiry back."""
    try:
        ending.withdraw(db.session, actor(), request_id, now=clock.now())
    except Refused as refused:
        db.session.rollback()
        flash(str(refused.refusal.sentence), "error")
        return redirect(url_for("recruitment.show", request_id=request_id))
    db.session.commit()
    flash(_("The enquiry is withdrawn. We stop looking."), "success")
    return redirect(url_for("recruitment.show", request_id=request_id))


def _business_id() -> int:
    return actor().business_id or abort(403)
