"""A guest reads and writes about an enquiry, after a link to its own address has opened it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import flow, public
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.forms import Form
from portal.core.refusing import say_why
from portal.core.security import takes_files
from portal.recruitment import queries, words
from portal.recruitment.forms.handling import EmptyForm, MessageForm
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.routes.files import added, saved
from portal.recruitment.routes.guest import hidden, no_entry
from portal.recruitment.service import dialogue, entrance, guests, links
from portal.recruitment.story import story

blueprint = Blueprint("recruitment_guest_talk", __name__)

OPENED_BY = "guest_pass"
"""Which pass this browser has used; what it opens, and for how long, stands in the database."""


@blueprint.post("/henvendelse/<token>/skriv")
@public
@flow("enquiry")
def ask(token: str) -> Response:
    """Mail a fresh link to the address of the enquiry; where that is, the page doesn't say."""
    try:
        behind = entrance.behind_status_link(db.session, token)
        guests.send_pass(db.session, behind.id, now=clock.now())
    except Refused as refused:
        return say_why(refused, redirect(url_for("recruitment_guest.status", token=token)))
    db.session.commit()
    flash(_("We have mailed you a link. Open it, and you can write to us."), "success")
    return redirect(url_for("recruitment_guest.status", token=token))


@blueprint.get("/henvendelse/adgang/<secret>")
@public
@flow("enquiry")
def enter(secret: str) -> Response:
    """Ask for the click that opens: mail programs open links on their own."""
    try:
        guests.check_pass(db.session, secret, clock.now())
    except Refused as refused:
        return no_entry(refused)
    return hidden(render_template("recruitment/enter.html", form=EmptyForm()))


@blueprint.post("/henvendelse/adgang/<secret>")
@public
@flow("enquiry")
def entered(secret: str) -> Response:
    """Open the enquiry in this browser."""
    try:
        used = guests.use_pass(db.session, secret, now=clock.now())
    except Refused as refused:
        db.session.rollback()
        return no_entry(refused)
    db.session.commit()
    session[OPENED_BY] = used.id
    return redirect(url_for(".show", token=links.make(links.STATUS, used.request_id)))


def _opened(token: str) -> RecruitmentRequest:
    """The enquiry that this browser has open.

    Raises:
        NotFound: when it has not.
    """
    request_id = links.read(links.STATUS, token)
    if request_id is None:
        raise NotFound
    return guests.opened(db.session, session.get(OPENED_BY, 0), request_id, clock.now())


@blueprint.get("/henvendelse/<token>/samtale")
@public
@flow("enquiry")
def show(token: str) -> Response:
    """What was said and attached, and where to write; the way there, once it is closed."""
    try:
        return _page(token, _opened(token), MessageForm())
    except NotFound:
        flash(_("Your enquiry is not open here any more. Ask for a new link to write."), "info")
        return redirect(url_for("recruitment_guest.status", token=token))


def _page(token: str, request: RecruitmentRequest, form: Form) -> Response:
    own: Any = queries.own_request(db.session, request.business_id, request.id, clock.now())
    return hidden(
        render_template(
            "recruitment/guest_talk.html",
            token=token,
            own=own,
            progress=own.progress,
            story=story,
            words=words,
            form=form,
            file_form=Form(),
            files=queries.files.files_of(db.session, request.id),
        )
    )


@blueprint.post("/henvendelse/<token>/samtale")
@public
@flow("enquiry")
def write(token: str) -> Response:
    """Write to the consultant."""
    request, form = _opened(token), MessageForm()
    if not form.validate():
        return _page(token, request, form)
    try:
        dialogue.write(db.session, None, request.id, text=form.text.data, now=clock.now())
    except Refused as refused:
        return say_why(refused, redirect(url_for(".show", token=token)))
    db.session.commit()
    flash(_("Your message is sent."), "success")
    return redirect(url_for(".show", token=token))


@blueprint.post("/henvendelse/<token>/filer")
@public
@flow("enquiry")
@takes_files
def add_file(token: str) -> Response:
    """Attach a file."""
    return added(_opened(token).id, None, url_for(".show", token=token))


@blueprint.get("/henvendelse/<token>/filer/<int:file_id>")
@public
@flow("enquiry")
def open_file(token: str, file_id: int) -> Response:
    """A file, to be saved."""
    return saved(_opened(token).id, file_id, None)


@blueprint.post("/henvendelse/<token>/luk")
@public
@flow("enquiry")
def close(token: str) -> Response:
    """Close the enquiry in this browser."""
    guests.end(db.session, session.pop(OPENED_BY, 0), now=clock.now())
    db.session.commit()
    flash(_("Your enquiry is closed on this device."), "success")
    return redirect(url_for("recruitment_guest.status", token=token))
