"""A person's own data: what there is, a copy, something put right, something deleted.

The same pages for citizens and for people of a company; only the citizen's data can be deleted
at once, for a company's are the company's too.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields import SelectChoice

from portal.core import clock, i18n, tables
from portal.core.access import Audience, actor, business, citizen, recently_signed_in
from portal.core.db import db
from portal.core.errors import Refused
from portal.exports import service as exports
from portal.privacy import forms, overview, words
from portal.privacy.queries import requests
from portal.privacy.service import asking, copying, erasing

Page = str | tuple[str, int] | AnyResponse
LARGEST_ID = 2**63 - 1


def show() -> str:
    """What there is about me, what I have asked, and what I can do."""
    now = clock.now()
    me = actor()
    return render_template(
        "privacy/own.html",
        parts=overview.parts(db.session, me.audience, now),
        mine=requests.mine(db.session, me),
        home=_home(),
        pages=_other_pages(me.audience),
        now=now,
        words=words,
        is_citizen=me.audience is Audience.CITIZEN,
    )


def _other_pages(audience: Audience) -> list[dict[str, Any]]:
    """What else one can do, each with its page."""
    ask_us = {
        "url": url_for(f"privacy_{audience}.ask"),
        "title": _("Ask us to correct, delete or restrict something, or object"),
        "text": _("A person answers within a month."),
    }
    seen = {
        "url": url_for(f"access_log.of_{audience}"),
        "title": _("Who has seen your data"),
        "text": _("When, who, and what it was for. Also why, when it was another team."),
    }
    if audience is not Audience.CITIZEN:
        return [seen, ask_us]
    return [
        seen,
        {
            "url": url_for("notifications_contact.own"),
            "title": _("Correct your telephone, e-mail and how we reach you"),
            "text": _("You can do that yourself. Your CV, plan and job log too, on their pages."),
        },
        ask_us,
        {
            "url": url_for("privacy_citizen.ask_erase"),
            "title": _("Delete what may be deleted"),
            "text": _("You first see what goes, what stays, why, and until when."),
        },
    ]


@recently_signed_in
def copy() -> AnyResponse:
    """Ask for a copy of everything. The worker makes it."""
    copying.ask(db.session, actor(), i18n.current(), now=clock.now())
    db.session.commit()
    flash(
        _("We are making the copy. You need not wait: we write to you when it is ready."), "success"
    )
    return redirect(_home())


@recently_signed_in
def fetch(copy_id: int, ending: str) -> AnyResponse:
    """The copy as a file, while it lies ready."""
    exports.fetched(db.session, actor(), copy_id, ending, now=clock.now())
    db.session.commit()
    return tables.attachment(exports.pieces(db.session, copy_id, ending), ending, "mine-data")


def ask() -> Page:
    """The form to ask for something."""
    return _ask_page(_request_form())


def send() -> Page:
    """Take what the person asks."""
    form = _request_form()
    if not form.validate():
        return _ask_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        asking.ask(
            db.session,
            actor(),
            form.kind.data,
            form.about.data or "",
            form.words.data,
            form.key.data,
            now=clock.now(),
        )
    except Refused as refused:
        form.refuse(refused.refusal)
        return _ask_page(form), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("We have got it. You get an answer here, in time."), "success")
    return redirect(_home())


def take_back(request_id: int) -> AnyResponse:
    """The person does not want it any more."""
    try:
        asking.take_back(db.session, actor(), request_id, now=clock.now())
    except Refused as refused:
        flash(refused.refusal.sentence, "error")
        return redirect(_home())
    db.session.commit()
    return redirect(_home())


def ask_erase() -> str:
    """What goes at once and what stays, before anything happens."""
    now = clock.now()
    found = erasing.preview(db.session, actor().person_id, now)
    return render_template(
        "privacy/erase.html",
        goes=found.goes,
        stays=overview.stays(db.session, found.stays, now),
        home=_home(),
    )


@recently_signed_in
def erase() -> AnyResponse:
    """Delete at once what may go."""
    gone = erasing.erase(db.session, actor(), actor().person_id, now=clock.now())
    db.session.commit()
    if gone:
        flash(_("It is deleted. What we keep, and until when, you can see here."), "success")
    return redirect(_home())


def _home() -> str:
    return url_for(f"privacy_{actor().audience}.show")


def _request_form() -> forms.RequestForm:
    form = forms.RequestForm()
    shown = words.SHOWN_TO[actor().audience]
    form.about.choices = [
        SelectChoice("", _("All of it, or something else")),
        *(SelectChoice(key, words.PARTS[key].title) for key in shown),
    ]
    return form


def _ask_page(form: forms.RequestForm) -> str:
    return render_template("privacy/ask.html", form=form, home=_home())


# (method, path, name, view) — those of everybody, and those of citizens alone.
COPY = f"/kopi/<int(max={LARGEST_ID}):copy_id>.<any(json, pdf):ending>"
EVERYBODY: list[tuple[str, str, Callable[..., Any]]] = [
    ("GET", "", show),
    ("POST", "/kopi", copy),
    ("GET", COPY, fetch),
    ("GET", "/bed-om", ask),
    ("POST", "/bed-om", send),
    ("POST", f"/bed-om/<int(max={LARGEST_ID}):request_id>/fortryd", take_back),
]
CITIZENS: list[tuple[str, str, Callable[..., Any]]] = [
    ("GET", "/slet", ask_erase),
    ("POST", "/slet", erase),
]


def _pages(
    audience: Audience,
    mark: Callable[..., Any],
    views: list[tuple[str, str, Callable[..., Any]]],
) -> Blueprint:
    """The pages for one audience, each with its own mark."""
    made = Blueprint(f"privacy_{audience}", __name__)
    for method, path, view in views:
        made.add_url_rule(path, view.__name__, mark(_own(view)), methods=[method])
    return made


def _own(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def page(**values: Any) -> Any:
        return view(**values)

    return page


of_citizen = _pages(Audience.CITIZEN, citizen, EVERYBODY + CITIZENS)
of_business = _pages(Audience.BUSINESS, business, EVERYBODY)
