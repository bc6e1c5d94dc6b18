"""The survey's pages. They never learn who is signed in, and opening a link changes nothing."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.core import clock, i18n
from portal.core.access import anonymous, flow
from portal.core.db import db
from portal.core.errors import Refusal, Refused
from portal.core.i18n import many_languages
from portal.surveys import queries, service
from portal.surveys.forms import SurveyForm, form_of
from portal.surveys.refusals import SurveyRefusal
from portal.surveys.service import Link

blueprint = Blueprint("surveys", __name__)

STATUS: dict[Refusal, HTTPStatus] = {
    SurveyRefusal.FORGED: HTTPStatus.NOT_FOUND,
    SurveyRefusal.NOT_NOW: HTTPStatus.SERVICE_UNAVAILABLE,
}


@blueprint.get("/<token>")
@anonymous
@flow("survey")
@many_languages
def show(token: str) -> str | tuple[str, int]:
    """The five statements, or a page that says why the link opens nothing."""
    try:
        link = service.open_link(db.session, token, now=clock.now())
    except Refused as refused:
        return _no_entry(refused)
    return _page(_form(link), link, token)


@blueprint.post("/<token>")
@anonymous
@flow("survey")
@many_languages
def send(token: str) -> Response | str | tuple[str, int]:
    """Take the answers, once."""
    now = clock.now()
    try:
        link = service.open_link(db.session, token, now=now)
        form = form_of(link.questionnaire)()
        if not form.validate():
            form.put(_statements(link))
            return _page(form, link, token), HTTPStatus.UNPROCESSABLE_ENTITY
        service.take(db.session, link, form.answers(), form.words())
    except Refused as refused:
        db.session.rollback()
        if refused.refusal is SurveyRefusal.TOO_LONG:
            form.put(_statements(link))
            form.refuse(refused.refusal, "open")
            return _page(form, link, token), HTTPStatus.UNPROCESSABLE_ENTITY
        return _no_entry(refused)
    db.session.commit()
    return redirect(url_for("surveys_code.thanks"))


def _form(link: Link) -> SurveyForm:
    return form_of(link.questionnaire)().put(_statements(link))


def _page(form: SurveyForm, link: Link, token: str) -> str:
    return render_template(
        "surveys/form.html", form=form, token=token, questionnaire=link.questionnaire
    )


def _statements(link: Link) -> dict[str, str]:
    return queries.statements(db.session, link.version, i18n.current(), link.questionnaire)


def _no_entry(refused: Refused) -> tuple[str, int]:
    refusal = refused.refusal
    page = render_template("surveys/no_entry.html", sentence=refusal.sentence, reason=refusal.name)
    return page, STATUS.get(refusal, HTTPStatus.GONE)
