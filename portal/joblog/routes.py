"""The citizen's job log."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, weblinks
from portal.core.access import actor, citizen
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.joblog import forms, queries, rules, service, words
from portal.joblog.models import JobLogEntry

blueprint = Blueprint("joblog", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("")
@citizen
def show() -> str:
    """This week, a one-line form, and what is in the log."""
    return _log_page(_fresh())


@blueprint.get("/igen")
@citizen
def again() -> str:
    """The form filled with what was written last: often only one word differs."""
    last = queries.last_entry(db.session, actor().person_id)
    if last is None:
        return _log_page(_fresh())
    return _log_page(_fresh(title=last.title, employer=last.employer, how=last.how))


@blueprint.post("/forslag")
@citizen
def suggest() -> Page:
    """The form filled with what a pasted link or text says."""
    paste = forms.PasteForm()
    if not paste.validate():
        return _log_page(_fresh(), paste=paste), HTTPStatus.UNPROCESSABLE_ENTITY
    found = rules.suggest(paste.pasted.data)
    filled = _fresh(title=found.title, employer=found.employer, link=found.link)
    return _log_page(filled, suggested=True)


@blueprint.post("")
@citizen
def add() -> Page:
    """Write an entry."""
    now = clock.now()
    form = forms.EntryForm()
    if not form.validate():
        return _log_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        made = service.add(db.session, actor(), form.values(), now=now)
    except Refused as refused:
        form.refuse(refused.refusal, forms.FIELD_OF.get(refused.refusal))
        return _log_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    said = (
        _("It is in your job log.")
        if made.created_at == now
        else _("It is already in your job log.")
    )
    flash(said, "success")
    return redirect(url_for("joblog.show"))


@blueprint.get("/<int:entry_id>")
@citizen
def entry(entry_id: int) -> str:
    """One entry, to be changed or deleted."""
    found = _own(entry_id)
    form = forms.EntryForm(formdata=None, obj=found)
    form.shows(found)
    return _entry_page(found, form)


@blueprint.post("/<int:entry_id>")
@citizen
def change(entry_id: int) -> Page:
    """Save the changed entry."""
    found = _own(entry_id)
    form = forms.EntryForm()
    if not form.validate():
        return _entry_page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_outdated(found):
        return _conflict_page(found, form)
    try:
        service.change(db.session, actor(), entry_id, form.values(), now=clock.now())
    except Refused as refused:
        form.refuse(refused.refusal, forms.FIELD_OF.get(refused.refusal))
        return _entry_page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("It is changed in your job log."), "success")
    return redirect(url_for("joblog.show"))


@blueprint.post("/<int:entry_id>/soegt")
@citizen
def applied(entry_id: int) -> Response:
    """What was planned is now applied for, today."""
    service.set_status(db.session, actor(), entry_id, "applied", now=clock.now())
    db.session.commit()
    flash(_("Well done. It counts in this week."), "success")
    return redirect(url_for("joblog.show"))


@blueprint.post("/<int:entry_id>/slet")
@citizen
def remove(entry_id: int) -> Response:
    """Delete the entry."""
    service.remove(db.session, actor(), entry_id, now=clock.now())
    db.session.commit()
    flash(_("It is deleted from your job log."), "success")
    return redirect(url_for("joblog.show"))


def _own(entry_id: int) -> JobLogEntry:
    found = queries.entry(db.session, actor().person_id, entry_id)
    if found is None:
        raise NotFound
    return found


def _fresh(**values: str) -> forms.EntryForm:
    today = clock.local_date(clock.now())
    return forms.EntryForm(formdata=None, applied_on=today, **values)


def _log_page(
    form: forms.EntryForm, *, paste: forms.PasteForm | None = None, suggested: bool = False
) -> str:
    person, now = actor().person_id, clock.now()
    page = queries.page(db.session, person, request.args.get("page", 1, type=int))
    return render_template(
        "joblog/show.html",
        form=form,
        paste=paste or forms.PasteForm(formdata=None),
        suggested=suggested,
        week=queries.week(db.session, person, now),
        silence=queries.silence(db.session, person, now),
        proposal=queries.proposal(db.session, person),
        page=page,
        comments=queries.comments(db.session, [entry.id for entry in page.entries]),
        statuses=words.STATUSES,
        hows=words.HOWS,
        host_of=weblinks.host_of,
    )


def _conflict_page(found: JobLogEntry, form: forms.EntryForm) -> Page:
    """What is stored beside what was just written: the citizen chooses, nothing is lost."""
    theirs = forms.EntryForm(formdata=None, obj=found)
    form.shows(found)
    back = url_for("joblog.show")
    page = render_template("fds/conflict.html", form=form, theirs=theirs, back=back)
    return page, HTTPStatus.CONFLICT


def _entry_page(found: JobLogEntry, form: forms.EntryForm) -> str:
    return render_template("joblog/entry.html", form=form, entry=found)
