"""Around the survey: a code at a screen, not being asked, being called. Nobody is signed in."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.core import clock, i18n
from portal.core.access import anonymous, flow
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import many_languages
from portal.surveys import words
from portal.surveys.forms_more import CallForm, CodeForm
from portal.surveys.refusals import SurveyRefusal
from portal.surveys.service import calls, codes, opting
from portal.targets import queries as targets

blueprint = Blueprint("surveys_code", __name__)

TOLD = 2
"""So many of the latest changes stand on the page of thanks."""

Page = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]


@blueprint.route("/kode", methods=["GET", "POST"])
@anonymous
@flow("survey")
@many_languages
def code() -> Page:
    """Type the code of a message, at a screen in the reception or anywhere."""
    form = CodeForm()
    if not form.is_submitted():
        return render_template("surveys/code.html", form=form)
    status, headers, now = HTTPStatus.UNPROCESSABLE_ENTITY, {}, clock.now()
    if form.validate():
        try:
            token = codes.token_behind(db.session, form.code.data, now=now)
        except Refused as refused:
            db.session.commit()  # the wrong code is counted
            form.refuse(refused.refusal, "code")
            if refused.refusal is SurveyRefusal.TOO_MANY_TRIES:
                status = HTTPStatus.TOO_MANY_REQUESTS
                headers = {"Retry-After": str(codes.wait_seconds(db.session, now))}
        else:
            return redirect(url_for("surveys.show", token=token))
    return render_template("surveys/code.html", form=form), status, headers


@blueprint.route("/<token>/nej-tak", methods=["GET", "POST"])
@anonymous
@flow("survey")
@many_languages
def no_thanks(token: str) -> Page:
    """Not to be asked any more. Opening the page changes nothing."""
    form = CallForm(formdata=None)
    try:
        if form.is_submitted():
            opting.leave_by_link(db.session, token, now=clock.now())
            db.session.commit()
            return render_template("surveys/left.html")
        opting.find(db.session, token)
    except Refused as refused:
        sentence = refused.refusal.sentence
        page = render_template("surveys/no_entry.html", sentence=sentence, reason="FORGED")
        return page, HTTPStatus.NOT_FOUND
    return render_template("surveys/leave.html", form=form, token=token)


@blueprint.get("/tak")
@anonymous
@flow("survey")
@many_languages
def thanks() -> str:
    """Thank you, what earlier answers have changed, and a wish to be called."""
    return _thanks(_call_form())


@blueprint.post("/tak")
@anonymous
@flow("survey")
@many_languages
def call_me() -> Page:
    """Somebody wants to be called. It is a message of its own, not a part of any answer."""
    form = CallForm()
    if form.validate():
        said = calls.Wish(form.name.data, form.phone.data, form.about.data or "", i18n.current())
        try:
            due_on = calls.wish(db.session, form.ticket.data or "", said, now=clock.now())
        except Refused as refused:
            db.session.rollback()
            form.ticket.data = calls.ticket()
            form.refuse(refused.refusal)
        else:
            db.session.commit()
            return render_template(
                "surveys/will_call.html", due_on=due_on, day=words.full_date(due_on)
            )
    return _thanks(form), HTTPStatus.UNPROCESSABLE_ENTITY


def _thanks(form: CallForm) -> str:
    # What has changed is told in the portal's own two languages.
    ours = i18n.current() in i18n.LANGUAGES
    told = targets.told(db.session, i18n.current(), limit=TOLD) if ours else []
    return render_template("surveys/thanks.html", form=form, told=told)


def _call_form() -> CallForm:
    return CallForm(formdata=None, data={"ticket": calls.ticket()})
