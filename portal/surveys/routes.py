"""The survey's pages. They never learn who is signed in, and opening a link changes nothing."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.core import clock, i18n
from portal.core.access import anonymous
from portal.core.db import db
from portal.core.errors import Refused
from portal.surveys import queries, service
from portal.surveys.forms import SurveyForm, form_of
from portal.surveys.refusals import SurveyRefusal
from portal.surveys.service import Link
from portal.targets import queries as targets

blueprint = Blueprint("surveys", __name__)

TOLD = 2
"""So many of the latest changes stand on the page of thanks."""


@blueprint.get("/<token>")
@anonymous
def show(token: str) -> str | tuple[str, int]:
    """The five statements, or a page that says why the link opens nothing."""
    try:
        link = service.open_link(db.session, token, now=clock.now())
    except Refused as refused:
        return _no_entry(refused)
    return _page(_form(link), link, token)


@blueprint.post("/<token>")
@anonymous
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
        return _no_entry(refused)
    db.session.commit()
    return redirect(url_for("surveys.thanks"))


@blueprint.get("/tak")
@anonymous
def thanks() -> str:
    """Thank you, what happens to the answer, and what earlier ones have changed."""
    told = targets.told(db.session, i18n.current(), limit=TOLD)
    return render_template("surveys/thanks.html", told=told)


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
    forged = refusal is SurveyRefusal.FORGED
    return page, HTTPStatus.NOT_FOUND if forged else HTTPStatus.GONE
