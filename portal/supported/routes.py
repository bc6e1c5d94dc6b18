"""The citizen's own places, and the link of the employees' representative."""

from http import HTTPStatus

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import actor, citizen, flow, public
from portal.core.db import db
from portal.core.errors import Refused
from portal.recruitment.refusals import LinkRefusal
from portal.supported import queries, service, words
from portal.supported.forms import ConsentForm, SayForm

blueprint = Blueprint("supported", __name__)

LARGEST_ID = 2**63 - 1
OWN = "/borger/praktik-og-tilskud"
LINK = "/medarbejderrepraesentant/<token>"
Page = str | tuple[str, int] | Response


@blueprint.get(OWN)
@citizen
def mine() -> str:
    """The places the citizen has, had or will have."""
    return _own_page()


@blueprint.post(f"{OWN}/<int(max={LARGEST_ID}):application_id>")
@citizen
def say(application_id: int) -> Page:
    """What the citizen thinks of a place."""
    form = SayForm(prefix=f"p{application_id}")
    if not form.validate():
        return _own_page((application_id, form)), HTTPStatus.UNPROCESSABLE_ENTITY
    service.say(db.session, actor(), application_id, form.text.data or "", now=clock.now())
    db.session.commit()
    flash(_("Saved. Your caseworker can read it; the company can't."), "success")
    return redirect(url_for("supported.mine"))


def _own_page(failed: tuple[int, SayForm] | None = None) -> str:
    found = queries.of_citizen(db.session, actor().person_id, clock.local_date(clock.now()))
    forms = {
        one.application.id: SayForm(
            formdata=None,
            prefix=f"p{one.application.id}",
            text=one.placement.said if one.placement else "",
        )
        for one in found
    }
    if failed and failed[0] in forms:
        forms[failed[0]] = failed[1]
    return render_template(
        "supported/mine.html",
        cases=found,
        forms=forms,
        failed=failed[1] if failed else None,
        words=words,
    )


@blueprint.get(LINK)
@public
@flow("consent")
def consent(token: str) -> Response:
    """What the representative is asked. Mail programs open links on their own: it uses nothing."""
    try:
        found = service.behind(db.session, token, now=clock.now())
    except Refused as refused:
        return _no_entry(refused)
    return _hidden(
        render_template("supported/consent.html", case=found, form=ConsentForm(), words=words)
    )


@blueprint.post(LINK)
@public
@flow("consent")
def answer(token: str) -> Response:
    """Yes or no, once."""
    form, said = ConsentForm(), request.form.get("svar", "")
    try:
        found = service.behind(db.session, token, now=clock.now())
        if said not in ("ja", "nej") or not form.validate():
            page = render_template("supported/consent.html", case=found, form=form, words=words)
            return _hidden(page, HTTPStatus.UNPROCESSABLE_ENTITY)
        service.answer(
            db.session, token, yes=said == "ja", text=form.text.data or "", now=clock.now()
        )
    except Refused as refused:
        db.session.rollback()
        return _no_entry(refused)
    db.session.commit()
    return _hidden(render_template("supported/consent_thanks.html", yes=said == "ja"))


def _no_entry(refused: Refused) -> Response:
    forged = refused.refusal is LinkRefusal.FORGED
    status = HTTPStatus.NOT_FOUND if forged else HTTPStatus.GONE
    page = render_template("supported/no_entry.html", sentence=refused.refusal.sentence)
    return _hidden(page, status)


def _hidden(html: str, status: int = HTTPStatus.OK) -> Response:
    """Whose link it is nobody else should learn: no store, no search engine."""
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
