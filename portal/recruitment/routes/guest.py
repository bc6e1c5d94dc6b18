"""A first enquiry without signing in; the e-mail is confirmed by a link that only a click uses."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, i18n
from portal.core.access import flow, public
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.forms import Form
from portal.recruitment import queries, words
from portal.recruitment.forms import NeedForm
from portal.recruitment.forms.handling import EmptyForm
from portal.recruitment.models import RequestDraft
from portal.recruitment.refusals import LinkRefusal
from portal.recruitment.routes import steps
from portal.recruitment.rules.enquiry import Step, missing_step
from portal.recruitment.service import drafts, entrance, links
from portal.recruitment.story import story

blueprint = Blueprint("recruitment_guest", __name__)

AT = "recruitment_guest"
OWN = "guest_drafts"
"""Which drafts this browser has begun: the key in the address alone opens none."""
MOST = 5


@blueprint.get("/virksomhed/uden-login")
@public
@flow("enquiry")
def new() -> str:
    """The first question."""
    return _new_page(NeedForm())


@blueprint.post("/virksomhed/uden-login")
@public
@flow("enquiry")
def start() -> str | Response:
    """Begin an enquiry of the kind chosen."""
    form = NeedForm()
    if not form.validate():
        return _new_page(form)
    draft = drafts.start_as_guest(db.session, form.kind.data, now=clock.now())
    db.session.commit()
    session[OWN] = [*session.get(OWN, []), str(draft.key)][-MOST:]
    return steps.to_step(draft, Step.JOB, AT)


def _new_page(form: Form) -> str:
    return render_template(
        "recruitment/new.html", form=form, begun=[], earlier=[], words=words, at=AT
    )


def _own_draft(key: UUID) -> RequestDraft:
    draft = db.session.get(RequestDraft, key)
    mine = str(key) in session.get(OWN, [])
    if draft is None or draft.business_user_id is not None or not mine:
        raise NotFound
    return draft


@blueprint.get("/virksomhed/uden-login/<uuid:key>/<any(behov, opgave, kontakt):step>")
@public
@flow("enquiry")
def write(key: UUID, step: str) -> str:
    """One step of an enquiry being written."""
    draft = _own_draft(key)
    form = steps.form_for(draft, steps.STEPS[step], None)
    return steps.step_page(draft, steps.STEPS[step], form, AT)


@blueprint.post("/virksomhed/uden-login/<uuid:key>/<any(behov, opgave, kontakt):step>")
@public
@flow("enquiry")
def save(key: UUID, step: str) -> str | Response:
    """Keep what was typed, and go on to what is still missing."""
    return steps.keep(_own_draft(key), steps.STEPS[step], None, AT)


@blueprint.get("/virksomhed/uden-login/<uuid:key>/send")
@public
@flow("enquiry")
def check(key: UUID) -> str | Response:
    """Everything once more, before it is sent."""
    draft = _own_draft(key)
    missing = missing_step(draft.data, drafts.is_about_job(draft.data))
    if missing is not None or "cvr" not in draft.data:
        return steps.to_step(draft, missing or Step.CONTACT, AT)
    return steps.check_page(draft, AT)


@blueprint.post("/virksomhed/uden-login/<uuid:key>/send")
@public
@flow("enquiry")
def send(key: UUID) -> str | Response:
    """Send the enquiry; a second click finds the one that was sent."""
    draft = _own_draft(key)
    try:
        sent = entrance.send_as_guest(db.session, draft, language=i18n.current(), now=clock.now())
    except Refused as refused:
        db.session.rollback()
        return steps.refused_sending(_own_draft(key), refused, AT)
    db.session.commit()
    flash(
        _("We have sent you an e-mail. Open its link to confirm that the address is yours."),
        "success",
    )
    return redirect(links.status_path(sent.id))


@blueprint.get("/virksomhed/uden-login/bekraeft/<token>")
@public
@flow("enquiry")
def confirm(token: str) -> Response:
    """Ask for the click that confirms: mail programs open links on their own."""
    try:
        links.read_fresh(links.VERIFY, token)
    except Refused as refused:
        return no_entry(refused)
    return hidden(render_template("recruitment/confirm.html", form=EmptyForm(), token=token))


@blueprint.post("/virksomhed/uden-login/bekraeft/<token>")
@public
@flow("enquiry")
def confirmed(token: str) -> Response:
    """Confirm the address, and show how far the enquiry is."""
    try:
        request = entrance.verify(db.session, token, now=clock.now())
    except Refused as refused:
        db.session.rollback()
        return no_entry(refused)
    db.session.commit()
    return redirect(links.status_path(request.id), HTTPStatus.SEE_OTHER)


@blueprint.get("/henvendelse/<token>")
@public
@flow("enquiry")
def status(token: str) -> Response:
    """How far an enquiry has come, for whoever has its link: nobody's name is on it."""
    try:
        behind = entrance.behind_status_link(db.session, token)
    except Refused as refused:
        return no_entry(refused)
    own = queries.own_request(db.session, behind.business_id, behind.id, clock.now())
    page = render_template(
        "recruitment/link.html",
        own=own,
        progress=own.progress,
        story=story,
        words=words,
        token=token,
        may_write=own.progress.is_open and behind.contact_email and not behind.created_by_id,
    )
    return hidden(page)


def no_entry(refused: Refused) -> Response:
    """Why a link opens nothing."""
    status = HTTPStatus.GONE
    if refused.refusal is LinkRefusal.FORGED:
        status = HTTPStatus.NOT_FOUND
    page = render_template("recruitment/no_entry.html", sentence=refused.refusal.sentence)
    return hidden(page, status)


def hidden(html: str, status: int = HTTPStatus.OK) -> Response:
    """Whose link it is nobody else should learn: no store, no search engine."""
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
