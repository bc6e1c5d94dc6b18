"""A business writes an enquiry, and follows it."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, limits
from portal.core.access import actor, business
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.refusing import say_why
from portal.recruitment import queries, words, words_candidates
from portal.recruitment.forms import NeedForm
from portal.recruitment.forms.handling import MessageForm
from portal.recruitment.queries import pipeline as candidates
from portal.recruitment.routes import steps
from portal.recruitment.routes.candidates import write_down
from portal.recruitment.rules.enquiry import Step, missing_step
from portal.recruitment.service import dialogue, drafts, ending
from portal.recruitment.story import story

blueprint = Blueprint("recruitment", __name__)

AT = "recruitment"
"""The blueprint, for the addresses of its steps."""
EARLIER = 5
MOST_AN_HOUR = 30
"""Enquiries of one person; a program has its own way in."""
STATUS = "recruitment/status.html"


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
    return steps.to_step(draft, Step.JOB, AT)


def _new_page(form: Form) -> str:
    now, person = clock.now(), actor()
    earlier = queries.for_business(db.session, _business_id(), now, person.person_id)
    return render_template(
        "recruitment/new.html",
        form=form,
        begun=queries.drafts_of(db.session, person.person_id),
        earlier=earlier[:EARLIER],
        words=words,
        at=AT,
    )


@blueprint.get("/ny-henvendelse/<uuid:key>/<any(behov, opgave, kontakt):step>")
@business
def write(key: UUID, step: str) -> str:
    """One step of an enquiry being written."""
    draft = queries.own_draft(db.session, actor().person_id, key)
    form = steps.form_for(draft, steps.STEPS[step], _business_id())
    return steps.step_page(draft, steps.STEPS[step], form, AT)


@blueprint.post("/ny-henvendelse/<uuid:key>/<any(behov, opgave, kontakt):step>")
@business
def save(key: UUID, step: str) -> str | Response:
    """Keep what was typed, and go on to what is still missing."""
    draft = queries.own_draft(db.session, actor().person_id, key)
    return steps.keep(draft, steps.STEPS[step], _business_id(), AT)


@blueprint.get("/ny-henvendelse/<uuid:key>/send")
@business
def check(key: UUID) -> str | Response:
    """Everything once more, before it is sent."""
    draft = queries.own_draft(db.session, actor().person_id, key)
    missing = missing_step(draft.data, drafts.is_about_job(draft.data))
    if missing is not None:
        return steps.to_step(draft, missing, AT)
    return steps.check_page(draft, AT)


@blueprint.post("/ny-henvendelse/<uuid:key>/send")
@business
@limits.an_hour("enquire", MOST_AN_HOUR)
def send(key: UUID) -> str | Response:
    """Send the enquiry; a second click finds the one that was sent."""
    try:
        sent = drafts.send(db.session, actor(), key, now=clock.now())
    except Refused as refused:
        db.session.rollback()
        return steps.refused_sending(
            queries.own_draft(db.session, actor().person_id, key), refused, AT
        )
    db.session.commit()
    return redirect(url_for("recruitment.receipt", request_id=sent.id))


@blueprint.post("/henvendelser/<int:request_id>/kopier")
@business
def copy(request_id: int) -> Response:
    """Begin an enquiry that says the same as an earlier one."""
    now = clock.now()
    own = queries.own_request(db.session, _business_id(), request_id, now, actor().person_id)
    draft = drafts.copy_of(db.session, actor(), own.request, now=now)
    db.session.commit()
    return steps.to_step(draft, Step.JOB, AT)


@blueprint.post("/ny-henvendelse/<uuid:key>/slet")
@business
def discard(key: UUID) -> Response:
    """Throw away what was begun."""
    drafts.discard(db.session, queries.own_draft(db.session, actor().person_id, key))
    db.session.commit()
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("recruitment.new"))


@blueprint.get("/henvendelser/<int:request_id>/kvittering")
@business
def receipt(request_id: int) -> str:
    """What the business is promised, and by whom."""
    return _own_page("recruitment/receipt.html", request_id)


@blueprint.get("/henvendelser/<int:request_id>")
@business
def show(request_id: int) -> str:
    """How far the enquiry has come."""
    return _own_page(STATUS, request_id)


def _own_page(template: str, request_id: int, form: Form | None = None) -> str:
    own = queries.own_request(
        db.session, _business_id(), request_id, clock.now(), actor().person_id
    )
    now = clock.now()
    shown = candidates.cards(db.session, request_id, own.progress, now) if own.candidates else None
    if shown and template == STATUS:
        write_down(request_id, [one for one in shown.cards if one.shows_profile], "candidate")
        db.session.commit()
    return render_template(
        template,
        own=own,
        story=story,
        words=words,
        progress=own.progress,
        shown=shown,
        steps=words_candidates,
        form=form or MessageForm(),
    )


@blueprint.post("/henvendelser/<int:request_id>/skriv")
@business
def write_message(request_id: int) -> str | Response:
    """Write to the consultant."""
    form = MessageForm()
    if not form.validate():
        return _own_page(STATUS, request_id, form)
    try:
        dialogue.write(db.session, actor(), request_id, text=form.text.data, now=clock.now())
    except Refused as refused:
        return say_why(refused, redirect(url_for("recruitment.show", request_id=request_id)))
    db.session.commit()
    flash(_("Your message is sent."), "success")
    return redirect(url_for("recruitment.show", request_id=request_id))


@blueprint.post("/henvendelser/<int:request_id>/traek-tilbage")
@business
def withdraw(request_id: int) -> Response:
    """Take the enquiry back."""
    try:
        ending.withdraw(db.session, actor(), request_id, now=clock.now())
    except Refused as refused:
        return say_why(refused, redirect(url_for("recruitment.show", request_id=request_id)))
    db.session.commit()
    flash(_("The enquiry is withdrawn. We stop looking."), "success")
    return redirect(url_for("recruitment.show", request_id=request_id))


def _business_id() -> int:
    return actor().business_id or abort(403)
