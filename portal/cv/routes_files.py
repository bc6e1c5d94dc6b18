"""The citizen takes the CV out as a file, and brings one in: shown first, stored when approved."""

import json
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, limits
from portal.core.access import actor, citizen
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.pdf import PdfUnavailable
from portal.cv import forms_files, publishing, queries, service, words
from portal.cv.rules import importing
from portal.cv.rules.document import Document, Person, from_json, merged, to_json
from portal.cv.rules.reading import LARGEST_FILE, BadFile, Proposal, Unreadable

blueprint = Blueprint("cv_files", __name__)

Page = str | tuple[str, int] | AnyResponse
BY_ENDING = {made[2]: name for name, made in publishing.FORMATS.items()}


@blueprint.get("/cv.pdf")
@citizen
@limits.exporting
def pdf() -> Page:
    """The CV as a tagged PDF."""
    return _file("pdf", *_mine())


@blueprint.get("/cv.txt")
@citizen
@limits.exporting
def text() -> Page:
    """The CV as plain text."""
    return _file("text", *_mine())


@blueprint.get("/cv.json")
@citizen
@limits.exporting
def json_resume() -> Page:
    """The CV as JSON Resume."""
    return _file("jsonresume", *_mine())


@blueprint.get("/til-virksomheder.<any(pdf, txt, json):ending>")
@citizen
@limits.exporting
def for_business(ending: str) -> Page:
    """The CV as a business may see it, to be sent along with an application."""
    shown = queries.for_business(db.session, actor().person_id)
    if shown is None:
        flash(_("Your CV is hidden from businesses, so there is nothing to send."), "error")
        return redirect(url_for("cv.preview"))
    return _file(BY_ENDING[ending], *shown)


def _mine() -> tuple[Document, Person]:
    return queries.to_take_along(db.session, actor().person_id)


def _file(format_: str, document: Document, person: Person) -> AnyResponse:
    make, mimetype, ending = publishing.FORMATS[format_]
    try:
        content = make(document, person)
    except PdfUnavailable:
        flash(_("A PDF can't be made right now. Take the text meanwhile."), "error")
        return redirect(url_for("cv.show"))
    response = Response(content, content_type=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="cv.{ending}"'
    return response


@blueprint.get("/hent-ind")
@citizen
def bring() -> Page:
    """Choose a file, or paste a text."""
    return _bring_page(forms_files.ImportForm(formdata=None))


@blueprint.post("/hent-ind")
@citizen
def read() -> Page:
    """Show what was understood, and store nothing."""
    form = forms_files.ImportForm()
    if not form.validate():
        return _bring_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        proposal = importing.read(_content(form), clock.local_date(clock.now()))
    except Unreadable as unreadable:
        field = form.file if form.file.data else form.pasted
        field.errors = [words.BAD_FILE[unreadable.reason]]
        return _bring_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    approve = forms_files.ApproveForm(formdata=None)
    approve.content.data = json.dumps(to_json(proposal.document), ensure_ascii=False)
    return _approve_page(approve, proposal)


@blueprint.post("/hent-ind/godkend")
@citizen
def approve() -> Page:
    """Store what the citizen has seen and approved."""
    form = forms_files.ApproveForm()
    proposal = _approved(form)
    if not form.validate() or proposal is None:
        bring = forms_files.ImportForm(formdata=None)
        bring.file.errors = [words.BAD_FILE[BadFile.NOT_A_CV]]
        return _bring_page(bring), HTTPStatus.UNPROCESSABLE_ENTITY
    wanted = proposal.document
    if form.how.data == "add":
        wanted = merged(queries.document(db.session, actor().person_id), wanted)
    try:
        service.replace(db.session, actor(), wanted, made_by="import", now=clock.now())
    except Refused as refused:
        form.refuse(refused.refusal)
        return _approve_page(form, proposal), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("It is in your CV. You can take the earlier version back."), "success")
    return redirect(url_for("cv.show"))


def _content(form: forms_files.ImportForm) -> bytes:
    if form.file.data:
        content: bytes = form.file.data.read(LARGEST_FILE + 1)
        return content
    return (form.pasted.data or "").encode()


def _approved(form: forms_files.ApproveForm) -> Proposal | None:
    """What the page sent back. It went through the browser, so it is read as a stranger's."""
    try:
        document = from_json(json.loads(form.content.data or ""))
        again = publishing.as_json_resume(document, queries.person(db.session, actor().person_id))
        return importing.read(again, clock.local_date(clock.now()))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError, Unreadable):
        return None


def _bring_page(form: forms_files.ImportForm) -> str:
    return render_template("cv/bring.html", form=form)


def _approve_page(form: forms_files.ApproveForm, proposal: Proposal) -> str:
    return render_template(
        "cv/approve.html",
        form=form,
        found=words.sections(proposal.document),
        left_out=proposal.left_out,
        reasons=words.LEFT_OUT,
    )
